//! The back-end of every CPU: arrays and loops, which the compiler turns into what the target has.

use core::array;

use super::{Bytes, Lanes, padded};

/// Plain Rust.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scalar;

impl Bytes for Scalar {}

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
                padded(part, fill)
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
            fn abs(self, row: Self::Row) -> Self::Row {
                row.map($T::abs)
            }
            #[inline(always)]
            fn select(self, bits: u64, row: Self::Row, other: Self::Row) -> Self::Row {
                array::from_fn(|i| if bits >> i & 1 == 1 { row[i] } else { other[i] })
            }
            #[inline(always)]
            fn sum(self, row: Self::Row) -> $T {
                fold(row, |a, b| a + b)
            }
            #[inline(always)]
            fn min(self, a: Self::Row, b: Self::Row) -> Self::Row {
                array::from_fn(|i| if a[i] < b[i] { a[i] } else { b[i] })
            }
            #[inline(always)]
            fn max(self, a: Self::Row, b: Self::Row) -> Self::Row {
                array::from_fn(|i| if a[i] > b[i] { a[i] } else { b[i] })
            }
            #[inline(always)]
            fn least(self, row: Self::Row) -> $T {
                fold(row, |a, b| if a < b { a } else { b })
            }
            #[inline(always)]
            fn greatest(self, row: Self::Row) -> $T {
                fold(row, |a, b| if a > b { a } else { b })
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
    };
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
