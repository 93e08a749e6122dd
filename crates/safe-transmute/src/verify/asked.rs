//! Of which types the compiler is asked. A file of its own, as stable compilers do not read its syntax.

use core::{
    any::type_name,
    cell::{Cell, UnsafeCell},
    marker::PhantomData,
    mem::{Assume, ManuallyDrop, MaybeUninit, TransmuteFrom},
    num::{NonZero, Saturating, Wrapping},
    sync::atomic,
};

use crate::{Be, Le, Number, Unalign};

const SAFETY: Assume = Assume::SAFETY;

/// Whether it is asked of a type of `layout!`'s user that it is made of bytes.
pub trait FromBytes {
    const ASKED: bool;
}

/// Whether it is asked of a type of `layout!`'s user that it is read as bytes.
pub trait IntoBytes {
    const ASKED: bool;
}

/// From bytes to a type.
#[derive(Debug)]
pub struct From;

/// From a type to bytes.
#[derive(Debug)]
pub struct Into;

/// Whether it is asked of a type: of all but those below, and of what has one of them in it.
pub trait Asked<Way> {
    const ASKED: bool;
}

impl<Way, T: ?Sized> Asked<Way> for T {
    default const ASKED: bool = !is_instance::<T>();
}

impl<T: FromBytes> Asked<From> for T {
    const ASKED: bool = <T as FromBytes>::ASKED && !is_instance::<T>();
}

impl<T: IntoBytes> Asked<Into> for T {
    const ASKED: bool = <T as IntoBytes>::ASKED && !is_instance::<T>();
}

/// Whether a type is one of a generic type's. Its name tells, as the way to it may be an alias.
const fn is_instance<T: ?Sized>() -> bool {
    matches!(type_name::<T>().as_bytes(), [.., b'>'])
}

/// Each way, whatever of the type's own parameters.
macro_rules! asked {
    ($([$($generics:tt)*] $type:ty => $asked:expr,)*) => {
        asked! { @ From $([$($generics)*] $type => $asked,)* }
        asked! { @ Into $([$($generics)*] $type => $asked,)* }
    };
    (@ $way:ident $([$($generics:tt)*] $type:ty => $asked:expr,)*) => {$(
        impl<$($generics)*> Asked<$way> for $type {
            const ASKED: bool = $asked;
        }
    )*};
}

macro_rules! as_content {
    ($($wrapper:ident)*) => { asked! { $([T] $wrapper<T> => both::<T>(),)* } };
}

as_content! { Wrapping Saturating ManuallyDrop MaybeUninit Cell UnsafeCell Unalign }

asked! {
    [T, const N: usize] [T; N] => both::<T>(),
    [T: ?Sized] PhantomData<T> => true,
}

macro_rules! never {
    ($($type:ty)*) => { asked! { $([] $type => false,)* } };
}

macro_rules! nonzero {
    ($($t:ty)*) => { never! { $(NonZero<$t> Option<NonZero<$t>>)* } };
}

nonzero! { u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize }

#[cfg(target_has_atomic = "8")]
never! { atomic::AtomicU8 atomic::AtomicI8 atomic::AtomicBool }
#[cfg(target_has_atomic = "16")]
never! { atomic::AtomicU16 atomic::AtomicI16 }
#[cfg(target_has_atomic = "32")]
never! { atomic::AtomicU32 atomic::AtomicI32 }
#[cfg(target_has_atomic = "64")]
never! { atomic::AtomicU64 atomic::AtomicI64 }
#[cfg(target_has_atomic = "ptr")]
never! { atomic::AtomicUsize atomic::AtomicIsize }

asked! {
    [T: Number] Le<T> => false,
    [T: Number] Be<T> => false,
}

/// Whether it is asked of a type's content. (A user's type is one or the other, or both alike.)
const fn both<T>() -> bool {
    asked::<From, T>() && asked::<Into, T>()
}

#[must_use]
pub const fn asked<Way, T>() -> bool {
    <T as Asked<Way>>::ASKED
}

#[must_use]
pub const fn of_field<Way, S, T>(_field: fn(&mut S) -> *mut T) -> bool {
    <T as Asked<Way>>::ASKED
}

#[diagnostic::on_unimplemented(
    message = "`layout!` and the compiler disagree about the bytes of `{Self}`",
    note = "one of the two is wrong: please report it"
)]
pub trait Agrees<Way, const SIZE: usize, const ASKED: bool> {}

impl<T, const SIZE: usize> Agrees<From, SIZE, true> for T where T: TransmuteFrom<[u8; SIZE], SAFETY> {}

impl<T, const SIZE: usize> Agrees<Into, SIZE, true> for T where [u8; SIZE]: TransmuteFrom<T, SAFETY> {}

impl<Way, T, const SIZE: usize> Agrees<Way, SIZE, false> for T {}

pub const fn agrees<Way, T: Agrees<Way, SIZE, ASKED>, const SIZE: usize, const ASKED: bool>() {}
