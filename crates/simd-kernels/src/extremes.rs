//! Least and greatest.
//!
//! Of integers, and of floats without NaN (-0 below +0), every order of comparison gives the same
//! result, so these kernels fix none. The CPUs' instructions take -0 and +0 for equal and give
//! either; so when the result is a zero, which is seldom, the elements are searched for the one of
//! the two that it should be.

use crate::element::sealed::Float;
use crate::lanes::{Lanes, Widen};
use crate::raw::Kernel;
use crate::search::place;
use crate::{Element, Level};

/// The least element, or `None` of an empty slice.
///
/// Of floats, -0 is less than +0, and one NaN among them makes the result NaN: the canonical one,
/// whatever its sign or payload was. The same on every [`Level`].
///
/// O(n), no allocation. A result of +0.0 takes a second pass, to see that there is no -0.0.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::min(&[3, -1, 2]), Some(-1));
/// assert_eq!(simd_kernels::min(&[0.0, -0.0]).map(f64::to_bits), Some((-0.0_f64).to_bits()));
/// assert!(simd_kernels::min(&[1.0, f32::NAN, 2.0]).is_some_and(f32::is_nan));
/// assert_eq!(simd_kernels::min::<u8>(&[]), None);
/// ```
#[must_use]
#[inline]
pub fn min<T: Element>(xs: &[T]) -> Option<T> {
    Level::detect().min(xs)
}

/// The greatest element, or `None` of an empty slice.
///
/// Of floats, +0 is greater than -0, and one NaN among them makes the result NaN: the canonical
/// one, whatever its sign or payload was. The same on every [`Level`].
///
/// O(n), no allocation. A result of -0.0 takes a second pass, to see that there is no +0.0.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::max(&[3, -1, 2]), Some(3));
/// assert_eq!(simd_kernels::max(&[0.5_f32, 7.0]), Some(7.0));
/// assert!(simd_kernels::max(&[1.0, f32::NAN, 2.0]).is_some_and(f32::is_nan));
/// ```
#[must_use]
#[inline]
pub fn max<T: Element>(xs: &[T]) -> Option<T> {
    Level::detect().max(xs)
}

/// The least of floats; `first` is the first of them.
pub(crate) struct Least<'a, T> {
    pub(crate) first: T,
    pub(crate) xs: &'a [T],
}

/// The greatest of floats; `first` is the first of them.
pub(crate) struct Greatest<'a, T> {
    pub(crate) first: T,
    pub(crate) xs: &'a [T],
}

/// Folds integers: loops that the compiler vectorises by itself, with what the level enables.
pub(crate) struct Fold<'a, T, F> {
    pub(crate) first: T,
    pub(crate) xs: &'a [T],
    pub(crate) f: F,
}

impl<T: Float> Kernel<T> for Least<'_, T> {
    type Out = T;

    #[inline(always)]
    fn run<L: Lanes<T> + Widen<T>>(self, lanes: L) -> T {
        match extreme(lanes, self.first, self.xs, <L as Lanes<T>>::min) {
            Some(row) => signed(Lanes::<T>::least(lanes, row), self.xs, [T::MINUS_ZERO, T::ZERO]),
            None => T::ONE_NAN,
        }
    }
}

impl<T: Float> Kernel<T> for Greatest<'_, T> {
    type Out = T;

    #[inline(always)]
    fn run<L: Lanes<T> + Widen<T>>(self, lanes: L) -> T {
        match extreme(lanes, self.first, self.xs, <L as Lanes<T>>::max) {
            Some(row) => {
                signed(Lanes::<T>::greatest(lanes, row), self.xs, [T::ZERO, T::MINUS_ZERO])
            }
            None => T::ONE_NAN,
        }
    }
}

impl<T: Copy, F: Fn(T, T) -> T> Kernel<f32> for Fold<'_, T, F> {
    type Out = T;

    #[inline(always)]
    fn run<L: Lanes<f32> + Widen<f32>>(self, _: L) -> T {
        self.xs.iter().fold(self.first, |a, &b| (self.f)(a, b))
    }
}

/// `extreme`, or if that is a zero, the better one of them that is among the elements.
#[inline(always)]
fn signed<T: Float>(extreme: T, xs: &[T], [better, other]: [T; 2]) -> T {
    if extreme != T::ZERO {
        return extreme;
    }
    if place(xs, |x| x.same(better)).is_some() { better } else { other }
}

/// The extreme of each lane; `None` if there is a NaN. Lanes without an element hold `first`,
/// which is one of the elements and so changes nothing.
#[inline(always)]
fn extreme<T: Float, L: Lanes<T>>(
    lanes: L,
    first: T,
    xs: &[T],
    pick: impl Fn(L, L::Row, L::Row) -> L::Row,
) -> Option<L::Row> {
    let (rows, tail) = T::rows(xs);
    let mut best = lanes.splat(first);
    let mut nans = lanes.no_nans();
    for row in rows {
        let row = lanes.load(row);
        nans = lanes.nans(nans, row);
        best = pick(lanes, best, row);
    }
    if !tail.is_empty() {
        let row = lanes.head(tail, first);
        nans = lanes.nans(nans, row);
        best = pick(lanes, best, row);
    }
    (!lanes.any(nans)).then_some(best)
}
