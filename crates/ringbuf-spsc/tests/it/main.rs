//! The integration tests, one binary.

#![cfg(not(hardpan_loom))]

#[cfg(feature = "alloc")]
mod asynchronous;
mod auto_traits;
#[cfg(feature = "std")]
mod blocking;
#[cfg(feature = "std")]
mod bytes;
mod callbacks;
#[cfg(feature = "alloc")]
mod capacity;
mod claims;
mod forgotten;
mod fuzz;
#[cfg(feature = "alloc")]
mod hostile_wakers;
mod leaks;
#[cfg(feature = "alloc")]
mod model;
mod panics;
#[cfg(all(feature = "alloc", feature = "futures"))]
mod streams;
#[cfg(feature = "alloc")]
mod tasks;
#[cfg(feature = "alloc")]
mod threads;
mod tracked;
mod wrap;
