use std::hint::black_box;

use simd_kernels::Level;

use crate::{Meter, budget};

budget! {
    fn sum_f32(level: Level, values: &[f32]) -> f32 {
        level.sum(values)
    }
}

pub(crate) fn rows(meter: &mut impl Meter) {
    let values = black_box(vec![1.0_f32; 1000]);
    let level = Level::detect();
    let sum = meter.row("simd_kernels.sum_f32", || sum_f32(level, &values));
    assert_eq!(sum, 1000.0);
}
