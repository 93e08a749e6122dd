//! Views in place of bytes that may be invalid.

use crate::{CastError, CastErrorKind, Immutable, IntoBytes, TryFromBytes, raw::try_ops};

/// Views all of `bytes` as a `T`, in place.
///
/// Costs one comparison, one of the address unless `T`'s alignment is 1, and the check.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are not `size_of::<T>()` in number;
/// [`Align`](CastErrorKind::Align), if they begin at no multiple of `T`'s alignment;
/// [`Invalid`](CastErrorKind::Invalid), if they are no valid `T`.
///
/// # Examples
///
/// ```
/// use safe_transmute::try_ref_from_bytes;
///
/// assert_eq!(try_ref_from_bytes::<[bool; 2]>(&[1, 0]), Ok(&[true, false]));
/// assert!(try_ref_from_bytes::<[bool; 2]>(&[1, 2]).is_err());
/// ```
#[inline]
pub fn try_ref_from_bytes<T: TryFromBytes + Immutable>(
    bytes: &[u8],
) -> Result<&T, CastError<&[u8]>> {
    try_ops::view(bytes).map_err(|kind| CastError::new(bytes, kind))
}

/// Views the start of `bytes` as a `T`, in place, and gives the rest with it.
///
/// Costs one comparison, one of the address unless `T`'s alignment is 1, and the check.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `size_of::<T>()`;
/// [`Align`](CastErrorKind::Align), if they begin at no multiple of `T`'s alignment;
/// [`Invalid`](CastErrorKind::Invalid), if they are no valid `T`.
///
/// # Examples
///
/// ```
/// use safe_transmute::try_ref_from_prefix;
///
/// assert_eq!(try_ref_from_prefix::<bool>(&[1, 9]), Ok((&true, &[9][..])));
/// ```
#[inline]
pub fn try_ref_from_prefix<T: TryFromBytes + Immutable>(
    bytes: &[u8],
) -> Result<(&T, &[u8]), CastError<&[u8]>> {
    let Some((head, rest)) = bytes.split_at_checked(size_of::<T>()) else {
        return Err(CastError::new(bytes, CastErrorKind::short::<T>(bytes.len())));
    };
    match try_ops::view(head) {
        Ok(value) => Ok((value, rest)),
        Err(kind) => Err(CastError::new(bytes, kind)),
    }
}

/// Views the end of `bytes` as a `T`, in place, and gives what is before it.
///
/// Costs one comparison, one of the address unless `T`'s alignment is 1, and the check.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `size_of::<T>()`;
/// [`Align`](CastErrorKind::Align), if the last `size_of::<T>()` of them begin at no multiple of
/// `T`'s alignment;
/// [`Invalid`](CastErrorKind::Invalid), if they are no valid `T`.
///
/// # Examples
///
/// ```
/// use safe_transmute::try_ref_from_suffix;
///
/// assert_eq!(try_ref_from_suffix::<bool>(&[9, 1]), Ok((&[9][..], &true)));
/// ```
#[inline]
pub fn try_ref_from_suffix<T: TryFromBytes + Immutable>(
    bytes: &[u8],
) -> Result<(&[u8], &T), CastError<&[u8]>> {
    let Some(start) = bytes.len().checked_sub(size_of::<T>()) else {
        return Err(CastError::new(bytes, CastErrorKind::short::<T>(bytes.len())));
    };
    let (rest, tail) = bytes.split_at(start);
    match try_ops::view(tail) {
        Ok(value) => Ok((rest, value)),
        Err(kind) => Err(CastError::new(bytes, kind.from(start))),
    }
}

