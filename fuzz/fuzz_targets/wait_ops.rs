#![no_main]

#[path = "../../crates/obj-pool/tests/it/fuzz_wait.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::wait_ops(data));
