use std::hint::black_box;

use canary_budgets::planted;

fn main() {
    black_box(planted::code(black_box(1)));
    black_box(planted::slow(black_box(1)));
    black_box(planted::panic(black_box(&[1, 2]), black_box(1)));
}
