//! Nested scopes and collections in an arena; the body is the crate's own test.
#![no_main]

#[path = "../../crates/arena-alloc/tests/it/fuzz.rs"]
#[allow(dead_code, reason = "the crate's tests use all of it")]
mod fuzz;
#[path = "../../crates/arena-alloc/tests/it/fuzz_scopes.rs"]
mod fuzz_scopes;

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_scopes::scope_ops(data));
