//! `TryFromBytes` for the types of `core` and for our own.

// PINNED: tests/it/validity.rs, tests/oracle.rs

use core::{
    cell::{Cell, UnsafeCell},
    marker::{PhantomData, PhantomPinned},
    mem::{ManuallyDrop, MaybeUninit},
    num::{NonZero, Saturating, Wrapping},
};

use crate::{
    __private::{any_bytes, no_conditions},
    Be, Le, Number, TryFromBytes, Unalign,
    raw::{conditions::Conditions, try_ops},
};

/// For what is `FromBytes`.
macro_rules! any {
    ($([$($generics:tt)*] $type:ty,)*) => {$(
        // SAFETY: [ST-8, ST-2] it is `FromBytes`, which `any_bytes` asks of it.
        unsafe impl<$($generics)*> TryFromBytes for $type {
            const CONDITIONS: Option<Conditions> = no_conditions::<Self>();
            #[inline]
            fn is_valid(_: &[u8]) -> bool {
                any_bytes::<Self>()
            }
            #[inline]
            fn all_valid(_: &[u8]) -> bool {
                any_bytes::<Self>()
            }
        }
    )*};
}

any! {
    [] u8, [] u16, [] u32, [] u64, [] u128, [] usize,
    [] i8, [] i16, [] i32, [] i64, [] i128, [] isize,
    [] f32, [] f64, [] (), [] PhantomPinned, [T: ?Sized] PhantomData<T>,
    [T] MaybeUninit<T>, [T: Number] Le<T>, [T: Number] Be<T>,
}

/// For what is nothing but a `T`, with the same condition on its bytes.
macro_rules! as_its_content {
    ($($wrapper:ident)*) => {$(
        // SAFETY: [ST-8] its bytes are those of a `T`, and valid when those are.
        unsafe impl<T: TryFromBytes> TryFromBytes for $wrapper<T> {
            const CONDITIONS: Option<Conditions> = T::CONDITIONS;
            #[inline]
            fn is_valid(bytes: &[u8]) -> bool {
                T::is_valid(bytes)
            }
            #[inline]
            fn all_valid(bytes: &[u8]) -> bool {
                T::all_valid(bytes)
            }
            #[inline]
            fn invalid_at(bytes: &[u8]) -> usize {
                T::invalid_at(bytes)
            }
        }
    )*};
}

as_its_content! { Wrapping Saturating ManuallyDrop Cell UnsafeCell Unalign }

// SAFETY: [ST-8] an array is its elements in a row: each is valid, or there is none.
unsafe impl<T: TryFromBytes, const N: usize> TryFromBytes for [T; N] {
    const CONDITIONS: Option<Conditions> = {
        // Elements without bytes are all alike; of others there are no more than bytes.
        let count = if size_of::<T>() == 0 && N > 0 { 1 } else { N };
        let mut ranges = Conditions::any(size_of::<Self>());
        let mut at = 0;
        while let (true, Some(before)) = (at < count, ranges) {
            ranges = before.with(at * size_of::<T>(), T::CONDITIONS, size_of::<T>());
            at += 1;
        }
        ranges
    };
    #[inline]
    fn is_valid(bytes: &[u8]) -> bool {
        N == 0 || T::all_valid(bytes)
    }
    #[inline]
    fn all_valid(bytes: &[u8]) -> bool {
        N == 0 || T::all_valid(bytes)
    }
    fn invalid_at(bytes: &[u8]) -> usize {
        try_ops::first_invalid::<T>(bytes)
    }
}

// SAFETY: [ST-8] `false` is the byte 0 and `true` the byte 1.
unsafe impl TryFromBytes for bool {
    const CONDITIONS: Option<Conditions> = Conditions::word(1, 0, &[(0, 1)]);
    #[inline]
    fn is_valid(bytes: &[u8]) -> bool {
        bytes.first().is_some_and(|byte| *byte < 2)
    }
}

// SAFETY: [ST-8] a `char` is a `u32` below 0x11_0000 that is no surrogate, 0xd800 to 0xdfff. The
// exclusive or carries the surrogates to the 0x800 numbers from 0 on and keeps what is below, and
// what is above, 0x11_0000 on its side; the subtraction takes the former past the bound.
unsafe impl TryFromBytes for char {
    const CONDITIONS: Option<Conditions> =
        Conditions::word(4, 0xd800, &[(0x800, 0x10_ffff - 0x800)]);
    #[inline]
    fn is_valid(bytes: &[u8]) -> bool {
        let Some(bytes) = bytes.first_chunk() else { return false };
        (u32::from_ne_bytes(*bytes) ^ 0xd800).wrapping_sub(0x800) < 0x11_0000 - 0x800
    }
}

macro_rules! nonzero {
    ($($t:ty)*) => {$(
        // SAFETY: [ST-8] a `NonZero<T>` has the bytes of a `T` that is not 0.
        unsafe impl TryFromBytes for NonZero<$t> {
            const CONDITIONS: Option<Conditions> =
                Conditions::word(size_of::<$t>(), 0, &[(1, u64::MAX - 1)]);
            #[inline]
            fn is_valid(bytes: &[u8]) -> bool {
                bytes.first_chunk().is_some_and(|bytes| <$t>::from_ne_bytes(*bytes) != 0)
            }
        }
        any! { [] Option<NonZero<$t>>, }
    )*};
}

nonzero! { u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize }
