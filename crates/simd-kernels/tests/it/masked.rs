use simd_kernels::{Element, Level};

use crate::oracle::{self, Number, Random, lengths};

fn is_set(bits: &[u8], i: usize) -> bool {
    bits[i / 8] >> (i % 8) & 1 == 1
}

/// The elements whose bit is set.
fn chosen<T: Copy>(xs: &[T], bits: &[u8]) -> Vec<T> {
    xs.iter().enumerate().filter(|&(i, _)| is_set(bits, i)).map(|(_, &x)| x).collect()
}

fn check<T: Number>(xs: &[T], bits: &[u8]) {
    let others = |(i, &x): (usize, &T)| if is_set(bits, i) { x } else { T::of(-0.0) };
    let sum = oracle::sum(&xs.iter().enumerate().map(others).collect::<Vec<_>>()).bits();
    let chosen = chosen(xs, bits);
    let (min, max) = (oracle::min(&chosen).map(T::bits), oracle::max(&chosen).map(T::bits));
    for level in Level::supported() {
        let len = xs.len();
        assert_eq!(level.sum_masked(xs, bits).map(T::bits), Ok(sum), "{level:?}, {len}");
        assert_eq!(level.min_masked(xs, bits).map(|x| x.map(T::bits)), Ok(min), "{level:?}, {len}");
        assert_eq!(level.max_masked(xs, bits).map(|x| x.map(T::bits)), Ok(max), "{level:?}, {len}");
    }
}

/// Random bits, of all densities; those behind the last element too.
fn bits(random: &mut Random, len: usize) -> Vec<u8> {
    let mut byte = || random.next().to_le_bytes()[1];
    match byte() % 6 {
        0 => vec![0; len.div_ceil(8)],
        1 => vec![0xff; len.div_ceil(8)],
        2 => (0..len.div_ceil(8)).map(|_| byte() & byte() & byte()).collect(),
        _ => (0..len.div_ceil(8)).map(|_| byte()).collect(),
    }
}

fn every_length<T: Number>() {
    for len in lengths::<T>() {
        let mut random = Random(len as u64);
        for _ in 0..4 {
            let bits = bits(&mut random, len);
            check(&random.numbers::<T>(len), &bits);
            check(&random.patterns::<T>(len), &bits);
            let numbers = random.numbers::<T>(len).into_iter();
            let zeros = numbers.map(|x| T::of(0.0_f64.copysign(x.wide())));
            check(&zeros.collect::<Vec<_>>(), &bits);
        }
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

/// Every start of the elements that the type allows within 64 bytes, and of the bitmap.
fn every_offset<T: Number>() {
    let mut random = Random(8);
    let (xs, bitmap) = (random.patterns::<T>(400), bits(&mut random, 1_600));
    let aligned = xs.as_ptr().align_offset(64).min(64);
    for start in aligned..aligned + 64 / size_of::<T>() {
        for at in (0..64).step_by(if cfg!(miri) { 23 } else { 3 }) {
            for len in [1, T::LANES + 3, 200] {
                check(&xs[start..start + len], &bitmap[at..at + len.div_ceil(8)]);
            }
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

/// Each bit alone, among NaNs and infinities that must not be seen.
fn one_bit<T: Number>() {
    for len in [1, 8, T::LANES - 1, T::LANES, 3 * T::LANES + 5] {
        for at in (0..len).step_by(if cfg!(miri) { 13 } else { 1 }) {
            let mut bits = vec![0; len.div_ceil(8)];
            bits[at / 8] = 1 << (at % 8);
            let weight = T::of(f64::from(u32::try_from(at).unwrap() + 1));
            for odd in [T::nan(), T::of(f64::INFINITY), T::of(f64::NEG_INFINITY)] {
                let mut xs = vec![odd; len];
                xs[at] = weight;
                for level in Level::supported() {
                    assert_eq!(level.sum_masked(&xs, &bits), Ok(weight), "{level:?}, {at}");
                    assert_eq!(level.min_masked(&xs, &bits), Ok(Some(weight)), "{level:?}, {at}");
                    assert_eq!(level.max_masked(&xs, &bits), Ok(Some(weight)), "{level:?}, {at}");
                }
                // All but that one.
                let rest: Vec<u8> = bits.iter().map(|byte| !byte).collect();
                xs.fill(weight);
                xs[at] = odd;
                check(&xs, &rest);
            }
        }
    }
}

#[test]
fn one_bit_f32() {
    one_bit::<f32>();
}

#[test]
fn one_bit_f64() {
    one_bit::<f64>();
}

fn integers<T: Element + Ord + std::fmt::Debug>(of: impl Fn(u64) -> T) {
    let mut random = Random(6);
    for len in (0..300).step_by(if cfg!(miri) { 41 } else { 3 }) {
        let xs: Vec<T> = (0..len).map(|_| of(random.next())).collect();
        let bits = bits(&mut random, len);
        let chosen = chosen(&xs, &bits);
        for level in Level::supported() {
            let min = chosen.iter().copied().min();
            assert_eq!(level.min_masked(&xs, &bits), Ok(min), "{level:?}");
            let max = chosen.iter().copied().max();
            assert_eq!(level.max_masked(&xs, &bits), Ok(max), "{level:?}");
        }
    }
}

#[test]
#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "any bits will do")]
fn every_integer() {
    integers(|x| x as i8);
    integers(|x| x as u8);
    integers(|x| x as i16);
    integers(|x| x as u16);
    integers(|x| x as i32);
    integers(|x| x as u32);
    integers(|x| x as i64);
    integers(|x| x);
    integers(|x| x as usize);
    integers(|x| i128::from(x) << (x % 64));
}

#[test]
fn a_bitmap_of_another_length() {
    for (elements, bytes) in [(0, 1), (1, 0), (8, 2), (9, 1), (64, 7), (65, 8), (65, 10)] {
        let (xs, bits) = (vec![1.0_f32; elements], vec![0xff; bytes]);
        for error in [
            simd_kernels::sum_masked(&xs, &bits).unwrap_err(),
            simd_kernels::min_masked(&xs, &bits).unwrap_err(),
            simd_kernels::max_masked(&xs, &bits).unwrap_err(),
        ] {
            assert_eq!((error.left, error.right), (elements, bytes));
            let needed = format!("a bitmap of {} bytes", elements.div_ceil(8));
            assert!(error.to_string().contains(&needed), "{error}");
        }
    }
}

#[test]
fn of_nothing() {
    assert_eq!(
        simd_kernels::sum_masked::<f64>(&[], &[]).map(f64::to_bits),
        Ok((-0.0_f64).to_bits())
    );
    assert_eq!(simd_kernels::min_masked::<f64>(&[], &[]), Ok(None));
    assert_eq!(simd_kernels::max_masked::<u8>(&[], &[]), Ok(None));
    assert_eq!(
        simd_kernels::sum_masked(&[1.0_f32], &[0xfe]).map(f32::to_bits),
        Ok((-0.0_f32).to_bits())
    );
}
