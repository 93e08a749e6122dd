use crate::{Float, Level};

/// The sum of absolute values, in the order of [`sum`](crate::sum()) from +0.0: the same bits on
/// every machine and [`Level`]. Of nothing, +0.0; a NaN result is the canonical one.
///
/// O(n), no allocation.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::l1(&[3.0_f32, -4.0]), 7.0);
/// ```
#[must_use]
#[inline]
pub fn l1<T: Float>(xs: &[T]) -> T {
    Level::detect().l1(xs)
}

/// The sum of squares, each rounded once, in the order of [`sum`](crate::sum()) from +0.0: the same
/// bits on every machine and [`Level`]. Of nothing, +0.0; a NaN result is the canonical one.
///
/// O(n), no allocation.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::l2_squared(&[3.0, -4.0]), 25.0);
/// ```
#[must_use]
#[inline]
pub fn l2_squared<T: Float>(xs: &[T]) -> T {
    Level::detect().l2_squared(xs)
}

/// The square root of [`l2_squared`], rounded once. Squares may overflow or vanish where the norm
/// itself would not: nothing is scaled. Needs the feature `std` or `libm`.
///
/// O(n), no allocation.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::l2(&[3.0, -4.0]), 5.0);
/// ```
#[cfg(any(feature = "std", feature = "libm"))]
#[must_use]
#[inline]
pub fn l2<T: Float>(xs: &[T]) -> T {
    Level::detect().l2(xs)
}
