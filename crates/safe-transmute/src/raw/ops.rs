//! The operations. Each checks what it rests on, so that none can be misused from safe code.

use core::{
    mem::{self, ManuallyDrop},
    ptr, slice,
};

use crate::{CastError, CastErrorKind, FromBytes, FromZeros, Immutable, IntoBytes, Unaligned};

/// All bytes zero.
#[inline]
pub(crate) const fn zeroed<T: FromZeros>() -> T {
    // SAFETY: [ST-1] zero bytes are a valid `T`.
    unsafe { mem::zeroed() }
}

/// A copy of all of `bytes`, as a value.
///
/// # Panics
///
/// If `bytes` are not `size_of::<T>()` in number. (A `Result` would have to be dropped, which a
/// `const fn` cannot do to an unknown `T`.)
#[inline]
pub(crate) const fn read<T: FromBytes>(bytes: &[u8]) -> T {
    assert!(bytes.len() == size_of::<T>(), "another number of bytes");
    let value = bytes.as_ptr().cast::<T>();
    // SAFETY: [ST-2] a slice's bytes are initialised and can be read; there are `size_of::<T>()` of
    // them, just compared; any such bytes are a valid `T`; and the read asks for no alignment.
    unsafe { value.read_unaligned() }
}

/// The same bytes under another type.
///
/// # Panics
///
/// If the two sizes differ, which the compiler decides.
#[inline]
pub(crate) const fn convert<T: IntoBytes, U: FromBytes>(value: T) -> U {
    let value = ManuallyDrop::new(value);
    assert!(size_of::<T>() == size_of::<U>(), "the sizes differ");
    // SAFETY: [ST-3, ST-2] the `size_of::<U>()` bytes of `value` are initialised and without
    // provenance, and any such bytes are a valid `U`; `transmute_copy` asks for no alignment; and
    // `value` is never dropped, so nothing is owned twice.
    unsafe { mem::transmute_copy(&value) }
}

/// The same bytes, in place, under another type.
///
/// # Panics
///
/// If the two sizes differ or the alignment is stricter, which the compiler decides.
#[inline]
pub(crate) const fn convert_ref<T, U>(value: &T) -> &U
where
    T: IntoBytes + Immutable,
    U: FromBytes + Immutable,
{
    assert!(size_of::<T>() == size_of::<U>(), "the sizes differ");
    assert!(align_of::<T>() >= align_of::<U>(), "the alignment is stricter");
    let value = ptr::from_ref(value).cast::<U>();
    // SAFETY: [ST-3, ST-2, ST-4] the bytes are initialised and without provenance, so a valid `U`,
    // as many as it takes, and borrowed shared for the result's lifetime; a `T` is aligned for a
    // `U`; and neither has a cell through which the other would change.
    unsafe { &*value }
}

/// The same bytes, in place, under another type, to be written.
///
/// # Panics
///
/// If the two sizes differ or the alignment is stricter, which the compiler decides.
#[inline]
pub(crate) const fn convert_mut<T, U>(value: &mut T) -> &mut U
where
    T: IntoBytes + FromBytes,
    U: IntoBytes + FromBytes,
{
    assert!(size_of::<T>() == size_of::<U>(), "the sizes differ");
    assert!(align_of::<T>() >= align_of::<U>(), "the alignment is stricter");
    let value = ptr::from_mut(value).cast::<U>();
    // SAFETY: [ST-3, ST-2] the bytes are initialised and without provenance, so a valid `U`, as many
    // as it takes, and borrowed alone for the result's lifetime; a `T` is aligned for a `U`; and
    // whatever `U` is written leaves initialised bytes without provenance, so a valid `T`.
    unsafe { &mut *value }
}

/// Whether a `T` can begin where `bytes` begin.
#[inline]
pub(crate) fn aligned<T>(bytes: &[u8]) -> Result<(), CastErrorKind> {
    let start = bytes.as_ptr().cast::<T>();
    if start.is_aligned() {
        Ok(())
    } else {
        Err(CastErrorKind::Align { need: align_of::<T>(), addr: start.addr() })
    }
}

/// Whether `bytes` are `count` times `T`, no byte more.
#[inline]
pub(crate) fn fits<T>(bytes: &[u8], count: usize) -> Result<(), CastErrorKind> {
    let need = size_of::<T>().checked_mul(count);
    if need == Some(bytes.len()) {
        Ok(())
    } else {
        Err(CastErrorKind::Size { need: need.unwrap_or(usize::MAX), got: bytes.len() })
    }
}

/// All of `bytes` in place, as one value.
#[inline]
pub(crate) fn view<T: FromBytes + Immutable>(bytes: &[u8]) -> Result<&T, CastErrorKind> {
    fits::<T>(bytes, 1)?;
    aligned::<T>(bytes)?;
    let value = bytes.as_ptr().cast::<T>();
    // SAFETY: [ST-2, ST-4] the bytes are initialised, borrowed shared for the result's lifetime, and
    // `size_of::<T>()` in number; `value` is aligned; any bytes are a valid `T`; and as `T` has no
    // cell, nothing is written through the result while `bytes` are read elsewhere.
    Ok(unsafe { &*value })
}

