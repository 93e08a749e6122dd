//! Everything but the loom models, the allocation counts and the compile-fail cases; fit for Miri.

mod auto_traits;
mod basics;
mod cached;
mod fixed;
mod fuzz;
mod fuzz_slab;
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
mod waiting;
