use simd_kernels::{Element, Level};

use crate::oracle::{self, Number, Random, lengths};

fn check<T: Number>(xs: &[T]) {
    let (min, max) = (oracle::min(xs).map(T::bits), oracle::max(xs).map(T::bits));
    for level in Level::supported() {
        assert_eq!(level.min(xs).map(T::bits), min, "{level:?}, {} elements", xs.len());
        assert_eq!(level.max(xs).map(T::bits), max, "{level:?}, {} elements", xs.len());
        let both = level.minmax(xs).map(|(least, greatest)| (least.bits(), greatest.bits()));
        assert_eq!(both, min.zip(max), "{level:?}, {} elements", xs.len());
    }
    let (numbers, _) = oracle::without_nans(xs);
    let (min, max) = (oracle::min(&numbers).map(T::bits), oracle::max(&numbers).map(T::bits));
    for level in Level::supported() {
        assert_eq!(level.min_num(xs).map(T::bits), min, "{level:?}, {} elements", xs.len());
        assert_eq!(level.max_num(xs).map(T::bits), max, "{level:?}, {} elements", xs.len());
    }
    check_places(xs, &numbers);
}

fn check_places<T: Number>(xs: &[T], numbers: &[T]) {
    let (_, places) = oracle::without_nans(xs);
    let place = |at: Option<usize>| at.map(|at| places[at]);
    let expected = (oracle::argmin(xs), oracle::argmax(xs));
    let numbers = (place(oracle::argmin(numbers)), place(oracle::argmax(numbers)));
    for level in Level::supported() {
        let len = xs.len();
        assert_eq!((level.argmin(xs), level.argmax(xs)), expected, "{level:?}, {len} elements");
        let found = (level.argmin_num(xs), level.argmax_num(xs));
        assert_eq!(found, numbers, "{level:?}, {len} elements");
    }
}

fn every_length<T: Number>() {
    for len in lengths::<T>() {
        check(&Random(len as u64).numbers::<T>(len));
        check(&Random(len as u64).patterns::<T>(len));
        let zeros = Random(len as u64).numbers::<T>(len).into_iter();
        check(&zeros.map(|x| T::of(0.0_f64.copysign(x.wide()))).collect::<Vec<_>>());
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

/// One element that differs, at every lane: the least, the greatest, a zero of either sign, and
/// NaNs of either sign, quiet and signalling.
fn one_hot<T: Number>() {
    let nan = T::nan().bits();
    let sign = T::of(-0.0).bits();
    let signalling = T::of(f64::INFINITY).bits() | 1;
    for len in [T::LANES - 1, T::LANES, 3 * T::LANES + 5] {
        for at in 0..len {
            let odd = [-5.0, 5.0, 0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY].map(T::of);
            let nans =
                [nan, nan | sign, signalling, signalling | sign].map(<T as Number>::from_bits);
            for odd in odd.into_iter().chain(nans) {
                for rest in [1.0, -1.0, 0.0, -0.0] {
                    let mut xs = vec![T::of(rest); len];
                    xs[at] = odd;
                    check(&xs);
                }
            }
            if cfg!(miri) && at > 2 {
                break;
            }
        }
    }
}

#[test]
fn one_hot_f32() {
    one_hot::<f32>();
}

#[test]
fn one_hot_f64() {
    one_hot::<f64>();
}

fn every_offset<T: Number>() {
    let buffer = Random(9).numbers::<T>(600);
    let aligned = buffer.as_ptr().align_offset(64).min(64);
    for start in aligned..aligned + 64 / size_of::<T>() {
        for len in [1, 31, 65, 300] {
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

fn integers<T: Element + Ord + std::fmt::Debug>(of: impl Fn(u64) -> T) {
    let mut random = Random(3);
    let buffer: Vec<T> = (0..400).map(|_| of(random.next())).collect();
    for len in (0..300).step_by(if cfg!(miri) { 37 } else { 1 }) {
        for start in [0, 1, 63] {
            let xs = &buffer[start..start + len];
            for level in Level::supported() {
                assert_eq!(level.min(xs), xs.iter().copied().min(), "{level:?}");
                assert_eq!(level.max(xs), xs.iter().copied().max(), "{level:?}");
                let both = xs.iter().copied().min().zip(xs.iter().copied().max());
                assert_eq!(level.minmax(xs), both, "{level:?}");
                let least = (0..len).min_by_key(|&i| xs[i]);
                assert_eq!(level.argmin(xs), least, "{level:?}");
                let greatest = (0..len).min_by_key(|&i| std::cmp::Reverse(xs[i]));
                assert_eq!(level.argmax(xs), greatest, "{level:?}");
            }
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
    integers(|x| x as isize);
    integers(|x| x as usize);
    integers(|x| i128::from(x) << (x % 64));
    integers(|x| u128::from(x) << (x % 64));
}

/// Equal ones, in one piece and across the edges of pieces: the first is meant.
#[test]
fn the_first_of_equal_ones() {
    for len in [2, 31, 63, 64, 65, 2047, 2048, 2049, if cfg!(miri) { 2050 } else { 9000 }] {
        let steps = [0, 1, 7, 8, 15, 16, 63, 64, 2046, 2047, 2048, len - 1];
        for &first in steps.iter().filter(|&&first| first < len) {
            for &second in steps.iter().filter(|&&second| first < second && second < len) {
                let (mut floats, mut bytes) = (vec![1.0_f32; len], vec![1_u8; len]);
                for at in [first, second] {
                    (floats[at], bytes[at]) = (0.5, 0);
                }
                check_places(&floats, &floats);
                assert_eq!(simd_kernels::argmin(&bytes), Some(first));
                let (floats, bytes) = (map(&floats, |x| -x), map(&bytes, |x| 9 - x));
                check_places(&floats, &floats);
                assert_eq!(simd_kernels::argmax(&bytes), Some(first));
            }
        }
    }
}

fn map<T: Copy>(xs: &[T], f: impl Fn(T) -> T) -> Vec<T> {
    xs.iter().map(|&x| f(x)).collect()
}

/// What begins the search is no element, and must not be found.
#[test]
fn nothing_but_nans_and_infinities() {
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    for len in [1, 31, 32, 33, 2048, 2049, 4200] {
        check(&vec![nan; len]);
        for odd in [inf, -inf] {
            for at in [0, len / 2, len - 1] {
                let mut xs = vec![nan; len];
                xs[at] = odd;
                check(&xs);
                check(&vec![odd; len]);
            }
        }
    }
}

#[test]
fn of_nothing_is_none() {
    assert_eq!(simd_kernels::min::<f32>(&[]), None);
    assert_eq!(simd_kernels::max::<f64>(&[]), None);
    assert_eq!(simd_kernels::max::<u16>(&[]), None);
    assert_eq!(simd_kernels::minmax::<i64>(&[]), None);
    assert_eq!(simd_kernels::argmax::<f32>(&[]), None);
    assert_eq!(simd_kernels::argmin::<i8>(&[]), None);
    assert_eq!(simd_kernels::argmin_num::<f64>(&[]), None);
    assert_eq!(simd_kernels::min_num::<f32>(&[]), None);
}
