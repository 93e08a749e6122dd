//! Views in place: no copy is made.

use crate::{CastError, CastErrorKind, FromBytes, Immutable, IntoBytes, raw::ops};

/// The bytes of `value`, in place. Costs nothing.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, as_bytes};
///
/// assert_eq!(as_bytes(&[Be::new(1_u16), Be::new(2)]), [0, 1, 0, 2]);
/// assert_eq!(as_bytes("é"), [0xc3, 0xa9]);
/// ```
#[must_use]
#[inline]
pub const fn as_bytes<T: IntoBytes + Immutable + ?Sized>(value: &T) -> &[u8] {
    ops::bytes(value)
}

/// The bytes of `value`, in place, to be written. Costs nothing.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Le, as_bytes_mut};
///
/// let mut length = Le::new(0_u32);
/// as_bytes_mut(&mut length).copy_from_slice(&[7, 0, 0, 0]);
/// assert_eq!(length.get(), 7);
/// ```
#[must_use]
#[inline]
pub const fn as_bytes_mut<T: IntoBytes + FromBytes + ?Sized>(value: &mut T) -> &mut [u8] {
    ops::bytes_mut(value)
}

/// Views all of `bytes` as a `T`, in place.
///
/// Costs one comparison, and one of the address unless `T`'s alignment is 1.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are not `size_of::<T>()` in number;
/// [`Align`](CastErrorKind::Align), if they begin at no multiple of `T`'s alignment.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, ref_from_bytes};
///
/// let pair = ref_from_bytes::<[Be<u16>; 2]>(&[0, 1, 0, 2])?;
/// assert_eq!(pair[1].get(), 2);
/// # Ok::<(), safe_transmute::CastError<&[u8]>>(())
/// ```
#[inline]
pub fn ref_from_bytes<T: FromBytes + Immutable>(bytes: &[u8]) -> Result<&T, CastError<&[u8]>> {
    ops::view(bytes).map_err(|kind| CastError::new(bytes, kind))
}

/// Views the start of `bytes` as a `T`, in place, and gives the rest with it.
///
/// Costs one comparison, and one of the address unless `T`'s alignment is 1.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `size_of::<T>()`;
/// [`Align`](CastErrorKind::Align), if they begin at no multiple of `T`'s alignment.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, ref_from_prefix};
///
/// let (port, rest) = ref_from_prefix::<Be<u16>>(&[0, 80, 9])?;
/// assert_eq!((port.get(), rest), (80, &[9][..]));
/// # Ok::<(), safe_transmute::CastError<&[u8]>>(())
/// ```
#[inline]
pub fn ref_from_prefix<T: FromBytes + Immutable>(
    bytes: &[u8],
) -> Result<(&T, &[u8]), CastError<&[u8]>> {
    let Some((head, rest)) = bytes.split_at_checked(size_of::<T>()) else {
        return Err(CastError::new(bytes, CastErrorKind::short::<T>(bytes.len())));
    };
    match ops::view(head) {
        Ok(value) => Ok((value, rest)),
        Err(kind) => Err(CastError::new(bytes, kind)),
    }
}

/// Views the end of `bytes` as a `T`, in place, and gives what is before it.
///
/// Costs one comparison, and one of the address unless `T`'s alignment is 1.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `size_of::<T>()`;
/// [`Align`](CastErrorKind::Align), if the last `size_of::<T>()` of them begin at no multiple of
/// `T`'s alignment.
///
/// # Examples
///
/// ```
/// use safe_transmute::ref_from_suffix;
///
/// let (rest, last) = ref_from_suffix::<[u8; 2]>(b"abc")?;
/// assert_eq!((rest, last), (&b"a"[..], b"bc"));
/// # Ok::<(), safe_transmute::CastError<&[u8]>>(())
/// ```
#[inline]
pub fn ref_from_suffix<T: FromBytes + Immutable>(
    bytes: &[u8],
) -> Result<(&[u8], &T), CastError<&[u8]>> {
    let Some(start) = bytes.len().checked_sub(size_of::<T>()) else {
        return Err(CastError::new(bytes, CastErrorKind::short::<T>(bytes.len())));
    };
    let (rest, tail) = bytes.split_at(start);
    match ops::view(tail) {
        Ok(value) => Ok((rest, value)),
        Err(kind) => Err(CastError::new(bytes, kind)),
    }
}

