//! What the bench checks before it times: that ours is at least as accurate as each rival.

use arrow_array::types::Float32Type;
use criterion::Criterion;
use ndarray::ArrayView1;
use pulp::Arch;

use crate::array;
use crate::rivals::{self, naive_variance};

/// How far from the exact sum of 16 M numbers from 0 to 1 the sums of ours and of the rivals are.
pub fn accuracy(_: &mut Criterion) {
    let mut state = 1_u64;
    let parts: Vec<u32> = (0..1 << 24)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 40) as u32
        })
        .collect();
    // Each is a multiple of 2^-24, so that integers, and then an `f64`, hold the exact sum.
    let xs: Vec<f32> = parts.iter().map(|&part| part as f32 / 16_777_216.0).collect();
    let exact = parts.iter().map(|&part| u64::from(part)).sum::<u64>() as f64 / 16_777_216.0;
    let error = |sum: f32| (f64::from(sum) - exact).abs();
    let ours = error(simd_kernels::sum(&xs));
    let arrow = arrow_arith::aggregate::sum(&array::<Float32Type>(&xs)).expect("not of nothing");
    let rivals = [
        ("pulp", error(Arch::new().dispatch(rivals::Sum(&xs)))),
        ("ndarray", error(ArrayView1::from(&xs).sum())),
        ("arrow", error(arrow)),
    ];
    println!("error of the sum of 16 M numbers from 0 to 1: ours {ours}, {rivals:?}");
    assert!(rivals.iter().all(|(_, rival)| ours <= *rival), "a rival is more accurate");

    // Of the variance, as a part of it: also of numbers that are far from zero.
    let far: Vec<f32> = xs.iter().map(|x| 1e4 + x).collect();
    for (what, xs) in [("from 0 to 1", &xs), ("from 10,000 to 10,001", &far)] {
        let exact = naive_variance(xs);
        let ours = simd_kernels::mean_var(xs).expect("there are some").variance();
        let pulp = f64::from(Arch::new().dispatch(rivals::Variance(xs)));
        let [ours, pulp] = [ours, pulp].map(|variance| (variance / exact - 1.0).abs());
        println!("error of the variance of 16 M numbers {what}: ours {ours:e}, pulp's {pulp:e}");
        assert!(ours <= pulp, "pulp's variance is more accurate");
    }
}
