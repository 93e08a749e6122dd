use std::hint::black_box;

use simd_kernels::Level;

use crate::{Meter, budget};

budget! {
    fn sum_f32(level: Level, values: &[f32]) -> f32 {
        level.sum(values)
    }

    fn dot_f32(level: Level, a: &[f32], b: &[f32]) -> Option<f32> {
        level.dot(a, b).ok()
    }

    fn min_f32(level: Level, values: &[f32]) -> Option<f32> {
        level.min(values)
    }

    fn argmax_i32(level: Level, values: &[i32]) -> Option<usize> {
        level.argmax(values)
    }

    fn find(level: Level, bytes: &[u8], byte: u8) -> Option<usize> {
        level.find(bytes, byte)
    }
}

pub(crate) fn rows(meter: &mut impl Meter) {
    let level = Level::detect();
    let ones = black_box(vec![1.0_f32; 1000]);
    assert_eq!(meter.row("simd_kernels.sum_f32", || sum_f32(level, &ones)), 1000.0);
    assert_eq!(meter.row("simd_kernels.dot_f32", || dot_f32(level, &ones, &ones)), Some(1000.0));
    assert_eq!(meter.row("simd_kernels.min_f32", || min_f32(level, &ones)), Some(1.0));
    let mut numbers = black_box(vec![1_i32; 1000]);
    numbers[700] = 9;
    assert_eq!(meter.row("simd_kernels.argmax_i32", || argmax_i32(level, &numbers)), Some(700));
    let mut bytes = black_box(vec![0_u8; 1000]);
    bytes[900] = 1;
    assert_eq!(meter.row("simd_kernels.find", || find(level, &bytes, 1)), Some(900));
}
