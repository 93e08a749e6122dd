//! Every parse function of safe-transmute against a plain model.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/safe-transmute/tests/it/fuzz.rs"]
mod body;

fuzz_target!(|data: &[u8]| body::transmute_parse(data));
