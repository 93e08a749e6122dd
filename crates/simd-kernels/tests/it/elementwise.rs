use simd_kernels::{Element, LenMismatch, Level};

use crate::oracle::{Number, Random};

/// All functions on these elements, beside `[scale, add, sub, mul, axpy, clamp, abs]` of one pair;
/// `same` compares results.
fn check<T: Element + PartialEq + std::fmt::Debug>(
    a: &[T],
    b: &[T],
    [by, low, high]: [T; 3],
    one: impl Fn(T, T) -> [T; 8],
    same: impl Fn(&T, &T) -> bool,
) {
    let same = |found: &[T], which: usize, level: Level| {
        for (i, found) in found.iter().enumerate() {
            let expected = one(a[i], b[i])[which];
            let len = a.len();
            assert!(
                same(found, &expected),
                "{level:?}: {which} {i} of {len}: {found:?} {expected:?}"
            );
        }
    };
    for level in Level::supported() {
        let mut out = b.to_vec();
        let copy = |f: &dyn Fn(&mut [T])| {
            let mut copy = a.to_vec();
            f(&mut copy);
            copy
        };
        same(&copy(&|xs| level.scale(xs, by)), 0, level);
        level.scale_into(a, by, &mut out).unwrap();
        same(&out, 0, level);
        same(&copy(&|xs| level.add(xs, b).unwrap()), 1, level);
        level.add_into(a, b, &mut out).unwrap();
        same(&out, 1, level);
        same(&copy(&|xs| level.sub(xs, b).unwrap()), 2, level);
        level.sub_into(a, b, &mut out).unwrap();
        same(&out, 2, level);
        same(&copy(&|xs| level.mul(xs, b).unwrap()), 3, level);
        level.mul_into(a, b, &mut out).unwrap();
        same(&out, 3, level);
        same(&copy(&|ys| level.axpy(by, b, ys).unwrap()), 4, level);
        level.axpy_into(by, b, a, &mut out).unwrap();
        same(&out, 4, level);
        same(&copy(&|xs| level.clamp(xs, low, high)), 5, level);
        level.clamp_into(a, low, high, &mut out).unwrap();
        same(&out, 5, level);
        same(&copy(&|xs| level.abs(xs)), 6, level);
        level.abs_into(a, &mut out).unwrap();
        same(&out, 6, level);
        same(&copy(&|xs| level.swap_bytes(xs)), 7, level);
        level.swap_bytes_into(a, &mut out).unwrap();
        same(&out, 7, level);
    }
}

fn lengths() -> impl Iterator<Item = usize> {
    (0..=257).step_by(if cfg!(miri) { 39 } else { 1 }).chain([1000])
}

macro_rules! floats {
    ($T:ident) => {
        #[test]
        fn $T() {
            let bounds = [3.5, -2.0, 7.25];
            let [by, low, high] = bounds;
            let one = |a: $T, b: $T| {
                let clamped = if a < low {
                    low
                } else if a > high {
                    high
                } else {
                    a
                };
                let swapped = $T::from_ne_bytes({
                    let mut bytes = a.to_ne_bytes();
                    bytes.reverse();
                    bytes
                });
                [a * by, a + b, a - b, a * b, by * b + a, clamped, a.abs(), swapped]
            };
            // A NaN's sign and payload are not promised, but of abs and of swapped bytes.
            let same = |a: &$T, b: &$T| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
            for len in lengths() {
                let mut random = Random(len as u64);
                check(&random.numbers(len), &random.numbers(len), bounds, one, same);
                check(&random.patterns(len), &random.patterns(len), bounds, one, same);
            }
        }
    };
}

