//! The error bound of the sum, against integers that hold every bit.

use simd_kernels::mean_var;

use crate::oracle::{Number, Random};

/// The value of a number of moderate size as a multiple of 2^-88, exactly.
fn exact<T: Number>(x: T) -> i128 {
    let bits = x.wide().to_bits();
    let exponent = i32::try_from(bits >> 52 & 0x7ff).unwrap();
    let mantissa = i128::from(bits & ((1 << 52) - 1) | u64::from(exponent > 0) << 52);
    // The value is mantissa * 2^(exponent - 1075).
    let shift = exponent.max(1) - 1075 + 88;
    let size = if shift >= 0 { mantissa << shift } else { mantissa >> -shift };
    assert!(shift >= 0 || size << -shift == mantissa, "too small to be held exactly");
    if x.wide().is_sign_negative() { -size } else { size }
}

/// |error| <= (69 + ceil(log2 blocks)) u Σ|x|, compared in integers.
fn within_the_bound<T: Number>(xs: &[T], digits: u32) {
    let sum = exact(simd_kernels::sum(xs));
    let truth: i128 = xs.iter().map(|&x| exact(x)).sum();
    let sizes: i128 = xs.iter().map(|&x| exact(x).abs()).sum();
    let blocks = xs.len().div_ceil(64 * T::LANES).next_power_of_two();
    let roundings = 69 + i128::from(blocks.trailing_zeros());
    assert!((sum - truth).abs() <= ((sizes >> digits) + 1) * roundings, "{sum} {truth}");
}

#[test]
fn f32_stays_within_its_bound() {
    for len in [1, 64, 1_000, 4_097, if cfg!(miri) { 5_000 } else { 300_000 }] {
        let xs: Vec<f32> = Random(len as u64).numbers(len);
        within_the_bound(&xs, 24);
        within_the_bound(&xs.iter().map(|x| x.abs()).collect::<Vec<_>>(), 24);
    }
}

#[test]
fn f64_stays_within_its_bound() {
    for len in [1, 64, 1_000, 4_097, if cfg!(miri) { 5_000 } else { 300_000 }] {
        // Cut to 40 bits, so that the reference holds every one of them.
        let xs: Vec<f64> = Random(len as u64).numbers(len);
        let xs: Vec<f64> = xs.iter().map(|x| f64::from_bits(x.to_bits() & !0xfff)).collect();
        within_the_bound(&xs, 53);
        within_the_bound(&xs.iter().map(|x| x.abs()).collect::<Vec<_>>(), 53);
    }
}

/// The sum as loops of vectors make it that fold their lanes once, at the end.
fn of_running_lanes<const LANES: usize>(xs: &[f32]) -> f32 {
    let mut lanes = [0.0; LANES];
    for row in xs.chunks_exact(LANES) {
        lanes.iter_mut().zip(row).for_each(|(lane, x)| *lane += x);
    }
    lanes.iter().sum()
}

/// From one by one to eight registers of AVX-512. By the sum of errors over some seeds, as one alone can be lucky.
#[test]
#[expect(clippy::cast_precision_loss, reason = "24 bits fit")]
fn a_sum_of_many_is_closer_than_running_lanes_come() {
    let mut ours = 0.0;
    let mut theirs = [0.0; 4];
    for seed in 0..4 {
        let mut random = Random(seed);
        let len = if cfg!(miri) { 1 << 12 } else { 1 << 22 };
        let parts: Vec<u32> = (0..len).map(|_| (random.next() >> 40) as u32).collect();
        // Each is a multiple of 2^-24, so that integers, and then an `f64`, hold the exact sum.
        let xs: Vec<f32> = parts.iter().map(|&part| part as f32 / 16_777_216.0).collect();
        let exact = parts.iter().map(|&part| u64::from(part)).sum::<u64>() as f64 / 16_777_216.0;
        let error = |sum: f32| (f64::from(sum) - exact).abs();
        ours += error(simd_kernels::sum(&xs));
        theirs[0] += error(of_running_lanes::<1>(&xs));
        theirs[1] += error(of_running_lanes::<16>(&xs));
        theirs[2] += error(of_running_lanes::<64>(&xs));
        theirs[3] += error(of_running_lanes::<128>(&xs));
    }
    // (Miri adds up too few for that.)
    assert!(cfg!(miri) || theirs.iter().all(|theirs| ours * 4.0 <= *theirs), "{ours} {theirs:?}");
}

