//! What batching itself costs, beside the rivals; each side must hand over the same items.
//!
//! * `worker/items`: a million `u64` through a bounded inbox of 1,024 into batches of 1, 64 and 1,024
//!   with an empty flush, from 1 and 8 producers, on one and two threads.
//! * `worker/replies`: 256 clients that ask one after another.
//! * latency at a low rate with a linger of 10 ms, printed at the end: how long after its acceptance a
//!   batch's first item is flushed.
//! * the closest of them once more in pairs, see `paired.rs`: `cargo bench --bench worker -- worker/paired`.
//!
//! `WORKER_ITEMS` sets another number than a million. With `--test` all of it runs once, with few items, for its
//! checks alone.

mod actors;
mod items;
mod latency;
mod paired;
mod replies;

use criterion::{Criterion, criterion_group};
use tokio::runtime::{Builder, Runtime};

/// Whether nothing is timed: all runs once, to be checked. Criterion decides so by the same arguments.
fn only_checks() -> bool {
    let given = |flag: &str| std::env::args().any(|arg| arg == flag);
    given("--test") || !given("--bench")
}

/// One thread, and two.
fn runtimes() -> [(&'static str, Runtime); 2] {
    let one = Builder::new_current_thread().enable_time().build().expect("a runtime");
    let two =
        Builder::new_multi_thread().worker_threads(2).enable_time().build().expect("a runtime");
    [("1 thread", one), ("2 threads", two)]
}

criterion_group!(benches, items::bench, replies::bench);

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    latency::report();
    paired::report();
}
