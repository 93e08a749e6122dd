//! References from the pointers of C: what can be checked is, and the rest is asked of the caller.

use core::slice;

use crate::{
    FromBytes, Immutable, TryFromBytes,
    ffi::{Out, OutSlice, PtrError},
    raw::try_ops,
};

/// Whether `len` values can be where `ptr` points, and how many bytes they are.
#[inline]
fn usable<T>(ptr: *const T, len: usize) -> Result<usize, PtrError> {
    if ptr.is_null() {
        return Err(PtrError::Null);
    }
    if !ptr.is_aligned() {
        return Err(PtrError::Align { need: align_of::<T>(), addr: ptr.addr() });
    }
    match size_of::<T>().checked_mul(len) {
        Some(bytes) if isize::try_from(bytes).is_ok() => Ok(bytes),
        _ => Err(PtrError::TooLong { len, size: size_of::<T>() }),
    }
}

/// The `len` values from `ptr` on, in place.
///
/// The pointer and the length are looked at. Costs three comparisons and a multiplication.
///
/// # Safety
///
/// If neither is refused, then for as long as `'a`, which you choose: \[ST-10\]
///
/// - all bytes of the `len` values are within one allocation, which lives that long;
/// - all of them are initialised (then any bytes will do, as `T` is `FromBytes`);
/// - nobody writes them, neither C nor another thread.
///
/// # Errors
///
/// [`Null`](PtrError::Null), also where `len` is 0; [`Align`](PtrError::Align);
/// [`TooLong`](PtrError::TooLong), if `len * size_of::<T>()` is above `isize::MAX`.
///
/// # Examples
///
/// ```
/// use safe_transmute::ffi::{PtrError, slice_from_raw};
///
/// let numbers = [1_u32, 2, 3];
/// // SAFETY: they are borrowed, and so live and stay the same.
/// assert_eq!(unsafe { slice_from_raw(numbers.as_ptr(), 3) }, Ok(&numbers[..]));
/// // SAFETY: the length is refused.
/// let error = unsafe { slice_from_raw(numbers.as_ptr(), usize::MAX / 4) };
/// assert_eq!(error, Err(PtrError::TooLong { len: usize::MAX / 4, size: 4 }));
/// ```
#[inline]
pub unsafe fn slice_from_raw<'a, T: FromBytes + Immutable>(
    ptr: *const T,
    len: usize,
) -> Result<&'a [T], PtrError> {
    usable(ptr, len)?;
    // SAFETY: [ST-10, ST-2, ST-4] not null, aligned and no more than `isize::MAX` bytes, just asked;
    // one live allocation, initialised and not written during `'a`, which the caller promises; any
    // initialised bytes are a valid `T`, and none of them is a cell's.
    Ok(unsafe { slice::from_raw_parts(ptr, len) })
}

/// The `len` values from `ptr` on, in place, to be written.
///
/// The pointer and the length are looked at. Costs three comparisons and a multiplication.
///
/// # Safety
///
/// If neither is refused, then for as long as `'a`, which you choose: \[ST-10\]
///
/// - all bytes of the `len` values are within one allocation, which lives that long and may be
///   written;
/// - all of them are initialised;
/// - nobody else reads or writes them, neither C nor another thread nor another reference; and
///   whoever reads them later takes them for `T`s, whose padding may be uninitialised.
///
/// # Errors
///
/// Those of [`slice_from_raw`].
///
/// # Examples
///
/// ```
/// use safe_transmute::ffi::slice_from_raw_mut;
///
/// let mut numbers = [1_u32, 2, 3];
/// // SAFETY: they are borrowed alone.
/// unsafe { slice_from_raw_mut(numbers.as_mut_ptr(), 3) }?.reverse();
/// assert_eq!(numbers, [3, 2, 1]);
/// # Ok::<(), safe_transmute::ffi::PtrError>(())
/// ```
#[inline]
pub unsafe fn slice_from_raw_mut<'a, T: FromBytes>(
    ptr: *mut T,
    len: usize,
) -> Result<&'a mut [T], PtrError> {
    usable(ptr, len)?;
    // SAFETY: [ST-10, ST-2] not null, aligned and no more than `isize::MAX` bytes, just asked; one
    // live allocation, initialised and nobody else's during `'a`, which the caller promises; any
    // initialised bytes are a valid `T`.
    Ok(unsafe { slice::from_raw_parts_mut(ptr, len) })
}