/// Views the start of `bytes` as `count` values in a row, in place, and gives the rest with them.
///
/// Costs a multiplication, one comparison, and one of the address unless `T`'s alignment is 1.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `count * size_of::<T>()`;
/// [`Align`](CastErrorKind::Align), if they begin at no multiple of `T`'s alignment.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, slice_from_prefix};
///
/// let (ports, rest) = slice_from_prefix::<Be<u16>>(&[0, 80, 1, 187, 9], 2)?;
/// assert_eq!(ports.len(), 2);
/// assert_eq!(ports[1].get(), 443);
/// assert_eq!(rest, [9]);
/// # Ok::<(), safe_transmute::CastError<&[u8]>>(())
/// ```
#[inline]
#[expect(clippy::type_complexity, reason = "a name for it would be one more thing to look up")]
pub fn slice_from_prefix<T: FromBytes + Immutable>(
    bytes: &[u8],
    count: usize,
) -> Result<(&[T], &[u8]), CastError<&[u8]>> {
    let need = size_of::<T>().saturating_mul(count);
    let Some((head, rest)) = bytes.split_at_checked(need) else {
        return Err(CastError::new(bytes, CastErrorKind::Size { need, got: bytes.len() }));
    };
    match ops::view_slice(head, count) {
        Ok(values) => Ok((values, rest)),
        Err(kind) => Err(CastError::new(bytes, kind)),
    }
}

/// Views all of `bytes` as a `T`, in place, to be written.
///
/// Costs one comparison, and one of the address unless `T`'s alignment is 1.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are not `size_of::<T>()` in number;
/// [`Align`](CastErrorKind::Align), if they begin at no multiple of `T`'s alignment.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, mut_from_bytes};
///
/// let mut bytes = [0; 2];
/// mut_from_bytes::<Be<u16>>(&mut bytes).unwrap().set(80);
/// assert_eq!(bytes, [0, 80]);
/// ```
#[inline]
pub fn mut_from_bytes<T: FromBytes + IntoBytes>(
    bytes: &mut [u8],
) -> Result<&mut T, CastError<&mut [u8]>> {
    if bytes.len() > size_of::<T>() {
        let kind = CastErrorKind::short::<T>(bytes.len());
        return Err(CastError::new(bytes, kind));
    }
    ops::view_mut_at(bytes, 0).map(|(_, value, _)| value)
}

/// Views the start of `bytes` as a `T`, in place, to be written, and gives the rest with it.
///
/// Costs one comparison, and one of the address unless `T`'s alignment is 1.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `size_of::<T>()`;
/// [`Align`](CastErrorKind::Align), if they begin at no multiple of `T`'s alignment.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, mut_from_prefix};
///
/// let mut bytes = [0; 3];
/// let (port, rest) = mut_from_prefix::<Be<u16>>(&mut bytes).unwrap();
/// port.set(80);
/// rest[0] = 9;
/// assert_eq!(bytes, [0, 80, 9]);
/// ```
#[inline]
pub fn mut_from_prefix<T: FromBytes + IntoBytes>(
    bytes: &mut [u8],
) -> Result<(&mut T, &mut [u8]), CastError<&mut [u8]>> {
    ops::view_mut_at(bytes, 0).map(|(_, value, rest)| (value, rest))
}

/// Views the end of `bytes` as a `T`, in place, to be written, and gives what is before it.
///
/// Costs one comparison, and one of the address unless `T`'s alignment is 1.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `size_of::<T>()`;
/// [`Align`](CastErrorKind::Align), if the last `size_of::<T>()` of them begin at no multiple of
/// `T`'s alignment.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, mut_from_suffix};
///
/// let mut bytes = *b"ab\0\0";
/// let (body, sum) = mut_from_suffix::<Be<u16>>(&mut bytes).unwrap();
/// sum.set(body.iter().map(|byte| u16::from(*byte)).sum());
/// assert_eq!(bytes, *b"ab\x00\xc3");
/// ```
#[inline]
pub fn mut_from_suffix<T: FromBytes + IntoBytes>(
    bytes: &mut [u8],
) -> Result<(&mut [u8], &mut T), CastError<&mut [u8]>> {
    let Some(start) = bytes.len().checked_sub(size_of::<T>()) else {
        let kind = CastErrorKind::short::<T>(bytes.len());
        return Err(CastError::new(bytes, kind));
    };
    ops::view_mut_at(bytes, start).map(|(rest, value, _)| (rest, value))
}
