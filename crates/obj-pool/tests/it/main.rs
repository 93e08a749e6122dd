//! Everything but the loom models, the allocation counts and the compile-fail cases; fit for Miri.

mod auto_traits;
mod basics;
#[cfg(feature = "std")]
mod cached;
#[cfg(feature = "std")]
mod closing;
mod each_kind;
mod fixed;
#[cfg(feature = "std")]
mod fuzz;
mod fuzz_slab;
#[cfg(feature = "std")]
mod fuzz_wait;
mod leaks;
mod leases;
mod local;
mod model;
mod panics;
mod reentry;
mod slab;
mod support;
mod threads;
#[cfg(feature = "std")]
mod waiting;
#[cfg(feature = "std")]
mod wakers;
