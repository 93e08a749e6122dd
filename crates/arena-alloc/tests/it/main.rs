//! The integration tests, one binary.
#![cfg_attr(hardpan_nightly, feature(allocator_api, btreemap_alloc))]
#![allow(unsafe_code, reason = "a source of chunks is an unsafe trait, and raw blocks are written")]

mod arithmetic;
#[cfg(feature = "alloc")]
mod auto_traits;
#[cfg(feature = "alloc")]
mod books;
#[cfg(feature = "alloc")]
mod boxes;
#[cfg(feature = "alloc")]
mod chunks;
#[cfg(all(feature = "alloc", feature = "allocator-api2"))]
mod collections;
#[cfg(feature = "alloc")]
mod figures;
mod fixed;
mod fuzz;
mod fuzz_bump;
#[cfg(all(feature = "alloc", feature = "allocator-api2"))]
mod fuzz_scopes;
#[cfg(all(feature = "alloc", feature = "allocator-api2"))]
mod in_place;
#[cfg(feature = "alloc")]
mod limits;
#[cfg(feature = "alloc")]
mod methods;
mod model;
#[cfg(feature = "alloc")]
mod poison;
#[cfg(all(feature = "alloc", feature = "allocator-api2"))]
mod rewinds;
#[cfg(feature = "alloc")]
mod scopes;
mod source;
#[cfg(feature = "alloc")]
mod std_collections;
#[cfg(feature = "alloc")]
mod typed;
