//! Slices as slices of another type.

use crate::{
    CastError, CastErrorKind, FromBytes, Immutable, IntoBytes, TryFromBytes,
    raw::{ops, try_ops},
};

/// How many `U` take all of `got` bytes. Of a `U` without bytes: none, if there are none.
const fn count<U>(got: usize) -> Result<usize, CastErrorKind> {
    let size = size_of::<U>();
    if size == 0 {
        return if got == 0 { Ok(0) } else { Err(CastErrorKind::Size { need: 0, got }) };
    }
    let count = got / size;
    if count * size == got {
        Ok(count)
    } else {
        Err(CastErrorKind::Size { need: (count + 1) * size, got })
    }
}

/// Views the bytes of all of `values` as `U`s in a row, in place.
///
/// Costs a comparison of lengths (a remainder, where `U`'s size is no power of two), and one of the
/// address unless a `T` is aligned for a `U`. A `U` without bytes takes none: the result is empty.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if the bytes are no multiple of `size_of::<U>()`, with the next
/// multiple; [`Align`](CastErrorKind::Align), if they begin at no multiple of `U`'s alignment.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, cast_slice};
///
/// let ports: &[Be<u16>] = cast_slice(&[0_u8, 80, 1, 187]).unwrap();
/// assert_eq!(ports[1].get(), 443);
/// assert!(cast_slice::<u8, Be<u16>>(&[0, 80, 1]).is_err());
/// ```
#[inline]
pub fn cast_slice<T, U>(values: &[T]) -> Result<&[U], CastError<&[T]>>
where
    T: IntoBytes + Immutable,
    U: FromBytes + Immutable,
{
    let bytes = ops::bytes(values);
    // Both before either is looked at: then the compiler looks at both at once.
    match (count::<U>(bytes.len()), ops::aligned::<U>(bytes)) {
        (Ok(count), Ok(())) => ops::view_slice(bytes, count),
        (Err(kind), _) | (_, Err(kind)) => Err(kind),
    }
    .map_err(|kind| CastError::new(values, kind))
}

/// Views the bytes of all of `values` as `U`s in a row, in place, if all of them are valid.
///
/// Costs what [`cast_slice`] costs, and the check of the values, a block at a time.
///
/// # Errors
///
/// Those of [`cast_slice`]; [`Invalid`](CastErrorKind::Invalid), if a value is not valid.
///
/// # Examples
///
/// ```
/// use safe_transmute::{CastErrorKind, try_cast_slice};
///
/// assert_eq!(try_cast_slice::<u8, bool>(&[1, 0]), Ok(&[true, false][..]));
/// let error = try_cast_slice::<u8, bool>(&[1, 0, 2]).unwrap_err();
/// assert_eq!(error.kind, CastErrorKind::Invalid { offset: 2 });
/// ```
#[inline]
pub fn try_cast_slice<T, U>(values: &[T]) -> Result<&[U], CastError<&[T]>>
where
    T: IntoBytes + Immutable,
    U: TryFromBytes + Immutable,
{
    let bytes = ops::bytes(values);
    count::<U>(bytes.len())
        .and_then(|count| try_ops::view_slice(bytes, count))
        .map_err(|kind| CastError::new(values, kind))
}

/// Views `bytes` as a header and as many `T`s behind it as there are, in place, and gives what is
/// left.
///
/// Costs two comparisons, a division, and one of the address for each of the two that is not of
/// alignment 1. A `T` without bytes is never found: the tail is empty.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are fewer than the header;
/// [`Align`](CastErrorKind::Align), if the header or the tail begins at no multiple of its alignment.
/// An empty tail is held to that, too. An [`Unalign<T>`](crate::Unalign) may begin anywhere.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, header_and_tail};
///
/// let bytes = [0, 2, 0, 80, 1, 187, 9];
/// let (count, ports, rest) = header_and_tail::<Be<u16>, Be<u16>>(&bytes).unwrap();
/// assert_eq!((count.get(), ports.len(), rest), (2, 2, &[9][..]));
/// ```
#[inline]
#[expect(clippy::type_complexity, reason = "a name for it would be one more thing to look up")]
pub fn header_and_tail<H, T>(bytes: &[u8]) -> Result<(&H, &[T], &[u8]), CastError<&[u8]>>
where
    H: FromBytes + Immutable,
    T: FromBytes + Immutable,
{
    let error = |kind| CastError::new(bytes, kind);
    let Some((head, tail)) = bytes.split_at_checked(size_of::<H>()) else {
        return Err(error(CastErrorKind::short::<H>(bytes.len())));
    };
    let count = tail.len().checked_div(size_of::<T>()).unwrap_or(0);
    let (tail, rest) = tail.split_at(count * size_of::<T>());
    Ok((ops::view(head).map_err(error)?, ops::view_slice(tail, count).map_err(error)?, rest))
}

/// Views `bytes` as a header and as many `T`s behind it as there are, in place, if all of them are
/// valid, and gives what is left.
///
/// Costs what [`header_and_tail`] costs, and the check of the header and of the values, a block at a
/// time. A `T` without bytes is never found: the tail is empty.
///
/// # Errors
///
/// Those of [`header_and_tail`], also of an empty tail; [`Invalid`](CastErrorKind::Invalid), if the
/// header or a `T` is not valid.
///
/// # Examples
///
/// ```
/// use safe_transmute::{CastErrorKind, try_header_and_tail};
///
/// let (urgent, flags, rest) = try_header_and_tail::<bool, [bool; 2]>(&[1, 0, 1, 7]).unwrap();
/// assert_eq!((urgent, flags, rest), (&true, &[[false, true]][..], &[7][..]));
///
/// let error = try_header_and_tail::<bool, bool>(&[1, 0, 1, 7]).unwrap_err();
/// assert_eq!(error.kind, CastErrorKind::Invalid { offset: 3 });
/// ```
#[inline]
#[expect(clippy::type_complexity, reason = "a name for it would be one more thing to look up")]
pub fn try_header_and_tail<H, T>(bytes: &[u8]) -> Result<(&H, &[T], &[u8]), CastError<&[u8]>>
where
    H: TryFromBytes + Immutable,
    T: TryFromBytes + Immutable,
{
    let error = |kind| CastError::new(bytes, kind);
    let Some((head, tail)) = bytes.split_at_checked(size_of::<H>()) else {
        return Err(error(CastErrorKind::short::<H>(bytes.len())));
    };
    let count = tail.len().checked_div(size_of::<T>()).unwrap_or(0);
    let (tail, rest) = tail.split_at(count * size_of::<T>());
    let header = try_ops::view(head).map_err(error)?;
    let values = try_ops::view_slice(tail, count);
    Ok((header, values.map_err(|kind| error(kind.from(head.len())))?, rest))
}
