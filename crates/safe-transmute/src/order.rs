//! What `Le` and `Be` share: everything but the order of their bytes.

use crate::{Number, raw::ops};

/// The bytes in reverse, in one instruction where the machine has one.
pub(crate) const fn reverse<T: Number>(bytes: T::Bytes) -> T::Bytes {
    match size_of::<T>() {
        1 => bytes,
        2 => ops::convert(ops::convert::<T::Bytes, u16>(bytes).swap_bytes()),
        4 => ops::convert(ops::convert::<T::Bytes, u32>(bytes).swap_bytes()),
        8 => ops::convert(ops::convert::<T::Bytes, u64>(bytes).swap_bytes()),
        16 => ops::convert(ops::convert::<T::Bytes, u128>(bytes).swap_bytes()),
        _ => unreachable!(),
    }
}

/// The type `$Name`, whose bytes are reversed where the machine's order is not `$native`.
macro_rules! byte_order {
    ($(#[$doc:meta])* $Name:ident, $native:literal, $new:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        #[repr(transparent)]
        pub struct $Name<T: $crate::Number>(T::Bytes);

        impl<T: $crate::Number> $Name<T> {
            #[doc = $new]
            #[must_use]
            #[inline]
            pub const fn new(value: T) -> Self {
                Self(Self::ordered($crate::raw::ops::convert(value)))
            }

            /// The number.
            #[must_use]
            #[inline]
            pub const fn get(self) -> T {
                $crate::raw::ops::convert(Self::ordered(self.0))
            }

            /// Replaces the number.
            #[inline]
            pub const fn set(&mut self, value: T) {
                *self = Self::new(value);
            }

            /// From the machine's order to this one, or back.
            #[inline]
            const fn ordered(bytes: T::Bytes) -> T::Bytes {
                if cfg!(target_endian = $native) { bytes } else { $crate::order::reverse::<T>(bytes) }
            }
        }

        impl<T: $crate::Number> From<T> for $Name<T> {
            #[inline]
            fn from(value: T) -> Self {
                Self::new(value)
            }
        }

        $crate::order::into_number! { $Name: u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 }

        impl<T: $crate::Number + Default> Default for $Name<T> {
            #[inline]
            fn default() -> Self {
                Self::new(T::default())
            }
        }

        $crate::order::shown! { $Name: Debug Display LowerHex UpperHex Octal Binary }

        impl<T: $crate::Number + PartialEq> PartialEq for $Name<T> {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.get() == other.get()
            }
        }

        impl<T: $crate::Number + Eq> Eq for $Name<T> {}

        impl<T: $crate::Number + PartialOrd> PartialOrd for $Name<T> {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
                self.get().partial_cmp(&other.get())
            }
        }

        impl<T: $crate::Number + Ord> Ord for $Name<T> {
            #[inline]
            fn cmp(&self, other: &Self) -> core::cmp::Ordering {
                self.get().cmp(&other.get())
            }
        }

        impl<T: $crate::Number + core::hash::Hash> core::hash::Hash for $Name<T> {
            #[inline]
            fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
                self.get().hash(state);
            }
        }
    };
}

macro_rules! into_number {
    ($Name:ident: $($number:ty)*) => {$(
        impl From<$Name<$number>> for $number {
            #[inline]
            fn from(ordered: $Name<$number>) -> Self {
                ordered.get()
            }
        }
    )*};
}

/// Shows the number as the number itself is shown.
macro_rules! shown {
    ($Name:ident: $($trait:ident)*) => {$(
        impl<T: $crate::Number + core::fmt::$trait> core::fmt::$trait for $Name<T> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.get().fmt(f)
            }
        }
    )*};
}

pub(crate) use {byte_order, into_number, shown};
