//! Bytes to types and back, proved by the compiler.
//!
//! A packet, a file header, a register block, a C struct: its bytes are in memory, and you want to
//! read them as the type they are, in place, without `unsafe` of your own. A few traits say what
//! a type allows, and [`layout!`] proves them for your structs at compile time:
//!
//! ```
//! use safe_transmute::{Be, layout, ref_from_prefix};
//!
//! #[repr(C)]
//! struct Udp {
//!     source: Be<u16>,
//!     destination: Be<u16>,
//!     length: Be<u16>,
//!     checksum: Be<u16>,
//! }
//!
//! layout! {
//!     struct Udp { source, destination, length, checksum }:
//!     FromBytes, IntoBytes, Immutable, Unaligned
//! }
//!
//! let packet = b"\x00\x35\xd4\x31\x00\x0a\x00\x00hi";
//! let (udp, payload) = ref_from_prefix::<Udp>(packet)?;
//! assert_eq!(udp.source.get(), 53);
//! assert_eq!(udp.length.get(), 10);
//! assert_eq!(payload, b"hi");
//! # Ok::<(), safe_transmute::CastError<&[u8]>>(())
//! ```
//!
//! # The traits
//!
//! | Trait | What it promises of a type |
//! |---|---|
//! | [`FromZeros`] | all bytes zero are a valid value |
//! | [`FromBytes`] | any initialised bytes are a valid value |
//! | [`TryFromBytes`] | some bytes are a valid value, and they can be told by looking at them |
//! | [`IntoBytes`] | every byte of every value is initialised: no padding, no pointer |
//! | [`Immutable`] | no byte changes behind a shared reference |
//! | [`Unaligned`] | its alignment is 1 |
//! | [`Pod`] | short for [`FromBytes`], [`IntoBytes`] and [`Immutable`] |
//!
//! # The proof
//!
//! [`layout!`] is given names of fields, never types, so no other macro can make it prove a type
//! that is not the one the compiler sees. The compiler completes the list (a pattern without `..`),
//! infers each field's type, asks the trait of it, and counts the bytes. What is wrong is an error
//! of `cargo check`, at the field that is wrong, or in words that tell where the gap is; so are the constants of
//! [`assert_layout!`]. What rests on a type that a generic function is called with, the sizes of
//! [`transmute`] and its like, is an error of `cargo build`.
//!
//! With `--cfg safe_transmute_verify`, on nightly, each proof is asked of the compiler's own
//! `TransmuteFrom`, too.
//!
//! # Beside C
//!
//! [`ffi`] makes slices, references and out-parameters of the pointers that C gives, and
//! [`assert_layout!`] compares a struct with the constants of its header.
//!
//! # Costs
//!
//! Nothing here allocates, but `to_aligned` where it must copy. Every function is a comparison of
//! lengths, where a reference is made also one of alignment, and no copy but the value that you asked
//! for.
//!
//! No dependencies but those that a feature names, `no_std`.
//!
//! # Feature flags
//!
//! - `alloc` (off): `cast_vec`, `cast_box`, `cast_arc`, `cast_rc`, `to_aligned`.
//! - `bytemuck` (off): `bytemuck`'s `Zeroable` and `Pod` for [`Le`], [`Be`] and [`Unalign`].
//! - `std` (off): asks the CPU for AVX2, with which blocks of values are checked two to five times as fast.
//! - `derive` (off): `#[derive(Layout)]`, which writes the `layout!` of a type.

#![no_std]
#![cfg_attr(safe_transmute_verify, feature(const_type_name, specialization, transmutability))]
#![cfg_attr(
    safe_transmute_verify,
    allow(incomplete_features, reason = "each type has one answer, whatever its lifetimes")
)]
#![deny(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::print_stdout))]
#![warn(clippy::std_instead_of_core, clippy::std_instead_of_alloc)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod be;
mod cast_error;
mod cast_error_kind;
mod cast_slice;
mod const_view;
pub mod ffi;
mod le;
mod number;
mod order;
#[cfg(feature = "alloc")]
mod owned;
mod raw;
mod read;
mod safe_transmute;
mod transmute;
mod try_read;
mod try_view;
mod unalign;
mod verify;
mod view;

#[cfg(feature = "derive")]
pub use safe_transmute_derive::Layout;

#[doc(hidden)]
pub mod __private;

pub use be::Be;
pub use cast_error::CastError;
pub use cast_error_kind::CastErrorKind;
pub use cast_slice::{cast_slice, header_and_tail, try_cast_slice, try_header_and_tail};
pub use const_view::{
    unaligned_ref_from_bytes, unaligned_ref_from_prefix, unaligned_ref_from_suffix,
    unaligned_slice_from_prefix,
};
pub use le::Le;
pub use number::Number;
#[cfg(feature = "alloc")]
pub use owned::{cast_arc, cast_box, cast_rc, cast_vec, to_aligned};
pub use raw::{
    from_bytes::FromBytes, from_zeros::FromZeros, immutable::Immutable, into_bytes::IntoBytes,
    pod::Pod, try_from_bytes::TryFromBytes, unaligned::Unaligned,
};
pub use read::{read_from_bytes, read_from_prefix, read_from_suffix, zeroed};
pub use safe_transmute::SafeTransmute;
pub use transmute::{
    transmute, transmute_mut, transmute_ref, try_transmute, try_transmute_mut, try_transmute_ref,
};
pub use try_read::{try_read_from_bytes, try_read_from_prefix, try_read_from_suffix};
pub use try_view::{
    try_mut_from_bytes, try_mut_from_prefix, try_mut_from_suffix, try_ref_from_bytes,
    try_ref_from_prefix, try_ref_from_suffix, try_slice_from_prefix,
};
pub use unalign::Unalign;
pub use view::{
    as_bytes, as_bytes_mut, mut_from_bytes, mut_from_prefix, mut_from_suffix, ref_from_bytes,
    ref_from_prefix, ref_from_suffix, slice_from_prefix,
};
