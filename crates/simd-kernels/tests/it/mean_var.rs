use simd_kernels::{Level, MeanVar, Moments};

use crate::oracle::{self, Number, Random, bits, lengths, triple_bits};

fn check<T: Number>(xs: &[T]) {
    let expected = triple_bits(oracle::mean_var(xs));
    assert_eq!(bits(simd_kernels::mean_var(xs)), expected);
    for level in Level::supported() {
        assert_eq!(bits(level.mean_var(xs)), expected, "{level:?}, {} elements", xs.len());
        let mut stream = MeanVar::with_level(level);
        stream.push(xs);
        assert_eq!(bits(stream.finish()), expected, "{level:?}, stream of {}", xs.len());
    }
}

fn every_length<T: Number>() {
    for len in lengths::<T>() {
        check(&Random(len as u64).numbers::<T>(len));
        check(&Random(len as u64).patterns::<T>(len));
    }
}

#[test]
fn every_length_f32() {
    every_length::<f32>();
}

#[test]
fn every_length_f64() {
    every_length::<f64>();
}

fn every_offset<T: Number>() {
    let buffer = Random(7).numbers::<T>(400);
    let aligned = buffer.as_ptr().align_offset(64).min(64);
    for start in aligned..aligned + 64 / size_of::<T>() {
        for len in [1, 31, 33, 200] {
            check(&buffer[start..start + len]);
        }
    }
}

#[test]
fn every_offset_f32() {
    every_offset::<f32>();
}

#[test]
fn every_offset_f64() {
    every_offset::<f64>();
}

/// Sums and squares of small integers are exact, so the right answer is known to the last bit.
fn one_hot_at_every_lane<T: Number>() {
    for at in 0..70_u16 {
        let mut xs = [T::of(0.0); 70];
        xs[usize::from(at)] = T::of(f64::from(70 * (at + 1)));
        for level in Level::supported() {
            let m = level.mean_var(&xs).unwrap();
            assert_eq!(m.mean, f64::from(at + 1), "{level:?}, {at}");
            // Σx² − (Σx)²/n.
            assert_eq!(m.m2, f64::from(at + 1).powi(2) * 70.0 * 69.0, "{level:?}, {at}");
        }
        xs[usize::from(at)] = T::nan();
        for level in Level::supported() {
            let m = level.mean_var(&xs).unwrap();
            assert_eq!(m.mean.to_bits(), f64::nan().to_bits(), "{level:?}, {at}");
            assert_eq!(m.m2.to_bits(), f64::nan().to_bits(), "{level:?}, {at}");
        }
    }
}

#[test]
fn one_hot_at_every_lane_f32() {
    one_hot_at_every_lane::<f32>();
}

#[test]
fn one_hot_at_every_lane_f64() {
    one_hot_at_every_lane::<f64>();
}

#[test]
fn nothing_but_nans() {
    for len in [1, 31, 32, 33, 2048, 2049, 6_500] {
        check(&vec![f32::NAN; len]);
        check(&vec![f64::NAN; len]);
    }
}

/// Equal values: exactly their mean, and no variance at all.
#[test]
fn constants_are_exact() {
    for x in [0.1, 1e300, -7.3e-200, 5e-324, 1.0 / 3.0] {
        for len in [1, 31, 2047, 2049, 3 * 2048, 10_001] {
            let m = simd_kernels::mean_var(&vec![x; len]).unwrap();
            assert_eq!((m.count, m.mean, m.m2), (len as u64, x, 0.0));
        }
    }
}

#[test]
fn far_from_zero() {
    // The naive formula, mean of squares less square of mean, leaves nothing of these.
    let xs: Vec<f64> = (0..5000).map(|i| 1e12 + f64::from(i % 10)).collect();
    let m = simd_kernels::mean_var(&xs).unwrap();
    assert!((m.mean - (1e12 + 4.5)).abs() < 1e-3, "{m:?}");
    assert!((m.variance() - 8.25).abs() < 1e-6, "{m:?}");
}

