//! Everything but the loom models, the allocation counts and the compile-fail cases; fit for Miri.

mod auto_traits;
mod basics;
mod fuzz;
mod leaks;
mod model;
mod panics;
mod reentry;
mod support;
mod threads;
