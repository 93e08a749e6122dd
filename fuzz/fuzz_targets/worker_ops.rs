//! Operations on a processor, its senders, its clock and its sink; the body is the crate's own test.
#![no_main]

#[path = "../../crates/cancel-worker/tests/it/fuzz.rs"]
mod body;
#[path = "../../crates/cancel-worker/tests/it/ledger.rs"]
#[allow(dead_code, unused_imports, reason = "the crate's tests use all of it")]
mod ledger;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::worker_ops(data));