/// An outlier as the pivot is the worst case for the formula.
#[test]
fn an_outlier_first() {
    let mut xs = vec![0.0_f64; 2048];
    for (i, x) in xs.iter_mut().enumerate() {
        *x = f64::from(u32::try_from(i % 2).unwrap());
    }
    xs[0] = 1e8;
    let (mean, n) = (xs.iter().sum::<f64>() / 2048.0, 2048.0);
    let two_pass = xs.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    let variance = simd_kernels::mean_var(&xs).unwrap().variance();
    assert!((variance / two_pass - 1.0).abs() < 1e-11, "{variance} {two_pass}");
}

fn infinities<T: Number>() {
    let [inf, minus_inf] = [f64::INFINITY, f64::NEG_INFINITY].map(T::of);
    // A part of a row, rows, a block, and more: each has a way of its own for a first that is no pivot.
    for len in [2, 33, 1000, 2048, 2049, 10_000] {
        for at in [0, 1, len - 1] {
            let mut xs = vec![T::of(1.5); len];
            xs[at] = T::nan();
            check(&xs);
            xs[at] = inf;
            check(&xs);
            let m = simd_kernels::mean_var(&xs).unwrap();
            assert!(m.mean == f64::INFINITY && m.variance().is_nan(), "{m:?}");
            xs[len - 1 - at] = minus_inf;
            assert!(simd_kernels::mean_var(&xs).unwrap().mean.is_nan() || at == len - 1 - at);
        }
        let m = simd_kernels::mean_var(&vec![inf; len]).unwrap();
        assert_eq!(m.mean, f64::INFINITY);
    }
}

#[test]
fn infinities_f32() {
    infinities::<f32>();
}

#[test]
fn infinities_f64() {
    infinities::<f64>();
}

/// What the page says of the range of `f32`, beside that of `f64`.
#[test]
fn squares_beyond_the_range_of_the_type() {
    let m = simd_kernels::mean_var(&[0.0_f32, 1e20, 0.0, 0.0]).unwrap();
    assert_eq!((m.mean, m.m2), (f64::from(1e20_f32) / 4.0, f64::INFINITY));
    assert_eq!(simd_kernels::mean_var(&[0.0_f32, 1e-23]).unwrap().m2, 0.0);
    assert_eq!(simd_kernels::mean_var(&[f32::MAX, -f32::MAX]).unwrap().mean, f64::NEG_INFINITY);
    assert!((simd_kernels::mean_var(&[0.0, 1e20]).unwrap().m2 / 5e39 - 1.0).abs() < 1e-15);
    assert!((simd_kernels::mean_var(&[0.0, 1e-23]).unwrap().m2 / 5e-47 - 1.0).abs() < 1e-15);
}

/// Squares that are lost, where the product of their sum and their mean in `f64` is not: m2 would be less than nothing.
fn squares_that_are_lost<T: Number>(difference: f64) {
    for len in lengths::<T>().into_iter().filter(|&len| len > 1) {
        let mut xs = vec![T::of(difference); len];
        xs[0] = T::of(0.0);
        check(&xs);
        // Joins are in `f64`, and lose less.
        if len <= 64 * T::LANES {
            assert_eq!(simd_kernels::mean_var(&xs).unwrap().m2.to_bits(), 0, "{len}");
        }
    }
}

#[test]
fn squares_that_are_lost_f32() {
    squares_that_are_lost::<f32>(2.6e-23);
}

#[test]
fn squares_that_are_lost_f64() {
    squares_that_are_lost::<f64>(1.55e-162);
}

#[test]
fn a_zero_mean_is_positive() {
    for xs in [&[-0.0_f64][..], &[-0.0, -0.0], &[1.0, -1.0], &[0.0, -0.0]] {
        assert_eq!(simd_kernels::mean_var(xs).unwrap().mean.to_bits(), 0, "{xs:?}");
    }
}

