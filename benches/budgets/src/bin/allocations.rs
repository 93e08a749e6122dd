//! Runs every row once and writes `NAME BLOCKS BYTES` of each into the file that it is given.

use std::{env, fmt::Write, fs, hint::black_box};

use hardpan_budgets::Meter;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// What the rows allocated so far.
struct Blocks(String);

impl Meter for Blocks {
    fn row<R>(&mut self, name: &'static str, row: impl FnOnce() -> R) -> R {
        let before = dhat::HeapStats::get();
        let result = black_box(row());
        let after = dhat::HeapStats::get();
        let blocks = after.total_blocks - before.total_blocks;
        let bytes = after.total_bytes - before.total_bytes;
        writeln!(self.0, "{name} {blocks} {bytes}").expect("a string takes everything");
        result
    }
}

fn main() {
    let path = env::args_os().nth(1).expect("the file to write to");
    let _profiler = dhat::Profiler::builder().testing().build();
    let mut blocks = Blocks(String::new());
    hardpan_budgets::run(&mut blocks);
    fs::write(path, blocks.0).expect("the file can be written");
}
