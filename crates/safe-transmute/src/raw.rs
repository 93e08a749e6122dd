//! The only room with `unsafe` in it: the traits, their implementations, and the four operations
//! that everything else is made of.
//!
//! # Invariants
//!
//! ST-1 to ST-5 and ST-8 are the traits' contracts: an implementation proves one, a function rests on it.
//!
//! - **ST-1** `T: FromZeros`: `size_of::<T>()` zero bytes are a valid `T`.
//! - **ST-2** `T: FromBytes`: `size_of::<T>()` initialised bytes, whatever they are, are a valid
//!   `T`, and stay one whatever is written into them.
//! - **ST-3** `T: IntoBytes`: each byte of each value of `T` is initialised and none is a part of a
//!   pointer; so `size_of_val` bytes of it can be read as `u8`.
//! - **ST-4** `T: Immutable`: no byte of a `T` lies in an `UnsafeCell`; so through `&T` alone none
//!   changes, and `&T` and `&[u8]` over the same bytes may live side by side.
//! - **ST-5** `T: Unaligned`: `T`'s alignment is 1.
//! - **ST-6** An implementation that [`layout!`](crate::layout) writes holds its own proof, about
//!   `Self` and not about a type written a second time: a pattern without `..` that names every
//!   field (no field is forgotten; none is private to the author; with the pattern that has `..`
//!   only a struct is accepted, no union and no enum), one call for each field that infers the
//!   field's type from a `*mut`, which is invariant, and asks it for the trait, and where the trait
//!   needs it, the size or the alignment as the compiler laid it out, by a trait that is sealed.
//! - **ST-7** [`Le<T>`](crate::Le) and [`Be<T>`](crate::Be) are transparent over `T::Bytes`, and
//!   [`Number`](crate::Number), which is sealed, makes that `[u8; size_of::<T>()]`.
//! - **ST-8** `T: TryFromBytes`: initialised bytes of which `T::is_valid` says `true` are a valid
//!   `T`, and those of which `T::all_valid` says it are valid `T`s in a row; so is one each of whose
//!   words is within one of its ranges in `T::CONDITIONS`, if it has such.
//! - **ST-9** [`Unalign<T>`](crate::Unalign) is packed, with a `T` as its only field: `T`'s bytes, no
//!   byte beside them, and alignment 1.
//! - **ST-10** A pointer from C of which `usable` gave a size is not null and is aligned, and its
//!   values take that many bytes, at most `isize::MAX`. What cannot be seen, that they lie in one
//!   live allocation, are initialised where they are read, and are nobody else's meanwhile, is the
//!   caller's promise, for the lifetime that the caller chooses.
//! - **ST-11** Where `is_x86_feature_detected!("avx2")` is true, std has asked, and the CPU has AVX2.

#![allow(unsafe_code, reason = "what this crate is for; every operation rests on ST-1 to ST-11")]

#[cfg(feature = "alloc")]
pub(crate) mod alloc_ops;
mod arch_impls;
#[cfg(feature = "bytemuck")]
mod bytemuck_impls;
pub(crate) mod conditions;
pub(crate) mod ffi;
pub(crate) mod from_bytes;
pub(crate) mod from_zeros;
pub(crate) mod immutable;
mod impls;
pub(crate) mod into_bytes;
mod layout;
mod layout_enum;
pub(crate) mod ops;
pub(crate) mod pod;
pub(crate) mod tags;
pub(crate) mod try_from_bytes;
mod try_impls;
pub(crate) mod try_ops;
pub(crate) mod unaligned;
