//! The sum that is rounded once, beside integers of any length.

use std::cmp::Ordering;

use proptest::prelude::{ProptestConfig, any, proptest};
use simd_kernels::Level;

use crate::oracle::{Number, Random, lengths};

/// A whole number of any length: bytes, each of any size and sign until they are brought in order.
#[derive(Clone)]
struct Big(Vec<i64>);

impl Big {
    /// The sum of floats in units of 2^-1074, and of floats given by their bits.
    fn of(xs: impl IntoIterator<Item = f64>) -> Self {
        let mut big = Self(vec![0; 300]);
        for x in xs {
            big.add(x.abs().to_bits(), if x.is_sign_negative() { -1 } else { 1 });
        }
        big
    }

    /// Adds a float without a sign, times `factor`. The bits of infinity are what would come next.
    fn add(&mut self, bits: u64, factor: i64) {
        let exponent = (bits >> 52).max(1) - 1;
        let mantissa = bits & ((1 << 52) - 1) | u64::from(bits >> 52 > 0) << 52;
        let (byte, bit) = (usize::try_from(exponent / 8).unwrap(), exponent % 8);
        for (i, part) in (u128::from(mantissa) << bit).to_le_bytes().into_iter().enumerate() {
            if part != 0 {
                self.0[byte + i] += factor * i64::from(part);
            }
        }
    }

    fn sign(mut self) -> Ordering {
        let mut carried = 0;
        for digit in &mut self.0 {
            let all = *digit + carried;
            *digit = all.rem_euclid(256);
            carried = all.div_euclid(256);
        }
        match carried {
            0 if self.0.iter().all(|&digit| digit == 0) => Ordering::Equal,
            0.. => Ordering::Greater,
            _ => Ordering::Less,
        }
    }

    /// Itself twice, less two floats without a sign.
    fn twice_less(&self, a: u64, b: u64) -> Ordering {
        let mut big = Self(self.0.iter().map(|digit| 2 * digit).collect());
        big.add(a, -1);
        big.add(b, -1);
        big.sign()
    }

    fn negated(&self) -> Self {
        Self(self.0.iter().map(|digit| -digit).collect())
    }
}

/// The bits of the `f64` with the value of a `T` that is `steps` above `x`, which has no sign.
fn neighbour<T: Number>(x: T, steps: i64) -> u64 {
    let bits = T::from_bits(x.bits().wrapping_add_signed(steps));
    if size_of::<T>() == 4 && bits.wide().is_infinite() {
        // The float that would come after the largest.
        return 2_f64.powi(128).to_bits();
    }
    bits.wide().to_bits()
}

/// Whether `sum` is the float nearest to the sum of finite floats.
fn is_nearest<T: Number>(sum: T, xs: &[T]) {
    let mut exact = Big::of(xs.iter().map(|x| x.wide()));
    let sign = exact.clone().sign();
    if sign == Ordering::Equal {
        let all_minus = xs.iter().all(|x| x.wide().is_sign_negative() && x.wide() == 0.0);
        assert_eq!(sum.bits(), T::of(if all_minus { -0.0 } else { 0.0 }).bits());
        return;
    }
    assert_eq!(sum.wide().is_sign_negative(), sign == Ordering::Less, "{sum:?}");
    if sign == Ordering::Less {
        exact = exact.negated();
    }
    let size = T::from_bits(sum.bits() & !T::of(-0.0).bits());
    let even = size.bits() % 2 == 0;
    let here = neighbour(size, 0);
    if size.bits() > 0 {
        let above = exact.twice_less(neighbour(size, -1), here);
        assert!(above == Ordering::Greater || even && above == Ordering::Equal, "{sum:?} {xs:?}");
    }
    if size.wide().is_finite() {
        let below = exact.twice_less(here, neighbour(size, 1));
        assert!(below == Ordering::Less || even && below == Ordering::Equal, "{sum:?} {xs:?}");
    }
}

fn check<T: Number>(xs: &[T]) {
    let sum = simd_kernels::sum_precise(xs);
    if xs.iter().all(|x| x.wide().is_finite()) {
        is_nearest(sum, xs);
    } else {
        let plain = xs.iter().filter(|x| !x.wide().is_finite()).map(|x| x.wide()).sum::<f64>();
        let plain = if plain.is_nan() { T::nan() } else { T::of(plain) };
        assert_eq!(sum.bits(), plain.bits());
    }
    for level in Level::supported() {
        assert_eq!(level.sum_precise(xs).bits(), sum.bits(), "{level:?}, {} elements", xs.len());
    }
}