/// Views the start of `bytes` as `count` values in a row, in place, and gives the rest with them.
///
/// Costs a multiplication, one comparison, one of the address unless `T`'s alignment is 1, and the
/// check of the values, a block at a time.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `count * size_of::<T>()`;
/// [`Align`](CastErrorKind::Align), if they begin at no multiple of `T`'s alignment;
/// [`Invalid`](CastErrorKind::Invalid), if they are no valid `T`.
///
/// # Examples
///
/// ```
/// use safe_transmute::{CastErrorKind, try_slice_from_prefix};
///
/// let (flags, rest) = try_slice_from_prefix::<bool>(&[1, 0, 9], 2).unwrap();
/// assert_eq!((flags, rest), (&[true, false][..], &[9][..]));
///
/// let error = try_slice_from_prefix::<bool>(&[1, 0, 9], 3).unwrap_err();
/// assert_eq!(error.kind, CastErrorKind::Invalid { offset: 2 });
/// ```
#[inline]
#[expect(clippy::type_complexity, reason = "a name for it would be one more thing to look up")]
pub fn try_slice_from_prefix<T: TryFromBytes + Immutable>(
    bytes: &[u8],
    count: usize,
) -> Result<(&[T], &[u8]), CastError<&[u8]>> {
    let need = size_of::<T>().saturating_mul(count);
    let Some((head, rest)) = bytes.split_at_checked(need) else {
        return Err(CastError::new(bytes, CastErrorKind::Size { need, got: bytes.len() }));
    };
    match try_ops::view_slice(head, count) {
        Ok(values) => Ok((values, rest)),
        Err(kind) => Err(CastError::new(bytes, kind)),
    }
}

/// Views all of `bytes` as a `T`, in place, to be written.
///
/// Costs one comparison, one of the address unless `T`'s alignment is 1, and the check.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are not `size_of::<T>()` in number;
/// [`Align`](CastErrorKind::Align), if they begin at no multiple of `T`'s alignment;
/// [`Invalid`](CastErrorKind::Invalid), if they are no valid `T`.
///
/// # Examples
///
/// ```
/// use safe_transmute::try_mut_from_bytes;
///
/// let mut bytes = [1];
/// *try_mut_from_bytes::<bool>(&mut bytes).unwrap() = false;
/// assert_eq!(bytes, [0]);
/// ```
#[inline]
pub fn try_mut_from_bytes<T: TryFromBytes + IntoBytes>(
    bytes: &mut [u8],
) -> Result<&mut T, CastError<&mut [u8]>> {
    if bytes.len() > size_of::<T>() {
        let kind = CastErrorKind::short::<T>(bytes.len());
        return Err(CastError::new(bytes, kind));
    }
    try_ops::view_mut_at(bytes, 0).map(|(_, value, _)| value)
}

/// Views the start of `bytes` as a `T`, in place, to be written, and gives the rest with it.
///
/// Costs one comparison, one of the address unless `T`'s alignment is 1, and the check.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `size_of::<T>()`;
/// [`Align`](CastErrorKind::Align), if they begin at no multiple of `T`'s alignment;
/// [`Invalid`](CastErrorKind::Invalid), if they are no valid `T`.
///
/// # Examples
///
/// ```
/// use safe_transmute::try_mut_from_prefix;
///
/// let mut bytes = [1, 9];
/// let (flag, rest) = try_mut_from_prefix::<bool>(&mut bytes).unwrap();
/// (*flag, rest[0]) = (false, 8);
/// assert_eq!(bytes, [0, 8]);
/// ```
#[inline]
pub fn try_mut_from_prefix<T: TryFromBytes + IntoBytes>(
    bytes: &mut [u8],
) -> Result<(&mut T, &mut [u8]), CastError<&mut [u8]>> {
    try_ops::view_mut_at(bytes, 0).map(|(_, value, rest)| (value, rest))
}

/// Views the end of `bytes` as a `T`, in place, to be written, and gives what is before it.
///
/// Costs one comparison, one of the address unless `T`'s alignment is 1, and the check.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `size_of::<T>()`;
/// [`Align`](CastErrorKind::Align), if the last `size_of::<T>()` of them begin at no multiple of
/// `T`'s alignment;
/// [`Invalid`](CastErrorKind::Invalid), if they are no valid `T`.
///
/// # Examples
///
/// ```
/// use safe_transmute::try_mut_from_suffix;
///
/// let mut bytes = [9, 1];
/// *try_mut_from_suffix::<bool>(&mut bytes).unwrap().1 = false;
/// assert_eq!(bytes, [9, 0]);
/// ```
#[inline]
pub fn try_mut_from_suffix<T: TryFromBytes + IntoBytes>(
    bytes: &mut [u8],
) -> Result<(&mut [u8], &mut T), CastError<&mut [u8]>> {
    let Some(start) = bytes.len().checked_sub(size_of::<T>()) else {
        let kind = CastErrorKind::short::<T>(bytes.len());
        return Err(CastError::new(bytes, kind));
    };
    try_ops::view_mut_at(bytes, start).map(|(rest, value, _)| (rest, value))
}
