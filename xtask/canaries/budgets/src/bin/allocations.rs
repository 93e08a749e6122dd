use std::{env, fs, hint::black_box};

use canary_budgets::planted;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn main() {
    let path = env::args_os().nth(1).expect("the file to write to");
    let _profiler = dhat::Profiler::builder().testing().build();
    let before = dhat::HeapStats::get().total_blocks;
    black_box(planted::allocation(black_box(1)));
    let blocks = dhat::HeapStats::get().total_blocks - before;
    fs::write(path, format!("planted.allocation {blocks}\n")).expect("the file can be written");
}
