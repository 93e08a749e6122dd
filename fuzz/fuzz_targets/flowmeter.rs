//! The flow meter: any bytes, cut in any way, are one report.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/hardpan/examples/flowmeter/meter/mod.rs"]
#[allow(dead_code, reason = "what only the program uses")]
mod meter;

fuzz_target!(|data: &[u8]| meter::fuzz::flowmeter(data));
