//! The back-end of every CPU: arrays and loops, which the compiler turns into what the target has.

use core::array;

use super::{Lanes, Widen};

/// Plain Rust.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scalar;

macro_rules! scalar {
    ($T:ident, $lanes:literal) => {
        impl Lanes<$T> for Scalar {
            type Row = [$T; $lanes];
            type Nans = bool;

            #[inline(always)]
            fn splat(self, x: $T) -> Self::Row {
                [x; $lanes]
            }
            #[inline(always)]
            fn load(self, row: &[$T; $lanes]) -> Self::Row {
                *row
            }
            #[inline(always)]
            fn head(self, part: &[$T], fill: $T) -> Self::Row {
                let mut row = [fill; $lanes];
                for (lane, &x) in row.iter_mut().zip(part) {
                    *lane = x;
                }
                row
            }
            #[inline(always)]
            fn store(self, row: Self::Row) -> [$T; $lanes] {
                row
            }
            #[inline(always)]
            fn add(self, a: Self::Row, b: Self::Row) -> Self::Row {
                array::from_fn(|i| a[i] + b[i])
            }
            #[inline(always)]
            fn sub(self, a: Self::Row, b: Self::Row) -> Self::Row {
                array::from_fn(|i| a[i] - b[i])
            }
            #[inline(always)]
            fn mul(self, a: Self::Row, b: Self::Row) -> Self::Row {
                array::from_fn(|i| a[i] * b[i])
            }
            #[inline(always)]
            fn sum(self, row: Self::Row) -> $T {
                fold(row, |a, b| a + b)
            }
            #[inline(always)]
            fn min(self, a: Self::Row, b: Self::Row) -> Self::Row {
                array::from_fn(|i| lesser(a[i], b[i]))
            }
            #[inline(always)]
            fn max(self, a: Self::Row, b: Self::Row) -> Self::Row {
                array::from_fn(|i| -lesser(-a[i], -b[i]))
            }
            #[inline(always)]
            fn least(self, row: Self::Row) -> $T {
                fold(row, |a, b| lesser(a, b))
            }
            #[inline(always)]
            fn greatest(self, row: Self::Row) -> $T {
                fold(row, |a, b| -lesser(-a, -b))
            }
            #[inline(always)]
            fn no_nans(self) -> bool {
                false
            }
            #[inline(always)]
            fn nans(self, seen: bool, row: Self::Row) -> bool {
                row.iter().fold(seen, |seen, x| seen | x.is_nan())
            }
            #[inline(always)]
            fn any(self, seen: bool) -> bool {
                seen
            }
        }

        impl Lesser for $T {
            #[inline(always)]
            fn lesser(self, other: Self) -> Self {
                let one = if self < other { self } else { other };
                let two = if other < self { other } else { self };
                Self::from_bits(one.to_bits() | two.to_bits())
            }
        }

        impl Widen<$T> for Scalar {
            #[inline(always)]
            fn widen(self, row: &[$T; 32]) -> [f64; 32] {
                row.map(f64::from)
            }
            #[inline(always)]
            fn widen_head(self, part: &[$T], fill: $T) -> [f64; 32] {
                let mut row = [f64::from(fill); 32];
                for (lane, &x) in row.iter_mut().zip(part) {
                    *lane = f64::from(x);
                }
                row
            }
        }
    };
}

/// The lesser of two floats, -0 below +0. As a two-operand minimum gives its second operand for a
/// tie, the two orders differ only for zeros of opposite sign (and NaN, which is not our concern):
/// the union of their bits is then -0.
trait Lesser {
    fn lesser(self, other: Self) -> Self;
}

#[inline(always)]
fn lesser<T: Lesser>(a: T, b: T) -> T {
    a.lesser(b)
}

/// Folds the lanes by halves.
#[inline(always)]
fn fold<T: Copy, const N: usize>(mut row: [T; N], f: impl Fn(T, T) -> T) -> T {
    let mut half = N / 2;
    while half > 0 {
        let (low, high) = row.split_at_mut(half);
        for (a, &b) in low.iter_mut().zip(&*high) {
            *a = f(*a, b);
        }
        half /= 2;
    }
    row[0]
}

scalar!(f32, 64);
scalar!(f64, 32);
