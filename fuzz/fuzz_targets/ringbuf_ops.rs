#![no_main]

#[path = "../../crates/ringbuf-spsc/tests/it/fuzz.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::ringbuf_ops(data));
