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
