#![no_main]

#[path = "../../crates/obj-pool/tests/it/fuzz.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::pool_ops(data));
