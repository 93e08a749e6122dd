use core::fmt;

/// A `T` at any address: its bytes, with alignment 1.
///
/// For a value in native order inside a packed record; for numbers in a fixed order of bytes there
/// are [`Le`](crate::Le) and [`Be`](crate::Be). It is [`FromZeros`](crate::FromZeros),
/// [`FromBytes`](crate::FromBytes), [`TryFromBytes`](crate::TryFromBytes),
/// [`IntoBytes`](crate::IntoBytes) and [`Immutable`](crate::Immutable) where `T` is, and always
/// [`Unaligned`](crate::Unaligned). Costs: each access copies the value.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Unalign, ref_from_bytes};
///
/// let bytes = [0xff; 9];
/// let word = ref_from_bytes::<Unalign<u64>>(&bytes[1..]).unwrap();
/// assert_eq!(word.get(), u64::MAX);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C, packed)]
pub struct Unalign<T>(T);

impl<T> Unalign<T> {
    /// Holds `value`.
    #[must_use]
    #[inline]
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Gives the value back.
    #[must_use]
    #[inline]
    pub fn into_inner(self) -> T {
        self.0
    }

    /// Replaces the value, and drops the one before.
    #[inline]
    pub fn set(&mut self, value: T) {
        self.0 = value;
    }
}

impl<T: Copy> Unalign<T> {
    /// A copy of the value.
    #[must_use]
    #[inline]
    pub const fn get(&self) -> T {
        self.0
    }
}

impl<T> From<T> for Unalign<T> {
    #[inline]
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Copy + fmt::Debug> fmt::Debug for Unalign<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

impl<T: Copy + fmt::Display> fmt::Display for Unalign<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
