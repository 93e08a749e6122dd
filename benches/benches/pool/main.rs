//! Pools beside their rivals. What is taken is a buffer of 1 KiB, which is touched and given back;
//! times are for one buffer. Who meets whom:
//!
//! - `pool/…`: pools that threads share: alone, two threads at once, bursts of 64, one free slot of 64,
//!   1 to 16 threads;
//! - `local/…`: pools for one thread;
//! - `handoff/…`: taken by one thread, given back by another;
//! - `keyed/…`: slabs.

mod handoff;
mod keyed;
mod local;
#[allow(deprecated, reason = "fastpool points to its successor, and is still what is used")]
mod rivals;
mod shared;

use criterion::{criterion_group, criterion_main};

/// How many buffers a pool has.
const SLOTS: usize = 64;

pub struct Block([u8; 1024]);

fn block() -> Block {
    Block([0; 1024])
}

criterion_group!(benches, shared::all, local::all, handoff::all, keyed::all);
criterion_main!(benches);
