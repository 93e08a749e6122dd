//! The operations on bytes that may be invalid. None makes a `T` of them before they are checked.

use core::{mem, mem::ManuallyDrop, ptr, slice};

use crate::{
    CastError, CastErrorKind, FromBytes, Immutable, IntoBytes, TryFromBytes,
    raw::ops::{Parts, aligned, fits, within},
};

/// Whether `bytes`, `count` values in a row and no byte more, are valid.
#[inline]
fn valid<T: TryFromBytes>(bytes: &[u8], count: usize) -> Result<(), CastErrorKind> {
    fits::<T>(bytes, count)?;
    // Values without bytes are all alike: one is asked for all, or none for none.
    let valid = match count {
        0 => true,
        1 => T::is_valid(bytes),
        _ if size_of::<T>() == 0 => T::is_valid(bytes),
        _ => T::all_valid(bytes),
    };
    if valid { Ok(()) } else { Err(CastErrorKind::Invalid { offset: first_invalid::<T>(bytes) }) }
}

/// Where in `bytes`, values in a row, the first part begins that is not valid.
///
/// Not inlined, for it is seldom asked; not `cold` either, which sets the ways out of a check apart.
#[inline(never)]
pub(crate) fn first_invalid<T: TryFromBytes>(bytes: &[u8]) -> usize {
    let size = size_of::<T>().max(1);
    let mut values = bytes.chunks_exact(size).enumerate();
    let found = values.find(|(_, value)| !T::is_valid(value));
    found.map_or(0, |(at, value)| at * size + T::invalid_at(value))
}

/// A copy of all of `bytes`, as a value.
#[inline]
pub(crate) fn read<T: TryFromBytes>(bytes: &[u8]) -> Result<T, CastErrorKind> {
    valid::<T>(bytes, 1)?;
    let value = bytes.as_ptr().cast::<T>();
    // SAFETY: [ST-8] a slice's bytes are initialised and can be read; they are `size_of::<T>()` in
    // number and a valid `T`, just asked; and the read asks for no alignment.
    Ok(unsafe { value.read_unaligned() })
}

/// All of `bytes` in place, as one value.
#[inline]
pub(crate) fn view<T: TryFromBytes + Immutable>(bytes: &[u8]) -> Result<&T, CastErrorKind> {
    // Both before either is looked at: then the compiler looks at both at once.
    match (fits::<T>(bytes, 1), aligned::<T>(bytes)) {
        (Ok(()), Ok(())) => valid::<T>(bytes, 1)?,
        (Err(kind), _) | (_, Err(kind)) => return Err(kind),
    }
    let value = bytes.as_ptr().cast::<T>();
    // SAFETY: [ST-8, ST-4] the bytes are borrowed shared for the result's lifetime, `size_of::<T>()`
    // in number, aligned, and a valid `T`, all just asked; as `T` has no cell, nothing is written
    // through the result, and as they are borrowed, they stay valid.
    Ok(unsafe { &*value })
}

/// All of `bytes` in place, as `count` values.
#[inline]
pub(crate) fn view_slice<T: TryFromBytes + Immutable>(
    bytes: &[u8],
    count: usize,
) -> Result<&[T], CastErrorKind> {
    fits::<T>(bytes, count)?;
    aligned::<T>(bytes)?;
    valid::<T>(bytes, count)?;
    let first = bytes.as_ptr().cast::<T>();
    // SAFETY: [ST-8, ST-4] as in `view`, for `count` values, whose bytes are all of `bytes`: one
    // borrow, so one allocation, and no more than `isize::MAX` bytes.
    Ok(unsafe { slice::from_raw_parts(first, count) })
}

/// The bytes from `start` on in place, as one value that can be written, between what is before and
/// after it.
#[inline]
pub(crate) fn view_mut_at<T: TryFromBytes + IntoBytes>(
    bytes: &mut [u8],
    start: usize,
) -> Result<Parts<'_, T>, CastError<&mut [u8]>> {
    let checked = within::<T>(bytes, start)
        .and_then(|found| aligned::<T>(found).and_then(|()| valid::<T>(found, 1)));
    if let Err(kind) = checked {
        return Err(CastError::new(bytes, kind.from(start)));
    }
    let (before, tail) = bytes.split_at_mut(start);
    let (bytes, after) = tail.split_at_mut(size_of::<T>());
    let value = bytes.as_mut_ptr().cast::<T>();
    // SAFETY: [ST-8, ST-3] the bytes are borrowed alone for the result's lifetime, `size_of::<T>()`
    // in number, aligned, and a valid `T`, all just asked; and whatever `T` is written leaves
    // initialised bytes without provenance, as `bytes` must hold.
    Ok((before, unsafe { &mut *value }, after))
}

/// The bytes of a value that nobody else can reach.
#[inline]
fn own_bytes<T: IntoBytes>(value: &mut T) -> &[u8] {
    let first = ptr::from_mut(value).cast::<u8>();
    // SAFETY: [ST-3] all of its bytes are initialised and without provenance; a cell among them
    // cannot change while `value` is borrowed alone.
    unsafe { slice::from_raw_parts(first, size_of::<T>()) }
}

/// The same bytes under another type, if they are valid there.
#[inline]
pub(crate) fn convert<T: IntoBytes, U: TryFromBytes>(mut value: T) -> Result<U, CastError<T>> {
    if let Err(kind) = valid::<U>(own_bytes(&mut value), 1) {
        return Err(CastError::new(value, kind));
    }
    let value = ManuallyDrop::new(value);
    // SAFETY: [ST-3, ST-8] the bytes of `value` are initialised and without provenance,
    // `size_of::<U>()` in number and a valid `U`, just asked; `transmute_copy` asks for no alignment;
    // and `value` is never dropped, so nothing is owned twice.
    Ok(unsafe { mem::transmute_copy(&value) })
}

/// All of the value that can be written, as another type, if its bytes are valid there.
#[inline]
pub(crate) fn convert_mut<T: IntoBytes + FromBytes, U: TryFromBytes + IntoBytes>(
    value: &mut T,
) -> Result<&mut U, CastError<&mut T>> {
    let bytes = own_bytes(value);
    let checked = aligned::<U>(bytes).and_then(|()| valid::<U>(bytes, 1));
    if let Err(kind) = checked {
        return Err(CastError::new(value, kind));
    }
    let value = ptr::from_mut(value).cast::<U>();
    // SAFETY: [ST-8, ST-3, ST-2] the bytes are borrowed alone for the result's lifetime,
    // `size_of::<U>()` in number, aligned, and a valid `U`, all just asked; and whatever `U` is
    // written leaves bytes that are a valid `T`, as any are.
    Ok(unsafe { &mut *value })
}
