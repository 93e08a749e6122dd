//! From type to type.

use crate::{
    CastError, FromBytes, Immutable, IntoBytes, TryFromBytes,
    raw::{ops, try_ops},
};

/// Fails to compile where the two sizes differ.
const fn same_size<T, U>() {
    const { assert!(size_of::<T>() == size_of::<U>(), "the two types differ in size") }
}

/// Fails to compile where a `T` may lie where no `U` may.
const fn as_aligned<T, U>() {
    const { assert!(align_of::<T>() >= align_of::<U>(), "the target needs a stricter alignment") }
}

/// The same bytes as a `U`.
///
/// Sizes that differ are an error when the program is built. Costs a move.
///
/// # Examples
///
/// ```
/// use safe_transmute::transmute;
///
/// const BITS: u32 = transmute(1.0_f32);
/// assert_eq!(BITS, 0x3f80_0000);
/// ```
///
/// ```compile_fail
/// let _: u64 = safe_transmute::transmute(1_u32);
/// ```
#[must_use]
#[inline]
pub const fn transmute<T: IntoBytes, U: FromBytes>(value: T) -> U {
    same_size::<T, U>();
    ops::convert(value)
}

/// The same bytes, in place, as a `U`.
///
/// Sizes that differ, and a `U` of stricter alignment, are an error when the program is built.
/// Costs nothing.
///
/// # Examples
///
/// ```
/// use safe_transmute::transmute_ref;
///
/// let halves: &[u16; 2] = transmute_ref(&0x0001_0001_u32);
/// assert_eq!(halves, &[1, 1]);
/// ```
///
/// ```compile_fail
/// let _: &u32 = safe_transmute::transmute_ref(&[0_u16; 2]);
/// ```
#[must_use]
#[inline]
pub const fn transmute_ref<T, U>(value: &T) -> &U
where
    T: IntoBytes + Immutable,
    U: FromBytes + Immutable,
{
    same_size::<T, U>();
    as_aligned::<T, U>();
    ops::convert_ref(value)
}

/// The same bytes, in place, as a `U` to be written.
///
/// Sizes that differ, and a `U` of stricter alignment, are an error when the program is built.
/// Costs nothing.
///
/// # Examples
///
/// ```
/// use safe_transmute::transmute_mut;
///
/// let mut word = 0_u32;
/// transmute_mut::<_, [u16; 2]>(&mut word).fill(1);
/// assert_eq!(word, 0x0001_0001);
/// ```
#[must_use]
#[inline]
pub const fn transmute_mut<T, U>(value: &mut T) -> &mut U
where
    T: IntoBytes + FromBytes,
    U: IntoBytes + FromBytes,
{
    same_size::<T, U>();
    as_aligned::<T, U>();
    ops::convert_mut(value)
}

/// The same bytes as a `U`, if they are a valid one.
///
/// Sizes that differ are an error when the program is built. Costs the check and a move; a value
/// that fails the check comes back and was never a `U`.
///
/// # Errors
///
/// [`Invalid`](crate::CastErrorKind::Invalid), if the bytes are no valid `U`.
///
/// # Examples
///
/// ```
/// use safe_transmute::try_transmute;
///
/// assert_eq!(try_transmute(u32::from('ß')), Ok('ß'));
/// assert_eq!(try_transmute::<u32, char>(0xd800).unwrap_err().into_source(), 0xd800);
/// ```
#[inline]
pub fn try_transmute<T: IntoBytes, U: TryFromBytes>(value: T) -> Result<U, CastError<T>> {
    same_size::<T, U>();
    try_ops::convert(value)
}

/// The same bytes, in place, as a `U`, if they are a valid one.
///
/// Sizes that differ, and a `U` of stricter alignment, are an error when the program is built.
/// Costs the check.
///
/// # Errors
///
/// [`Invalid`](crate::CastErrorKind::Invalid), if the bytes are no valid `U`.
///
/// # Examples
///
/// ```
/// use safe_transmute::try_transmute_ref;
///
/// assert_eq!(try_transmute_ref::<u8, bool>(&1), Ok(&true));
/// assert!(try_transmute_ref::<u8, bool>(&2).is_err());
/// ```
#[inline]
pub fn try_transmute_ref<T, U>(value: &T) -> Result<&U, CastError<&T>>
where
    T: IntoBytes + Immutable,
    U: TryFromBytes + Immutable,
{
    same_size::<T, U>();
    as_aligned::<T, U>();
    try_ops::view(ops::bytes(value)).map_err(|kind| CastError::new(value, kind))
}

/// The same bytes, in place, as a `U` to be written, if they are a valid one.
///
/// Sizes that differ, and a `U` of stricter alignment, are an error when the program is built.
/// Costs the check.
///
/// # Errors
///
/// [`Invalid`](crate::CastErrorKind::Invalid), if the bytes are no valid `U`.
///
/// # Examples
///
/// ```
/// use safe_transmute::try_transmute_mut;
///
/// let mut byte = 1_u8;
/// *try_transmute_mut::<_, bool>(&mut byte).unwrap() = false;
/// assert_eq!(byte, 0);
/// ```
#[inline]
pub fn try_transmute_mut<T, U>(value: &mut T) -> Result<&mut U, CastError<&mut T>>
where
    T: IntoBytes + FromBytes,
    U: TryFromBytes + IntoBytes,
{
    same_size::<T, U>();
    as_aligned::<T, U>();
    try_ops::convert_mut(value)
}