/// All of `bytes` in place, as `count` values.
#[inline]
pub(crate) fn view_slice<T: FromBytes + Immutable>(
    bytes: &[u8],
    count: usize,
) -> Result<&[T], CastErrorKind> {
    fits::<T>(bytes, count)?;
    aligned::<T>(bytes)?;
    let first = bytes.as_ptr().cast::<T>();
    // SAFETY: [ST-2, ST-4] as in `view`, for `count` values, whose bytes are all of `bytes`: one
    // borrow, so one allocation, and no more than `isize::MAX` bytes.
    Ok(unsafe { slice::from_raw_parts(first, count) })
}

/// All of `bytes` in place, as one value that may be at any address.
///
/// # Panics
///
/// If `bytes` are not `size_of::<T>()` in number.
#[inline]
pub(crate) const fn view_unaligned<T: FromBytes + Immutable + Unaligned>(bytes: &[u8]) -> &T {
    assert!(bytes.len() == size_of::<T>(), "another number of bytes");
    let value = bytes.as_ptr().cast::<T>();
    // SAFETY: [ST-2, ST-4, ST-5] as in `view`; that `value` is aligned needs no question, as all
    // addresses are for a `T`.
    unsafe { &*value }
}

/// All of `bytes` in place, as `count` values that may be at any address.
///
/// # Panics
///
/// If `bytes` are not `count` times `size_of::<T>()` in number.
#[inline]
pub(crate) const fn view_slice_unaligned<T: FromBytes + Immutable + Unaligned>(
    bytes: &[u8],
    count: usize,
) -> &[T] {
    let fits = matches!(size_of::<T>().checked_mul(count), Some(need) if need == bytes.len());
    assert!(fits, "another number of bytes");
    let first = bytes.as_ptr().cast::<T>();
    // SAFETY: [ST-2, ST-4, ST-5] as in `view_slice`; that `first` is aligned needs no question, as
    // all addresses are for a `T`.
    unsafe { slice::from_raw_parts(first, count) }
}

/// The part of `bytes` from `start` on that a `T` takes.
#[inline]
pub(crate) fn within<T>(bytes: &[u8], start: usize) -> Result<&[u8], CastErrorKind> {
    let found = bytes.get(start..).and_then(|tail| tail.get(..size_of::<T>()));
    found.ok_or(CastErrorKind::Size { need: size_of::<T>(), got: bytes.len() })
}

/// What is before a value, the value, and what is after it.
pub(crate) type Parts<'a, T> = (&'a mut [u8], &'a mut T, &'a mut [u8]);

/// The bytes from `start` on in place, as one value that can be written, between what is before and
/// after it.
#[inline]
pub(crate) fn view_mut_at<T: FromBytes + IntoBytes>(
    bytes: &mut [u8],
    start: usize,
) -> Result<Parts<'_, T>, CastError<&mut [u8]>> {
    if let Err(kind) = within::<T>(bytes, start).and_then(aligned::<T>) {
        return Err(CastError::new(bytes, kind));
    }
    let (before, tail) = bytes.split_at_mut(start);
    let (bytes, after) = tail.split_at_mut(size_of::<T>());
    let value = bytes.as_mut_ptr().cast::<T>();
    // SAFETY: [ST-2, ST-3] the bytes are initialised, borrowed alone for the result's lifetime, and
    // `size_of::<T>()` in number; `value` is aligned, just asked; any bytes are a valid `T`; and
    // whatever `T` is written leaves initialised bytes without provenance, as `bytes` must hold.
    Ok((before, unsafe { &mut *value }, after))
}

/// The bytes of a value.
#[inline]
pub(crate) const fn bytes<T: IntoBytes + Immutable + ?Sized>(value: &T) -> &[u8] {
    let first = ptr::from_ref(value).cast::<u8>();
    // SAFETY: [ST-3, ST-4] all `size_of_val` bytes of `value` are initialised and without
    // provenance; they are borrowed shared for the result's lifetime, and no cell lets them change.
    unsafe { slice::from_raw_parts(first, size_of_val(value)) }
}

/// The bytes of a value, to be written.
#[inline]
pub(crate) const fn bytes_mut<T: IntoBytes + FromBytes + ?Sized>(value: &mut T) -> &mut [u8] {
    let size = size_of_val(value);
    let first = ptr::from_mut(value).cast::<u8>();
    // SAFETY: [ST-3, ST-2] all `size` bytes of `value` are initialised and without provenance; they
    // are borrowed alone for the result's lifetime; and whatever is written, `value` stays valid.
    unsafe { slice::from_raw_parts_mut(first, size) }
}
