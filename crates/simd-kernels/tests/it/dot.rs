use simd_kernels::{Dot, LenMismatch, Level};

use crate::oracle::{self, Number, Random, lengths};

fn check<T: Number>(a: &[T], b: &[T]) {
    let (dot, distance) = (oracle::dot(a, b).bits(), oracle::distance(a, b).bits());
    let norms = oracle::norms(a).map(T::bits);
    for level in Level::supported() {
        assert_eq!(level.dot(a, b).unwrap().bits(), dot, "{level:?}, {} elements", a.len());
        let found = level.euclidean_squared(a, b).unwrap().bits();
        assert_eq!(found, distance, "{level:?}, {} elements", a.len());
        assert_eq!(
            [level.l1(a), level.l2_squared(a)].map(T::bits),
            norms,
            "{level:?}, {}",
            a.len()
        );
        let (mut whole, mut cut) = (Dot::with_level(level), Dot::with_level(level));
        whole.push(a, b).unwrap();
        assert_eq!(whole.finish().bits(), dot, "{level:?}, stream of {}", a.len());
        for at in (0..a.len()).step_by(61) {
            let end = a.len().min(at + 61);
            cut.push(&a[at..end], &b[at..end]).unwrap();
        }
        assert_eq!(cut.finish().bits(), dot, "{level:?}, pieces of {}", a.len());
    }
}

/// Not one of the fused ones' bits is promised but this: each product or sum is rounded at least
/// once, so the result is within the bound of the plain one, and of integers it is exact.
#[test]
fn fused_products() {
    for len in lengths::<f32>() {
        let mut random = Random(len as u64);
        let (a, b) = (random.numbers::<f32>(len), random.numbers::<f32>(len));
        let products = || a.iter().zip(&b).map(|(&a, &b)| f64::from(a) * f64::from(b));
        let (sum, sizes) = (products().sum::<f64>(), products().map(f64::abs).sum::<f64>());
        let whole: Vec<f32> = a.iter().map(|x| x.round()).collect();
        let whole_sum: f64 = whole.iter().map(|&x| 3.0 * f64::from(x)).sum();
        for level in Level::supported() {
            let fused = f64::from(level.dot_fused(&a, &b).unwrap());
            assert!((fused - sum).abs() <= sizes * 80.0 * 2_f64.powi(-24), "{level:?}, {len}");
            let fused = f64::from(level.dot_fused(&whole, &vec![3.0; len]).unwrap());
            assert_eq!(fused, whole_sum, "{level:?}, {len}");
        }
    }
    for at in 0..200 {
        let mut a = vec![0.0_f64; 200];
        a[at] = f64::NAN;
        for level in Level::supported() {
            let fused = level.dot_fused(&a, &[1.0; 200]).unwrap();
            assert_eq!(fused.to_bits(), f64::nan().to_bits(), "{level:?}, {at}");
        }
    }
}

/// As the three functions whose names its definition has, bit for bit.
#[cfg(any(feature = "std", feature = "libm"))]
fn check_cosine<T: Number>(a: &[T], b: &[T]) {
    let root = |x: T| T::of(x.wide().sqrt());
    let norms = root(oracle::norms(a)[1]) * root(oracle::norms(b)[1]);
    let cosine = oracle::dot(a, b).wide() / norms.wide();
    let cosine = if cosine.is_nan() { T::nan() } else { T::of(cosine) };
    for level in Level::supported() {
        let found = level.cosine(a, b).unwrap();
        assert_eq!(found.bits(), cosine.bits(), "{level:?}, {} elements", a.len());
    }
}

#[cfg(any(feature = "std", feature = "libm"))]
#[test]
fn cosines() {
    for len in lengths::<f32>() {
        let mut random = Random(len as u64);
        check_cosine(&random.numbers::<f32>(len), &random.numbers::<f32>(len));
        check_cosine(&random.patterns::<f32>(len), &random.patterns::<f32>(len));
        check_cosine(&random.numbers::<f64>(len), &random.numbers::<f64>(len));
        check_cosine(&random.patterns::<f64>(len), &random.patterns::<f64>(len));
    }
    assert_eq!(simd_kernels::cosine::<f32>(&[], &[]).map(f32::to_bits), Ok(0x7fc0_0000));
    let xs: Vec<f64> = Random(3).numbers(700);
    let opposite: Vec<f64> = xs.iter().map(|x| -2.0 * x).collect();
    assert!((simd_kernels::cosine(&xs, &opposite).unwrap() + 1.0).abs() < 1e-15);
}