/// The value at `ptr`, in place.
///
/// Costs two comparisons.
///
/// # Safety
///
/// That of [`slice_from_raw`], for one value. \[ST-10\]
///
/// # Errors
///
/// [`Null`](PtrError::Null), [`Align`](PtrError::Align); [`TooLong`](PtrError::TooLong) never.
///
/// # Examples
///
/// ```
/// use safe_transmute::ffi::{PtrError, ref_from_raw};
///
/// let number = 7_u32;
/// // SAFETY: it is borrowed, and so lives and stays the same.
/// assert_eq!(unsafe { ref_from_raw(&raw const number) }, Ok(&7));
/// // SAFETY: null is refused.
/// assert_eq!(unsafe { ref_from_raw::<u32>(core::ptr::null()) }, Err(PtrError::Null));
/// ```
#[inline]
pub unsafe fn ref_from_raw<'a, T: FromBytes + Immutable>(ptr: *const T) -> Result<&'a T, PtrError> {
    usable(ptr, 1)?;
    // SAFETY: [ST-10, ST-2, ST-4] as in `slice_from_raw`, for one value.
    Ok(unsafe { &*ptr })
}

/// The value at `ptr`, in place, to be written.
///
/// Costs two comparisons.
///
/// # Safety
///
/// That of [`slice_from_raw_mut`], for one value. \[ST-10\]
///
/// # Errors
///
/// Those of [`ref_from_raw`].
///
/// # Examples
///
/// ```
/// use safe_transmute::ffi::ref_from_raw_mut;
///
/// let mut number = 7_u32;
/// // SAFETY: it is borrowed alone.
/// *unsafe { ref_from_raw_mut(&raw mut number) }? += 1;
/// assert_eq!(number, 8);
/// # Ok::<(), safe_transmute::ffi::PtrError>(())
/// ```
#[inline]
pub unsafe fn ref_from_raw_mut<'a, T: FromBytes>(ptr: *mut T) -> Result<&'a mut T, PtrError> {
    usable(ptr, 1)?;
    // SAFETY: [ST-10, ST-2] as in `slice_from_raw_mut`, for one value.
    Ok(unsafe { &mut *ptr })
}

/// The `len` values from `ptr` on, in place, if they are valid.
///
/// For types that not all bytes are, as `bool` or an enum: C does not keep to their values. Costs
/// what [`slice_from_raw`] costs, and the check, a block at a time.
///
/// # Safety
///
/// That of [`slice_from_raw`]: bytes that are no valid `T` are refused, not followed. \[ST-10\]
///
/// # Errors
///
/// Those of [`slice_from_raw`]; [`Invalid`](PtrError::Invalid), if a value is not valid.
///
/// # Examples
///
/// ```
/// use safe_transmute::ffi::{PtrError, try_slice_from_raw};
///
/// let bytes = [1_u8, 0, 2];
/// // SAFETY: they are borrowed, and so live and stay the same.
/// let flags = |len| unsafe { try_slice_from_raw::<bool>(bytes.as_ptr().cast(), len) };
/// assert_eq!(flags(2), Ok(&[true, false][..]));
/// assert_eq!(flags(3), Err(PtrError::Invalid { offset: 2 }));
/// ```
#[inline]
pub unsafe fn try_slice_from_raw<'a, T: TryFromBytes + Immutable>(
    ptr: *const T,
    len: usize,
) -> Result<&'a [T], PtrError> {
    let size = usable(ptr, len)?;
    // SAFETY: [ST-10] not null and no more than `isize::MAX` bytes, just asked; one live allocation,
    // initialised and not written during `'a`, which the caller promises.
    let bytes = unsafe { slice::from_raw_parts(ptr.cast::<u8>(), size) };
    try_ops::view_slice(bytes, len).map_err(PtrError::of)
}