#[test]
fn merged_parts_agree_with_the_whole() {
    let xs: Vec<f64> = Random(5).numbers(9_000);
    let whole = simd_kernels::mean_var(&xs).unwrap();
    for cut in [1, 100, 2048, 4500, 8999] {
        let (a, b) = xs.split_at(cut);
        let (a, b) = (simd_kernels::mean_var(a).unwrap(), simd_kernels::mean_var(b).unwrap());
        for both in [a.merge(b), b.merge(a)] {
            assert_eq!(both.count, whole.count);
            assert!((both.mean - whole.mean).abs() < 1e-9);
            assert!((both.variance() / whole.variance() - 1.0).abs() < 1e-12);
        }
        let oracle = oracle::merge((a.count, a.mean, a.m2), (b.count, b.mean, b.m2));
        assert_eq!(bits(Some(a.merge(b))), triple_bits(Some(oracle)));
    }
    // At the edge of a block, and with one block on each side, a merge is what the stream does.
    let (a, b) = xs[..4096].split_at(2048);
    let merged = simd_kernels::mean_var(a).unwrap().merge(simd_kernels::mean_var(b).unwrap());
    assert_eq!(bits(Some(merged)), bits(simd_kernels::mean_var(&xs[..4096])));
}

#[test]
fn merging_opposite_infinities_is_the_canonical_nan() {
    let of = |x: f64| simd_kernels::mean_var(&[x, x]).unwrap();
    let m = of(f64::INFINITY).merge(of(f64::NEG_INFINITY));
    assert_eq!((m.mean.to_bits(), m.m2.to_bits()), (f64::nan().bits(), f64::nan().bits()));
    assert_eq!(of(f64::INFINITY).merge(of(1.0)).mean, f64::INFINITY);
    // The difference of these overflows; their mean does not.
    assert_eq!(of(f64::MAX).merge(of(f64::MIN)).mean, 0.0);
}

/// The fields are public: a count may be 0, or the largest there is.
#[test]
fn merging_counts_that_no_slice_has() {
    let m = simd_kernels::mean_var(&[1e200_f64, 3e200]).unwrap();
    let mut none = simd_kernels::mean_var(&[f64::NAN]).unwrap();
    none.count = 0;
    assert_eq!(bits(Some(none.merge(m))), bits(Some(m)), "nothing before it");
    assert_eq!(bits(Some(m.merge(none))), bits(Some(m)), "nothing after it");
    assert_eq!(none.merge(none).count, 0);
    let mut all = simd_kernels::mean_var(&[4.0_f64, 8.0]).unwrap();
    all.count = u64::MAX;
    let both = all.merge(all);
    assert_eq!((both.count, both.mean), (u64::MAX, 6.0), "it stays the largest");
}

/// What a CPU makes of 0 / 0 and of a negative number's root has another sign on x86 than on Arm.
#[test]
fn of_fields_that_no_values_have() {
    let mut m = simd_kernels::mean_var(&[1.0_f64, 3.0]).unwrap();
    (m.count, m.m2) = (0, std::hint::black_box(0.0));
    assert_eq!(m.variance().to_bits(), f64::nan().bits());
    assert_eq!(m.sample_variance(), None);
    (m.count, m.m2) = (2, std::hint::black_box(-2.0));
    assert_eq!((m.variance(), m.sample_variance()), (-1.0, Some(-2.0)));
    #[cfg(any(feature = "std", feature = "libm"))]
    {
        let roots = (m.std_dev().to_bits(), m.sample_std_dev().map(f64::to_bits));
        assert_eq!(roots, (f64::nan().bits(), Some(f64::nan().bits())));
    }
}

#[test]
fn variances() {
    let m: Moments = simd_kernels::mean_var(&[1.0_f64]).unwrap();
    assert_eq!((m.variance(), m.sample_variance()), (0.0, None));
    let m = simd_kernels::mean_var(&[1.0_f32, 3.0]).unwrap();
    assert_eq!((m.variance(), m.sample_variance()), (1.0, Some(2.0)));
    #[cfg(any(feature = "std", feature = "libm"))]
    assert_eq!((m.std_dev(), m.sample_std_dev()), (1.0, Some(2.0_f64.sqrt())));
}

#[test]
fn of_nothing_is_none() {
    assert_eq!(simd_kernels::mean_var::<f32>(&[]), None);
    let mut stream = MeanVar::<f64>::new();
    stream.push(&[]);
    assert_eq!(stream.finish(), None);
}