macro_rules! integers {
    ($($T:ident $abs:ident)*) => {$(
        #[test]
        #[allow(
            clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_lossless,
            clippy::unnecessary_cast, clippy::cast_sign_loss, reason = "any bits will do"
        )]
        fn $T() {
            let mut random = Random(17);
            for len in lengths() {
                let mut of = || (0..len).map(|_| random.next() as $T).collect::<Vec<_>>();
                let (a, b) = (of(), of());
                let (by, low, high) = (3, $T::MAX / 4, $T::MAX / 2);
                let one = |a: $T, b: $T| [
                    a.wrapping_mul(by), a.wrapping_add(b), a.wrapping_sub(b), a.wrapping_mul(b),
                    by.wrapping_mul(b).wrapping_add(a), a.clamp(low, high), $abs(a as i128) as $T,
                    a.swap_bytes(),
                ];
                check(&a, &b, [by, low, high], one, |a, b| a == b);
            }
        }
    )*};
}

fn size(x: i128) -> i128 {
    x.wrapping_abs()
}

fn itself(x: i128) -> i128 {
    x
}

mod every {
    use super::*;
    floats!(f32);
    floats!(f64);
    integers! {
        i8 size i16 size i32 size i64 size i128 size isize size
        u8 itself u16 itself u32 itself u64 itself u128 itself usize itself
    }
}

#[test]
fn the_least_integer_has_no_opposite() {
    let mut xs = [i8::MIN; 70];
    simd_kernels::abs(&mut xs);
    assert_eq!(xs, [i8::MIN; 70]);
}

/// Every start that the type allows within 64 bytes, of what is read and of what is written.
fn every_offset<T: Element + PartialEq + std::fmt::Debug>(of: impl Fn(u64) -> T) {
    let mut random = Random(18);
    let mut next = || (0..300).map(|_| of(random.next())).collect::<Vec<T>>();
    let (xs, ys) = (next(), next());
    let aligned = xs.as_ptr().align_offset(64).min(64);
    let scalar = Level::supported().next().unwrap();
    let offsets = (0..64 / size_of::<T>()).step_by(if cfg!(miri) { 7 } else { 1 });
    for a in offsets.clone() {
        for b in offsets.clone().step_by(if offsets.len() > 16 { 5 } else { 1 }) {
            let (xs, ys) = (&xs[aligned + a..][..150], &ys[b..b + 150]);
            let mut expected = ys.to_vec();
            scalar.axpy(xs[0], xs, &mut expected).unwrap();
            for level in Level::supported() {
                let mut out = vec![xs[0]; 300];
                let around = out.clone();
                level.scale_into(ys, ys[0], &mut out[b..b + 150]).unwrap();
                level.clamp_into(ys, ys[0], ys[0], &mut out[b..b + 150]).unwrap();
                level.axpy_into(xs[0], xs, ys, &mut out[a + 1..a + 151]).unwrap();
                assert_eq!(out[a + 1..a + 151], expected, "{level:?}, {a} and {b}");
                let end = b.max(a + 1) + 150;
                assert_eq!(out[..b.min(a + 1)], around[..b.min(a + 1)], "written before it");
                assert_eq!(out[end..], around[end..], "written behind it");
            }
        }
    }
}

#[test]
#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "any bits will do")]
fn at_every_offset() {
    every_offset(|x| f32::from((x >> 48) as u16));
    every_offset(|x| f64::from((x >> 40) as u32));
    every_offset(|x| x as u8);
    every_offset(|x| x as i16);
    every_offset(|x| x as u32);
    every_offset(|x| x as i64);
}

/// A product rounded on its own: fused, it would keep what rounding drops.
#[test]
fn axpy_is_not_fused() {
    let x = 1.0 + f32::EPSILON;
    let rounded = x * x;
    for level in Level::supported() {
        for len in [1, 16, 100] {
            let mut y = vec![-rounded; len];
            level.axpy(x, &vec![x; len], &mut y).unwrap();
            assert_eq!(y, vec![0.0; len], "{level:?}");
        }
    }
}

