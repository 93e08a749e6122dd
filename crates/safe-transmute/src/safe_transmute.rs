use core::{fmt, marker::PhantomData};

use crate::{FromBytes, IntoBytes, transmute};

/// A witness that every `T` is a `U` by its bytes.
///
/// It takes no space. To have one is to have proved that the sizes agree, when the program was
/// built; so a function that is given one casts without a check, and cannot be called for types that
/// do not fit.
///
/// # Examples
///
/// ```
/// use safe_transmute::SafeTransmute;
///
/// const BITS: SafeTransmute<f32, u32> = SafeTransmute::new();
/// assert_eq!(BITS.transmute(1.0), 0x3f80_0000);
/// ```
///
/// ```compile_fail
/// const _: safe_transmute::SafeTransmute<u32, u64> = safe_transmute::SafeTransmute::new();
/// ```
pub struct SafeTransmute<T: IntoBytes, U: FromBytes>(PhantomData<fn(T) -> U>);

impl<T: IntoBytes, U: FromBytes> SafeTransmute<T, U> {
    /// Proves that the sizes agree; where they differ, the program is not built.
    /// Costs nothing.
    #[must_use]
    #[inline]
    pub const fn new() -> Self {
        const { assert!(size_of::<T>() == size_of::<U>(), "the two types differ in size") }
        Self(PhantomData)
    }

    /// The same bytes as a `U`. Costs a move.
    #[must_use]
    #[inline]
    pub const fn transmute(self, value: T) -> U {
        transmute(value)
    }
}

impl<T: IntoBytes, U: FromBytes> Default for SafeTransmute<T, U> {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

impl<T: IntoBytes, U: FromBytes> Clone for SafeTransmute<T, U> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: IntoBytes, U: FromBytes> Copy for SafeTransmute<T, U> {}

impl<T: IntoBytes, U: FromBytes> fmt::Debug for SafeTransmute<T, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SafeTransmute")
    }
}
