//! Runs every row once, for callgrind to count its instructions.

use std::hint::black_box;

use hardpan_budgets::Meter;

struct Once;

impl Meter for Once {
    fn row<R>(&mut self, _: &'static str, row: impl FnOnce() -> R) -> R {
        black_box(row())
    }
}

fn main() {
    hardpan_budgets::run(&mut Once);
}