#[test]
fn bounds_that_are_odd() {
    let nan = f64::NAN;
    let of = |low, high| {
        let mut xs = [-5.0, 0.0, 5.0];
        simd_kernels::clamp(&mut xs, low, high);
        xs
    };
    assert_eq!(of(nan, 1.0), [-5.0, 0.0, 1.0]);
    assert_eq!(of(-1.0, nan), [-1.0, 0.0, 5.0]);
    assert_eq!(of(2.0, -2.0), [-2.0; 3], "the upper bound wins");
    let mut xs = [nan];
    simd_kernels::clamp(&mut xs, -1.0, 1.0);
    assert!(xs[0].is_nan());
    let mut bytes = [1_u8, 9];
    simd_kernels::clamp(&mut bytes, 7, 5);
    assert_eq!(bytes, [5, 5]);
}

#[test]
#[expect(clippy::cast_possible_truncation, reason = "rounding is what is wanted")]
fn conversions() {
    for len in lengths() {
        let (narrow, wide) = (Random(1).patterns::<f32>(len), Random(2).patterns::<f64>(len));
        for level in Level::supported() {
            let mut out = vec![1.0; len];
            level.f32_to_f64(&narrow, &mut out).unwrap();
            for (x, found) in narrow.iter().zip(&out) {
                assert!(found.to_bits() == f64::from(*x).to_bits() || found.is_nan() && x.is_nan());
            }
            let mut out = vec![1.0; len];
            level.f64_to_f32(&wide, &mut out).unwrap();
            for (x, found) in wide.iter().zip(&out) {
                let expected = *x as f32;
                assert!(found.to_bits() == expected.to_bits() || found.is_nan() && x.is_nan());
            }
        }
    }
    assert_eq!(<f32 as Number>::of(1e300), f32::INFINITY);
}

/// An error says both lengths, and nothing was written.
#[test]
fn lengths_that_differ() {
    for (left, right) in [(0, 1), (1, 0), (64, 65), (100, 7)] {
        let (a, b) = (vec![2.0_f32; left], vec![3.0_f32; right]);
        let wrong = |result: Result<(), LenMismatch>| {
            let error = result.unwrap_err();
            assert_eq!((error.left, error.right), (left, right));
        };
        let mut first = a.clone();
        wrong(simd_kernels::add(&mut first, &b));
        wrong(simd_kernels::sub(&mut first, &b));
        wrong(simd_kernels::mul(&mut first, &b));
        assert_eq!(first, a);
        let mut out = b.clone();
        wrong(simd_kernels::scale_into(&a, 2.0, &mut out));
        wrong(simd_kernels::clamp_into(&a, 0.0, 1.0, &mut out));
        wrong(simd_kernels::abs_into(&a, &mut out));
        wrong(simd_kernels::swap_bytes_into(&a, &mut out));
        wrong(simd_kernels::axpy(2.0, &a, &mut out));
        wrong(simd_kernels::add_into(&a, &a, &mut out));
        wrong(simd_kernels::sub_into(&a, &a, &mut out));
        wrong(simd_kernels::mul_into(&a, &a, &mut out));
        wrong(simd_kernels::axpy_into(2.0, &a, &a, &mut out));
        assert_eq!(out, b);
        let mut long = a.clone();
        wrong(simd_kernels::add_into(&a, &b, &mut long));
        wrong(simd_kernels::sub_into(&a, &b, &mut long));
        wrong(simd_kernels::mul_into(&a, &b, &mut long));
        wrong(simd_kernels::axpy_into(2.0, &a, &b, &mut long));
        assert_eq!(long, a);
        let mut wide = vec![1.0_f64; right];
        wrong(simd_kernels::f32_to_f64(&a, &mut wide));
        assert_eq!(wide, vec![1.0; right]);
        let mut narrow = vec![1.0_f32; right];
        wrong(simd_kernels::f64_to_f32(&vec![0.5; left], &mut narrow));
        assert_eq!(narrow, vec![1.0; right]);
    }
}
