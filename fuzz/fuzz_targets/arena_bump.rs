//! The arithmetic of arenas alone; the body is the crate's own test.
#![no_main]

#[path = "../../crates/arena-alloc/tests/it/fuzz_bump.rs"]
#[allow(dead_code, reason = "the crate's tests use all of it")]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::bump_ops(data));
