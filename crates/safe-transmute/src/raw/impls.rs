//! The traits for the types of `core` and for our own.

// PINNED: tests/oracle.rs

use core::{
    cell::{Cell, UnsafeCell},
    marker::{PhantomData, PhantomPinned},
    mem::{ManuallyDrop, MaybeUninit},
    num::{NonZero, Saturating, Wrapping},
    ptr::NonNull,
};

use crate::{Be, FromBytes, FromZeros, Immutable, IntoBytes, Le, Number, Unalign, Unaligned};

/// `implement! { Trait for [generics] Type, … }` with one reason for all of them.
macro_rules! implement {
    ($(#[doc = $why:literal])+ $($trait:ident),+ for $([$($generics:tt)*] $type:ty),+ $(,)?) => {
        implement! { @each [$($trait)+] [$([$($generics)*] $type),+] }
    };
    (@each [$($trait:ident)+] $types:tt) => {$(
        implement! { @one $trait $types }
    )+};
    (@one $trait:ident [$([$($generics:tt)*] $type:ty),+]) => {$(
        // SAFETY: [ST-1, ST-2, ST-3, ST-4, ST-5] that of the trait: the reason stands where the
        // macro is called.
        unsafe impl<$($generics)*> $trait for $type {}
    )+};
}

implement! {
    /// [ST-1, ST-2, ST-3, ST-4] Numbers have neither invalid bytes nor padding nor cells; `()` has
    /// no byte at all.
    FromZeros, FromBytes, IntoBytes, Immutable for
    [] u8, [] u16, [] u32, [] u64, [] u128, [] usize,
    [] i8, [] i16, [] i32, [] i64, [] i128, [] isize,
    [] f32, [] f64, [] (), [] PhantomPinned, [T: ?Sized] PhantomData<T>,
}

implement! {
    /// [ST-1, ST-3, ST-4] `false` is 0 and `'\0'` is 0; all bytes of both are initialised.
    FromZeros, IntoBytes, Immutable for [] bool, [] char,
}

implement! {
    /// [ST-1, ST-3, ST-4] A `str` is a `[u8]`, and zeros are UTF-8.
    FromZeros, IntoBytes, Immutable for [] str,
}

implement! {
    /// [ST-5] One byte, or none, or bytes.
    Unaligned for
    [] u8, [] i8, [] bool, [] (), [] PhantomPinned, [T: ?Sized] PhantomData<T>, [] str,
    [] NonZero<u8>, [] NonZero<i8>, [] Option<NonZero<u8>>, [] Option<NonZero<i8>>,
}

/// Each of a list of traits, element-wise: for what is nothing but a `T`, or some `T`s in a row.
macro_rules! elementwise {
    ($($trait:ident)+) => {$(
        implement! {
            /// [ST-1 to ST-5] An array is its elements, one beside the other, without padding
            /// between or after them; the wrappers are transparent over `T`, without a condition on
            /// its value.
            $trait for
            [T: $trait, const N: usize] [T; N], [T: $trait] [T],
            [T: $trait] Wrapping<T>, [T: $trait] Saturating<T>, [T: $trait] ManuallyDrop<T>,
        }
    )+};
}

elementwise! { FromZeros FromBytes IntoBytes Immutable Unaligned }

implement! {
    /// [ST-1, ST-2] A `MaybeUninit` has no invalid bytes, whatever `T` is.
    FromZeros, FromBytes for [T] MaybeUninit<T>,
}

implement! {
    /// [ST-4] Transparent over `T`; a union of it and `()` has a cell only where `T` has.
    Immutable for [T: Immutable] MaybeUninit<T>,
}

implement! {
    /// [ST-5] Of `T`'s alignment.
    Unaligned for
    [T: Unaligned] MaybeUninit<T>, [T: Unaligned] Cell<T>, [T: Unaligned] UnsafeCell<T>,
}

implement! {
    /// [ST-1] A cell has the representation of `T`, and adds no condition.
    FromZeros for [T: FromZeros] Cell<T>, [T: FromZeros] UnsafeCell<T>,
}

implement! {
    /// [ST-2] A cell has the representation of `T`, and adds no condition.
    FromBytes for [T: FromBytes] Cell<T>, [T: FromBytes] UnsafeCell<T>,
}

macro_rules! nonzero {
    ($($t:ty)*) => {$(
        implement! {
            /// [ST-3, ST-4] `NonZero<T>` has the representation of `T`, an integer.
            IntoBytes, Immutable for [] NonZero<$t>,
        }
        implement! {
            /// [ST-1, ST-2, ST-3, ST-4] `Option<NonZero<T>>` has the size and the bytes of `T`, an
            /// integer, with `None` for 0: documented at `NonZero`.
            FromZeros, FromBytes, IntoBytes, Immutable for [] Option<NonZero<$t>>,
        }
    )*};
}

nonzero! { u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize }

implement! {
    /// [ST-1] The null pointer; and `None`, which is documented to be the null pointer there.
    FromZeros for
    [T] *const T, [T] *mut T, [T] Option<NonNull<T>>, [T] Option<&T>, [T] Option<&mut T>,
}

implement! {
    /// [ST-4] A pointer's own bytes lie in no cell, whatever it points at.
    Immutable for
    [T: ?Sized] *const T, [T: ?Sized] *mut T, [T: ?Sized] NonNull<T>, [T: ?Sized] &T,
    [T: ?Sized] &mut T, [T: ?Sized] Option<NonNull<T>>, [T: ?Sized] Option<&T>,
    [T: ?Sized] Option<&mut T>,
}

implement! {
    /// [ST-1, ST-2, ST-3, ST-4, ST-5] [ST-7] Transparent over an array of `u8`, and any value of
    /// its bits is a number.
    FromZeros, FromBytes, IntoBytes, Immutable, Unaligned for [T: Number] Le<T>, [T: Number] Be<T>,
}

macro_rules! unalign {
    ($($trait:ident)+) => {$(
        implement! {
            /// [ST-1, ST-2, ST-3, ST-4] [ST-9] Its bytes are those of a `T`, and no more.
            $trait for [T: $trait] Unalign<T>,
        }
    )+};
}

unalign! { FromZeros FromBytes IntoBytes Immutable }

implement! {
    /// [ST-5] [ST-9] Packed.
    Unaligned for [T] Unalign<T>,
}