/// The value at `ptr`, in place, if it is valid.
///
/// Costs what [`ref_from_raw`] costs, and the check.
///
/// # Safety
///
/// That of [`try_slice_from_raw`], for one value. \[ST-10\]
///
/// # Errors
///
/// Those of [`ref_from_raw`]; [`Invalid`](PtrError::Invalid), if the value is not valid.
///
/// # Examples
///
/// ```
/// use safe_transmute::ffi::{PtrError, try_ref_from_raw};
///
/// let number = 0x11_0000_u32;
/// // SAFETY: it is borrowed, and so lives and stays the same.
/// let char = unsafe { try_ref_from_raw::<char>((&raw const number).cast()) };
/// assert_eq!(char, Err(PtrError::Invalid { offset: 0 }));
/// ```
#[inline]
pub unsafe fn try_ref_from_raw<'a, T: TryFromBytes + Immutable>(
    ptr: *const T,
) -> Result<&'a T, PtrError> {
    let size = usable(ptr, 1)?;
    // SAFETY: [ST-10] as in `try_slice_from_raw`, for one value.
    let bytes = unsafe { slice::from_raw_parts(ptr.cast::<u8>(), size) };
    try_ops::view(bytes).map_err(PtrError::of)
}

/// The place at `ptr`, to be written.
///
/// It need not be initialised, and what is there is neither read nor dropped. Costs two comparisons.
///
/// # Safety
///
/// If the pointer is not refused, then for as long as `'a`, which you choose: \[ST-10\]
///
/// - all bytes of one `T` from it on are within one allocation, which lives that long and may be
///   written;
/// - nobody else reads or writes them.
///
/// # Errors
///
/// [`Null`](PtrError::Null), [`Align`](PtrError::Align).
///
/// # Examples
///
/// ```
/// use safe_transmute::ffi::out_from_raw;
///
/// /// Writes the answer to `*out`; -1 if it cannot.
/// ///
/// /// # Safety
/// ///
/// /// `out` is null, or points at an `int` that may be written.
/// unsafe extern "C" fn answer(out: *mut i32) -> i32 {
///     // SAFETY: that is what the caller was asked for.
///     let Ok(out) = (unsafe { out_from_raw(out) }) else { return -1 };
///     out.write(42);
///     0
/// }
/// # let mut out = 0;
/// # // SAFETY: it is borrowed alone.
/// # assert_eq!((unsafe { answer(&raw mut out) }, out), (0, 42));
/// ```
#[inline]
pub unsafe fn out_from_raw<'a, T>(ptr: *mut T) -> Result<Out<'a, T>, PtrError> {
    usable(ptr, 1)?;
    // SAFETY: [ST-10] not null and aligned, just asked; one live allocation that is nobody else's
    // during `'a`, which the caller promises; a `MaybeUninit` may be uninitialised.
    Ok(Out::new(unsafe { &mut *ptr.cast() }))
}

/// The `len` places from `ptr` on, to be written.
///
/// They need not be initialised, and what is there is neither read nor dropped. Costs three
/// comparisons and a multiplication.
///
/// # Safety
///
/// That of [`out_from_raw`], for the bytes of `len` values. \[ST-10\]
///
/// # Errors
///
/// Those of [`slice_from_raw`].
///
/// # Examples
///
/// ```
/// use safe_transmute::ffi::{PtrError, out_slice_from_raw};
///
/// let mut numbers = [0_u16; 4];
/// // SAFETY: they are borrowed alone.
/// let mut out = unsafe { out_slice_from_raw(numbers.as_mut_ptr(), 4) }?;
/// assert_eq!(out.write_slice(&[1, 2, 3]), 3);
/// assert_eq!(numbers, [1, 2, 3, 0]);
/// # Ok::<(), PtrError>(())
/// ```
#[inline]
pub unsafe fn out_slice_from_raw<'a, T>(
    ptr: *mut T,
    len: usize,
) -> Result<OutSlice<'a, T>, PtrError> {
    usable(ptr, len)?;
    // SAFETY: [ST-10] not null, aligned and no more than `isize::MAX` bytes, just asked; one live
    // allocation that is nobody else's during `'a`, which the caller promises; a `MaybeUninit` may be
    // uninitialised.
    Ok(OutSlice::new(unsafe { slice::from_raw_parts_mut(ptr.cast(), len) }))
}