fn every_length<T: Number>() {
    for len in lengths::<T>() {
        let seed = len as u64;
        check(&Random(seed).numbers::<T>(len), &Random(!seed).numbers::<T>(len));
        check(&Random(seed).patterns::<T>(len), &Random(!seed).patterns::<T>(len));
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

/// The two at every pair of offsets, of which one may be aligned and the other not.
fn every_pair_of_offsets<T: Number>() {
    let xs = Random(7).numbers::<T>(400);
    let aligned = xs.as_ptr().align_offset(64).min(64);
    let offsets = aligned..aligned + 64 / size_of::<T>();
    for a in offsets.clone() {
        for b in offsets.clone().step_by(if cfg!(miri) { 5 } else { 1 }) {
            for len in [1, 33, 200] {
                check(&xs[a..a + len], &xs[b..b + len]);
            }
        }
    }
}

#[test]
fn every_pair_of_offsets_f32() {
    every_pair_of_offsets::<f32>();
}

#[test]
fn every_pair_of_offsets_f64() {
    every_pair_of_offsets::<f64>();
}

/// One term that is not zero, at every lane and with a weight of its own; then a NaN there.
fn one_hot_at_every_lane<T: Number>() {
    let number = |i: usize| T::of(f64::from(u16::try_from(i).unwrap()));
    for len in [T::LANES - 1, T::LANES, 3 * T::LANES + 5] {
        let b: Vec<T> = (1..=len).map(number).collect();
        let (zeros, mut a) = (vec![T::of(0.0); len], vec![T::of(0.0); len]);
        for at in (0..len).step_by(if cfg!(miri) { 13 } else { 1 }) {
            let weight = number(2 * at + 3);
            a[at] = weight;
            for level in Level::supported() {
                assert_eq!(level.dot(&a, &b), Ok(weight * b[at]), "{level:?}, {at} of {len}");
                assert_eq!(level.dot(&b, &a), Ok(weight * b[at]), "{level:?}, {at} of {len}");
                assert_eq!(level.l1(&a), weight, "{level:?}, {at} of {len}");
                assert_eq!(level.l2_squared(&a), weight * weight, "{level:?}, {at} of {len}");
                for distance in
                    [level.euclidean_squared(&a, &zeros), level.euclidean_squared(&zeros, &a)]
                {
                    assert_eq!(distance, Ok(weight * weight), "{level:?}, {at} of {len}");
                }
                #[cfg(any(feature = "std", feature = "libm"))]
                assert_eq!((level.l2(&a), level.cosine(&a, &a)), (weight, Ok(T::of(1.0))));
            }
            a[at] = T::nan();
            let nan = Ok(T::nan().bits());
            for level in Level::supported() {
                assert_eq!(level.dot(&a, &b).map(T::bits), nan, "{level:?}, {at} of {len}");
                assert_eq!(level.dot(&b, &a).map(T::bits), nan, "{level:?}, {at} of {len}");
                assert_eq!(level.euclidean_squared(&b, &a).map(T::bits), nan, "{level:?}, {at}");
                assert_eq!(level.euclidean_squared(&a, &b).map(T::bits), nan, "{level:?}, {at}");
                assert_eq!(Ok(level.l1(&a).bits()), nan, "{level:?}, {at} of {len}");
                assert_eq!(Ok(level.l2_squared(&a).bits()), nan, "{level:?}, {at} of {len}");
                #[cfg(any(feature = "std", feature = "libm"))]
                assert_eq!(
                    (level.cosine(&b, &a).map(T::bits), Ok(level.l2(&a).bits())),
                    (nan, nan)
                );
            }
            a[at] = T::of(0.0);
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

/// A fused product would keep the bits that rounding drops.
#[test]
fn products_are_not_fused() {
    let x = 1.0 + f32::EPSILON;
    let rounded = x * x;
    assert_ne!(f64::from(rounded), f64::from(x) * f64::from(x), "the test has no teeth");
    for level in Level::supported() {
        for len in [2, 65, 129] {
            let (mut a, mut b) = (vec![0.0_f32; len], vec![0.0_f32; len]);
            (a[0], b[0]) = (x, x);
            // In the same lane where there is a second row.
            let at = if len > 64 { 64 } else { 1 };
            (a[at], b[at]) = (rounded, -1.0);
            assert_eq!(level.dot(&a, &b), Ok(0.0), "{level:?}, {len}");
        }
    }
}

#[test]
fn lengths_that_differ() {
    for (left, right) in [(0, 1), (1, 0), (64, 65), (5000, 64)] {
        let (a, b) = (vec![1.0_f64; left], vec![1.0_f64; right]);
        let mut stream = Dot::new();
        stream.push(&[3.0], &[4.0]).unwrap();
        for error in [
            simd_kernels::dot(&a, &b).unwrap_err(),
            simd_kernels::euclidean_squared(&a, &b).unwrap_err(),
            simd_kernels::dot_fused(&a, &b).unwrap_err(),
            #[cfg(any(feature = "std", feature = "libm"))]
            simd_kernels::cosine(&a, &b).unwrap_err(),
            stream.push(&a, &b).unwrap_err(),
        ] {
            assert_eq!((error.left, error.right), (left, right));
            assert!(error.to_string().contains("pass two of the same length"));
        }
        assert_eq!(stream.finish(), 12.0, "nothing was taken");
    }
    let _: LenMismatch = simd_kernels::dot::<f32>(&[], &[1.0]).unwrap_err();
}

#[test]
fn of_nothing() {
    assert_eq!(simd_kernels::dot::<f32>(&[], &[]).map(f32::to_bits), Ok((-0.0_f32).to_bits()));
    assert_eq!(Dot::<f64>::new().finish().to_bits(), (-0.0_f64).to_bits());
    assert_eq!(simd_kernels::euclidean_squared::<f32>(&[], &[]).map(f32::to_bits), Ok(0));
    assert_eq!(simd_kernels::l1::<f32>(&[]).to_bits(), 0);
    assert_eq!(simd_kernels::l2_squared::<f64>(&[]).to_bits(), 0);
}

#[cfg(any(feature = "std", feature = "libm"))]
#[test]
fn the_norm_is_the_root() {
    for level in Level::supported() {
        assert_eq!(level.l2(&[3.0_f32, 4.0]), 5.0);
        assert_eq!(level.l2::<f64>(&[]).to_bits(), 0);
        assert_eq!(level.l2(&[-f32::NAN]).to_bits(), 0x7fc0_0000);
    }
}
