#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/simd-kernels/tests/it/fuzz.rs"]
mod body;

fuzz_target!(|data: &[u8]| body::simd_kernels(data));
