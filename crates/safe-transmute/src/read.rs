//! Copies out of bytes: no alignment is asked for.

use crate::{CastError, CastErrorKind, FromBytes, FromZeros, raw::ops};

/// The value whose bytes are all zero. Costs the writing of them.
///
/// # Examples
///
/// ```
/// assert_eq!(safe_transmute::zeroed::<[u32; 3]>(), [0, 0, 0]);
/// ```
#[must_use]
#[inline]
pub const fn zeroed<T: FromZeros>() -> T {
    ops::zeroed()
}

/// Reads a `T` from all of `bytes`, at any address.
///
/// Costs one comparison and the copy.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are not `size_of::<T>()` in number.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, read_from_bytes};
///
/// const ANSWER: Be<u16> = match read_from_bytes(&[0x00, 0x2a]) {
///     Ok(answer) => answer,
///     Err(_) => panic!(),
/// };
/// assert_eq!(ANSWER.get(), 42);
/// assert!(read_from_bytes::<Be<u16>>(&[1, 2, 3]).is_err());
/// ```
#[inline]
pub const fn read_from_bytes<T: FromBytes>(bytes: &[u8]) -> Result<T, CastError<&[u8]>> {
    if bytes.len() != size_of::<T>() {
        return Err(wrong_size::<T>(bytes));
    }
    Ok(ops::read(bytes))
}

/// Reads a `T` from the start of `bytes`, at any address, and gives the rest with it.
///
/// Costs one comparison and the copy.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `size_of::<T>()`.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Le, read_from_prefix};
///
/// let (length, rest) = read_from_prefix::<Le<u32>>(&[3, 0, 0, 0, b'a', b'b', b'c'])?;
/// assert_eq!(length.get(), 3);
/// assert_eq!(rest, b"abc");
/// # Ok::<(), safe_transmute::CastError<&[u8]>>(())
/// ```
#[inline]
pub const fn read_from_prefix<T: FromBytes>(bytes: &[u8]) -> Result<(T, &[u8]), CastError<&[u8]>> {
    let Some((head, rest)) = bytes.split_at_checked(size_of::<T>()) else {
        return Err(wrong_size::<T>(bytes));
    };
    Ok((ops::read(head), rest))
}

/// Reads a `T` from the end of `bytes`, at any address, and gives what is before it.
///
/// Costs one comparison and the copy.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `size_of::<T>()`.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, read_from_suffix};
///
/// let (body, checksum) = read_from_suffix::<Be<u16>>(b"abc\x01\x02")?;
/// assert_eq!((body, checksum.get()), (&b"abc"[..], 0x0102));
/// # Ok::<(), safe_transmute::CastError<&[u8]>>(())
/// ```
#[inline]
pub const fn read_from_suffix<T: FromBytes>(bytes: &[u8]) -> Result<(&[u8], T), CastError<&[u8]>> {
    if bytes.len() < size_of::<T>() {
        return Err(wrong_size::<T>(bytes));
    }
    let (rest, tail) = bytes.split_at(bytes.len() - size_of::<T>());
    Ok((rest, ops::read(tail)))
}

const fn wrong_size<T>(bytes: &[u8]) -> CastError<&[u8]> {
    CastError::new(bytes, CastErrorKind::short::<T>(bytes.len()))
}