/// Integers of 20 bits: their sum and the sum of their squares are exact in `i128`.
#[test]
#[expect(clippy::cast_precision_loss, reason = "the reference rounds once, at the end")]
fn variance_is_close_to_the_exact_one() {
    let mut random = Random(4);
    for len in [2_usize, 100, 5_000] {
        for base in [0_i128, 1 << 40] {
            let xs: Vec<i128> = (0..len).map(|_| base + i128::from(random.next() >> 44)).collect();
            let floats: Vec<f64> = xs.iter().map(|&x| x as f64).collect();
            let n = len as i128;
            let (sum, squares) = (xs.iter().sum::<i128>(), xs.iter().map(|x| x * x).sum::<i128>());
            let variance = (n * squares - sum * sum) as f64 / (n * n) as f64;
            let m = mean_var(&floats).unwrap();
            assert!((m.variance() / variance - 1.0).abs() < 1e-12, "{m:?}, {variance}");
            assert!((m.mean * n as f64 / sum as f64 - 1.0).abs() < 1e-15, "{m:?}");
        }
    }
}

/// The error of m2 and of the mean against the bounds of `mean_var`'s page, of integers that `T` holds; and
/// how much of m2 the former is.
#[expect(
    clippy::cast_precision_loss,
    reason = "the reference rounds a few times, far below the bound"
)]
fn moments_within_the_bound<T: Number>(xs: &[i32], digits: i32) -> f64 {
    // m2 and the sum, of whole numbers; then the square of n times the distance from x to the mean.
    let exact = |xs: &[i32]| {
        let (n, sum) = (xs.len() as i128, xs.iter().map(|&x| i128::from(x)).sum::<i128>());
        let squares: i128 = xs.iter().map(|&x| i128::from(x).pow(2)).sum();
        ((n * squares - sum * sum) as f64 / n as f64, sum)
    };
    let (m2, sum) = exact(xs);
    let (mut pivots, mut distances) = (0.0, 0);
    for block in xs.chunks(64 * T::LANES) {
        let (n, (_, sum)) = (block.len() as i128, exact(block));
        pivots += (n * i128::from(block[0]) - sum).pow(2) as f64 / n as f64;
        distances += block.iter().map(|&x| i128::from(x - block[0]).abs()).sum::<i128>();
    }
    let (u, n) = (2_f64.powi(-digits), xs.len() as f64);
    let m = mean_var(&xs.iter().map(|&x| T::of(x.into())).collect::<Vec<_>>()).unwrap();
    let error = (m.m2 - m2).abs();
    assert!(error <= 360.0 * u * (m2 + pivots), "{m:?}: m2 is {m2}, pivots {pivots}");
    let mean = sum as f64 / n;
    let rounding = 4.0 * f64::EPSILON * mean.abs();
    assert!((m.mean - mean).abs() <= 70.0 * u * distances as f64 / n + rounding, "{m:?}, {mean}");
    error / m2
}

fn moments_of_all_kinds_within_the_bound<T: Number>(digits: i32) {
    for len in [2_usize, 64, 65, 1_000, 4_096, if cfg!(miri) { 5_000 } else { 100_000 }] {
        let mut random = Random(len as u64);
        let mut below = |bits: u32| {
            (0..len)
                .map(|_| i32::try_from(random.next() >> (64 - bits)).unwrap())
                .collect::<Vec<_>>()
        };
        // Of either sign, so that differences of `f32` are rounded too.
        let spread: Vec<i32> = below(25).iter().map(|x| x - (1 << 24)).collect();
        let relative = moments_within_the_bound::<T>(&spread, digits);
        // What the page says is seen: a twentieth of 720 u.
        assert!(relative <= 36.0 * 2_f64.powi(-digits), "{len}: {relative}");
        let mut small = below(8);
        moments_within_the_bound::<T>(
            &small.iter().map(|x| x + (1 << 23)).collect::<Vec<_>>(),
            digits,
        );
        // The worst: the first of each block is far from all others.
        small.iter_mut().step_by(64 * T::LANES).for_each(|x| *x = 1 << 23);
        moments_within_the_bound::<T>(&small, digits);
    }
}

#[test]
fn f32_moments_stay_within_their_bounds() {
    moments_of_all_kinds_within_the_bound::<f32>(24);
}

#[test]
fn f64_moments_stay_within_their_bounds() {
    moments_of_all_kinds_within_the_bound::<f64>(53);
}
