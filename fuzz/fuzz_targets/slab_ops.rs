#![no_main]

#[path = "../../crates/obj-pool/tests/it/fuzz_slab.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::slab_ops(data));
