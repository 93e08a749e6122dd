use core::ops::{BitAnd, BitXor};

use crate::{FromBytes, IntoBytes};

/// What words are checked as: integers without a sign.
pub(super) trait Word:
    FromBytes + IntoBytes + Copy + Ord + BitAnd<Output = Self> + BitXor<Output = Self>
{
    const ZERO: Self;

    /// Of as many bytes as it has.
    fn of(bytes: &[u8]) -> Self;

    /// How far it lies above `low`, modulo its size.
    fn above(self, low: Self) -> Self;

    /// How much more than `span` it is, or 0.
    fn beyond(self, span: Self) -> Self;
}

macro_rules! words {
    ($($word:ident)*) => {$(
        impl Word for $word {
            const ZERO: Self = 0;

            #[inline(always)]
            fn of(word: &[u8]) -> Self {
                let mut bytes = [0; size_of::<Self>()];
                bytes.copy_from_slice(word);
                Self::from_ne_bytes(bytes)
            }

            #[inline(always)]
            fn above(self, low: Self) -> Self {
                self.wrapping_sub(low)
            }

            #[inline(always)]
            fn beyond(self, span: Self) -> Self {
                self.saturating_sub(span)
            }
        }
    )*};
}

words! { u8 u16 u32 u64 }
