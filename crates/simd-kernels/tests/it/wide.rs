use simd_kernels::{Integer, Level};

use crate::oracle::Random;

/// Every level beside a sum in `i128`, which holds them all.
fn check<T: Integer>(xs: &[T], exact: impl Fn(T) -> i128, of: impl Fn(T::Wide) -> i128) {
    let expected: i128 = xs.iter().map(|&x| exact(x)).sum();
    assert_eq!(of(simd_kernels::sum_wide(xs)), expected);
    for level in Level::supported() {
        assert_eq!(of(level.sum_wide(xs)), expected, "{level:?}, {} elements", xs.len());
    }
}

macro_rules! every_type {
    ($($T:ident)*) => {$(
        #[test]
        #[allow(
            clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_lossless,
            clippy::cast_sign_loss, clippy::unnecessary_cast, reason = "any bits will do"
        )]
        fn $T() {
            let exact = |x: $T| x as i128;
            let of = |sum: <$T as Integer>::Wide| sum as i128;
            let mut random = Random(5);
            let xs: Vec<$T> = (0..1200).map(|_| random.next() as $T).collect();
            for len in (0..300).step_by(if cfg!(miri) { 37 } else { 1 }).chain([1000, 1136]) {
                for start in [0, 1, 63] {
                    check(&xs[start..start + len], exact, of);
                }
            }
            // Every start that the type allows within 64 bytes.
            for start in (0..64 / size_of::<$T>()).step_by(if cfg!(miri) { 7 } else { 1 }) {
                for len in [1, 17, 100, 260] {
                    check(&xs[start..start + len], exact, of);
                }
            }
            // The largest and the least, in numbers that narrow sums must not hold, nor a cache near the core.
            let many = if cfg!(miri) { 1000 } else { 1 << 18 | 5 };
            check(&vec![$T::MAX; many], exact, of);
            check(&vec![$T::MIN; many], exact, of);
            // So many that they are asked for early, no two sums of neighbours alike, to the end of no register.
            if !cfg!(miri) {
                let far = (1 << 20) / size_of::<$T>() + 8_777;
                let xs: Vec<$T> = (0..far).map(|_| random.next() as $T).collect();
                check(&xs, exact, of);
                check(&xs[1..], exact, of);
                let ends = [$T::MIN, $T::MAX];
                let xs: Vec<$T> = xs.iter().map(|&x| ends[usize::from(x & 4 == 0)]).collect();
                check(&xs, exact, of);
            }
            // And so few of them that some levels have a way of their own.
            for len in 0..40 {
                check(&vec![$T::MAX; len], exact, of);
                check(&vec![$T::MIN; len], exact, of);
            }
            // Around the end of a piece and of two: the narrow sums at their largest.
            if !cfg!(miri) {
                for len in [1 << 14, 1 << 15, 1 << 16, 1 << 17].into_iter().flat_map(|len| len - 1..len + 2) {
                    check(&vec![$T::MAX; len], exact, of);
                    check(&vec![$T::MIN; len], exact, of);
                }
            }
            // One at each place of two vectors.
            for at in 0..130 {
                let mut xs = [0; 130];
                xs[at] = at as $T ^ 0x55;
                check(&xs, exact, of);
            }
        }
    )*};
}

mod every {
    use super::*;
    every_type! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }
}

#[test]
fn of_nothing_is_nothing() {
    assert_eq!(simd_kernels::sum_wide::<u8>(&[]), 0);
    assert_eq!(simd_kernels::sum_wide::<i64>(&[]), 0);
}