/// Of all exponents, so that most cancel and each digit may decide.
fn finite<T: Number>(random: &mut Random, len: usize) -> Vec<T> {
    let patterns = std::iter::from_fn(|| Some(T::from_bits(random.next())));
    patterns.filter(|x| x.wide().is_finite()).take(len).collect()
}

fn every_length<T: Number>() {
    for len in lengths::<T>() {
        let mut random = Random(len as u64);
        check(&random.numbers::<T>(len));
        check(&random.patterns::<T>(len));
        let xs = finite::<T>(&mut random, len);
        check(&xs);
        // Nothing is left but the last: all cancel, in an order that no sum survives.
        let mut cancelled: Vec<T> =
            xs.iter().map(|&x| T::of(-x.wide())).chain(xs.iter().copied()).collect();
        check(&cancelled);
        cancelled.push(T::of(1e-30));
        assert_eq!(simd_kernels::sum_precise(&cancelled), T::of(1e-30));
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

/// Halfway between two floats, and the least bit on either side of that.
fn ties<T: Number>() {
    let mut random = Random(8);
    for _ in 0..if cfg!(miri) { 20 } else { 2_000 } {
        let x = finite::<T>(&mut random, 1)[0];
        let next = T::from_bits(x.bits() + 1);
        if !next.wide().is_finite() {
            continue;
        }
        let half = T::of((next.wide() - x.wide()) / 2.0);
        let least = T::from_bits(1);
        for odd in [T::of(0.0), least, T::of(-least.wide()), T::of(1e-20), T::of(-1e-20)] {
            check(&[x, half, odd]);
            check(&[odd, half, x, half]);
            check(&[T::of(-x.wide()), odd, T::of(-half.wide())]);
        }
    }
}

#[test]
fn ties_f32() {
    ties::<f32>();
}

#[test]
fn ties_f64() {
    ties::<f64>();
}

/// At the largest float, half a step decides between it and infinity.
#[test]
fn at_the_edge_of_infinity() {
    let (max, half) = (f64::MAX, 2_f64.powi(969));
    assert_eq!(simd_kernels::sum_precise(&[max, half, half]), f64::INFINITY);
    for xs in [&[max, half][..], &[max, half, 5e-324], &[max, half, -5e-324], &[max, max, -max]] {
        check(xs);
        check(&xs.iter().map(|x| -x).collect::<Vec<_>>());
    }
    let (max, half) = (f32::MAX, 2_f32.powi(103));
    for xs in [&[max, half][..], &[max, half, 1e-45], &[max, half, -1e-45], &[max, max, -max]] {
        check(xs);
    }
    check(&vec![f64::MAX; 5000]);
    check(&vec![f32::MIN; 5000]);
}

#[test]
fn zeros() {
    for xs in [&[][..], &[-0.0], &[0.0], &[-0.0, -0.0], &[-0.0, 0.0], &[1.0, -1.0], &[-1.0, 1.0]] {
        check::<f64>(xs);
    }
    assert_eq!(simd_kernels::sum_precise::<f32>(&[]).to_bits(), (-0.0_f32).to_bits());
}

#[test]
fn infinities_and_nans() {
    let (inf, nan) = (f32::INFINITY, f32::NAN);
    for odd in [&[inf][..], &[-inf], &[inf, inf], &[inf, -inf], &[nan], &[-nan, inf]] {
        for len in [0, 1, 63, 200, 5000] {
            let mut xs = vec![f32::MAX; len];
            xs.extend(odd);
            check(&xs);
            xs.rotate_left(len / 2);
            check(&xs);
        }
    }
}

/// One that counts, at every place.
#[test]
fn one_hot() {
    for at in 0..200 {
        let mut xs = vec![0.0_f64; 200];
        xs[at] = f64::from(u32::try_from(at).unwrap()) + 0.5;
        check(&xs);
        xs[at] = f64::NAN;
        check(&xs);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 3 } else { ProptestConfig::default().cases },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Of exponents that lie close together: carries, and sums near a power of two.
    #[test]
    fn close_together(seed in any::<u64>(), len in 0..400_usize, spread in 1..200_u64) {
        let mut random = Random(seed);
        let xs: Vec<f64> = (0..len).map(|_| {
            let bits = random.next();
            f64::from_bits(bits & !(0x7ff << 52) | (900 + random.next() % spread) << 52)
        }).collect();
        check(&xs);
        let xs: Vec<f32> = (0..len).map(|_| {
            let bits = u32::try_from(random.next() >> 32).unwrap();
            let exponent = u32::try_from(random.next() % spread.min(250)).unwrap();
            f32::from_bits(bits & !(0xff << 23) | exponent << 23)
        }).collect();
        check(&xs);
    }

    /// The order is nothing to it.
    #[test]
    fn in_any_order(seed in any::<u64>(), len in 1..300_usize, by in 0..300_usize) {
        let xs: Vec<f64> = Random(seed).patterns(len);
        let sum = simd_kernels::sum_precise(&xs).to_bits();
        let mut other = xs.clone();
        other.rotate_left(by % len);
        assert_eq!(simd_kernels::sum_precise(&other).to_bits(), sum);
        other.reverse();
        assert_eq!(simd_kernels::sum_precise(&other).to_bits(), sum);
    }
}

/// Long ones, where most sums are certified without an exact addition for each element: at, just
/// above and just below halfway between two floats, after thousands that cancel or add up.
fn long_ties<T: Number>() {
    let mut random = Random(9);
    for round in 0..if cfg!(miri) { 1 } else { 60 } {
        let len = [512, 513, 640, 1_001, 4_096][round % 5];
        // Whole numbers, so that what is added up is known; then their opposites, but for one.
        let mut xs: Vec<T> =
            random.numbers::<T>(len).iter().map(|x| T::of(x.wide().round())).collect();
        check(&xs);
        let opposites: Vec<T> = xs.iter().map(|x| T::of(-x.wide())).collect();
        xs.extend(opposites);
        check(&xs);
        let x = T::of(1.0 + f64::from(u32::try_from(round).unwrap()));
        let half = T::of((T::from_bits(x.bits() + 1).wide() - x.wide()) / 2.0);
        for odd in [0.0, 1e-30, -1e-30, 1e-12, -1e-12] {
            let at = xs.len() / 2;
            xs.splice(at..at, [x, half, T::of(odd)]);
            check(&xs);
            xs.drain(at..at + 3);
        }
    }
}

#[test]
fn long_ties_f32() {
    long_ties::<f32>();
}

#[test]
fn long_ties_f64() {
    long_ties::<f64>();
}

/// What additions lost is itself added with rounding. Here that takes it from one side of halfway to the
/// other, by more than a float: each of the last lanes' elements is lost beside the second.
#[test]
fn what_is_lost_is_lost_again() {
    let (half, least) = (2_f64.powi(-53), 2_f64.powi(-108));
    for below in 1..8 {
        for sign in [1.0, -1.0] {
            let mut column = vec![1.0, half - f64::from(below) * 4.0 * least];
            column.extend([least; 60]);
            let rows = column.iter().flat_map(|x| [[sign * x].as_slice(), &[0.0; 31]].concat());
            check(&rows.collect::<Vec<f64>>());
        }
    }
}

/// Long ones at the edges of the type: subnormal, and beyond the largest on the way.
#[test]
fn long_and_extreme() {
    for len in [512, 700, 2_000] {
        check(&vec![5e-324_f64; len]);
        check(&vec![f64::MIN_POSITIVE; len]);
        check(&vec![f32::from_bits(3); len]);
        check(&vec![f32::MAX; len]);
        check(&vec![f64::MAX; len]);
        let mut xs = vec![f64::MAX; len];
        xs.extend(vec![-f64::MAX; len - 1]);
        check(&xs);
        let mut xs = vec![f32::MAX; len];
        xs.extend(vec![-f32::MAX; len - 1]);
        check(&xs);
        let tiny: Vec<f64> = (0..len).map(|i| f64::from_bits(1 << (i % 53) | 1)).collect();
        check(&tiny);
        check(&vec![-0.0_f64; len]);
        check(&vec![-0.0_f32; len]);
    }
}
