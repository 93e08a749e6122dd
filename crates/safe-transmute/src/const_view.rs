//! Views in place in constants: of types that may begin at any address, as an address is not to be
//! known before the program runs.

use crate::{CastError, CastErrorKind, FromBytes, Immutable, Unaligned, raw::ops};

/// Views all of `bytes` as a `T`, in place, also in a constant.
///
/// [`ref_from_bytes`](crate::ref_from_bytes) for types of alignment 1: nothing is asked of the
/// address. Costs one comparison.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are not `size_of::<T>()` in number.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, unaligned_ref_from_bytes};
///
/// const PORTS: &[Be<u16>; 2] = match unaligned_ref_from_bytes(&[0, 80, 1, 187]) {
///     Ok(ports) => ports,
///     Err(_) => panic!(),
/// };
/// assert_eq!(PORTS[1].get(), 443);
/// ```
#[inline]
pub const fn unaligned_ref_from_bytes<T>(bytes: &[u8]) -> Result<&T, CastError<&[u8]>>
where
    T: FromBytes + Immutable + Unaligned,
{
    if bytes.len() != size_of::<T>() {
        return Err(CastError::new(bytes, CastErrorKind::short::<T>(bytes.len())));
    }
    Ok(ops::view_unaligned(bytes))
}

/// Views the start of `bytes` as a `T`, in place, and gives the rest with it, also in a constant.
///
/// [`ref_from_prefix`](crate::ref_from_prefix) for types of alignment 1: nothing is asked of the
/// address. Costs one comparison.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `size_of::<T>()`.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, unaligned_ref_from_prefix};
///
/// const FILE: &[u8] = b"\0\x03abc";
/// const LENGTH: u16 = match unaligned_ref_from_prefix::<Be<u16>>(FILE) {
///     Ok((length, _)) => length.get(),
///     Err(_) => panic!("no length"),
/// };
/// assert_eq!(LENGTH, 3);
/// ```
#[inline]
pub const fn unaligned_ref_from_prefix<T>(bytes: &[u8]) -> Result<(&T, &[u8]), CastError<&[u8]>>
where
    T: FromBytes + Immutable + Unaligned,
{
    let Some((head, rest)) = bytes.split_at_checked(size_of::<T>()) else {
        return Err(CastError::new(bytes, CastErrorKind::short::<T>(bytes.len())));
    };
    Ok((ops::view_unaligned(head), rest))
}

/// Views the end of `bytes` as a `T`, in place, and gives what is before it, also in a constant.
///
/// [`ref_from_suffix`](crate::ref_from_suffix) for types of alignment 1: nothing is asked of the
/// address. Costs one comparison.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `size_of::<T>()`.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Le, unaligned_ref_from_suffix};
///
/// let (body, sum) = unaligned_ref_from_suffix::<Le<u16>>(b"abc\x26\x01")?;
/// assert_eq!((body, sum.get()), (&b"abc"[..], 0x126));
/// # Ok::<(), safe_transmute::CastError<&[u8]>>(())
/// ```
#[inline]
pub const fn unaligned_ref_from_suffix<T>(bytes: &[u8]) -> Result<(&[u8], &T), CastError<&[u8]>>
where
    T: FromBytes + Immutable + Unaligned,
{
    let Some(start) = bytes.len().checked_sub(size_of::<T>()) else {
        return Err(CastError::new(bytes, CastErrorKind::short::<T>(bytes.len())));
    };
    let (rest, tail) = bytes.split_at(start);
    Ok((rest, ops::view_unaligned(tail)))
}

/// Views the start of `bytes` as `count` values in a row, in place, and gives the rest with them,
/// also in a constant.
///
/// [`slice_from_prefix`](crate::slice_from_prefix) for types of alignment 1: nothing is asked of the
/// address. Costs a multiplication and one comparison.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than `count * size_of::<T>()`.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, unaligned_slice_from_prefix};
///
/// const TABLE: &[Be<u16>] = match unaligned_slice_from_prefix(&[0, 80, 1, 187, 9], 2) {
///     Ok((table, [9])) => table,
///     _ => panic!(),
/// };
/// assert_eq!(TABLE, [Be::new(80), Be::new(443)]);
/// ```
#[inline]
#[expect(clippy::type_complexity, reason = "a name for it would be one more thing to look up")]
pub const fn unaligned_slice_from_prefix<T>(
    bytes: &[u8],
    count: usize,
) -> Result<(&[T], &[u8]), CastError<&[u8]>>
where
    T: FromBytes + Immutable + Unaligned,
{
    let need = size_of::<T>().saturating_mul(count);
    let Some((head, rest)) = bytes.split_at_checked(need) else {
        return Err(CastError::new(bytes, CastErrorKind::Size { need, got: bytes.len() }));
    };
    Ok((ops::view_slice_unaligned(head, count), rest))
}
