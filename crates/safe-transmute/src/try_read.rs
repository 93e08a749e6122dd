//! Copies out of bytes that may be invalid.

use crate::{CastError, CastErrorKind, TryFromBytes, raw::try_ops};

/// Reads a `T` from all of `bytes`, at any address, if they are a valid one.
///
/// Costs one comparison, the check and the copy.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are not `size_of::<T>()` in number;
/// [`Invalid`](CastErrorKind::Invalid), if they are no valid `T`.
///
/// # Examples
///
/// ```
/// use safe_transmute::try_read_from_bytes;
///
/// assert_eq!(try_read_from_bytes::<bool>(&[1]), Ok(true));
/// assert!(try_read_from_bytes::<bool>(&[2]).is_err());
/// ```
#[inline]
pub fn try_read_from_bytes<T: TryFromBytes>(bytes: &[u8]) -> Result<T, CastError<&[u8]>> {
    try_ops::read(bytes).map_err(|kind| CastError::new(bytes, kind))
}

/// Reads a `T` from the start of `bytes`, at any address, and gives the rest with it.
///
/// Costs one comparison, the check and the copy.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `size_of::<T>()`;
/// [`Invalid`](CastErrorKind::Invalid), if they begin with no valid `T`.
///
/// # Examples
///
/// ```
/// use core::num::NonZero;
/// use safe_transmute::{CastErrorKind, try_read_from_prefix};
///
/// let (streams, rest) = try_read_from_prefix::<NonZero<u8>>(&[2, 0]).unwrap();
/// assert_eq!((streams.get(), rest), (2, &[0][..]));
/// let error = try_read_from_prefix::<NonZero<u8>>(rest).unwrap_err();
/// assert_eq!(error.kind, CastErrorKind::Invalid { offset: 0 });
/// ```
#[inline]
pub fn try_read_from_prefix<T: TryFromBytes>(bytes: &[u8]) -> Result<(T, &[u8]), CastError<&[u8]>> {
    let Some((head, rest)) = bytes.split_at_checked(size_of::<T>()) else {
        return Err(CastError::new(bytes, CastErrorKind::short::<T>(bytes.len())));
    };
    match try_ops::read(head) {
        Ok(value) => Ok((value, rest)),
        Err(kind) => Err(CastError::new(bytes, kind)),
    }
}

/// Reads a `T` from the end of `bytes`, at any address, and gives what is before it.
///
/// Costs one comparison, the check and the copy.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `size_of::<T>()`;
/// [`Invalid`](CastErrorKind::Invalid), if they end with no valid `T`.
///
/// # Examples
///
/// ```
/// use safe_transmute::try_read_from_suffix;
///
/// assert_eq!(try_read_from_suffix::<bool>(b"ab\x01"), Ok((&b"ab"[..], true)));
/// ```
#[inline]
pub fn try_read_from_suffix<T: TryFromBytes>(bytes: &[u8]) -> Result<(&[u8], T), CastError<&[u8]>> {
    let Some(start) = bytes.len().checked_sub(size_of::<T>()) else {
        return Err(CastError::new(bytes, CastErrorKind::short::<T>(bytes.len())));
    };
    let (rest, tail) = bytes.split_at(start);
    match try_ops::read(tail) {
        Ok(value) => Ok((rest, value)),
        Err(kind) => Err(CastError::new(bytes, kind.from(start))),
    }
}
