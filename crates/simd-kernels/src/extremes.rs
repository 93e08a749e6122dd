//! Least and greatest.
//!
//! Of integers, and of floats without NaN (-0 below +0), every order of comparison gives the same
//! result, so these kernels fix none. The CPUs' instructions take -0 and +0 for equal and give
//! either; so when the result is a zero, which is seldom, the elements are searched for the one of
//! the two that it should be.

use crate::element::sealed::Float;
use crate::lanes::Lanes;
use crate::raw::{Kernel, parts};
use crate::search::place;
use crate::{Element, Level};

/// The least element, or `None` of an empty slice.
///
/// Of floats, -0 is less than +0, and one NaN among them makes the result NaN: the canonical one,
/// whatever its sign or payload was. The same on every [`Level`].
///
/// O(n), no allocation. A result of +0.0 takes a second pass, to see that there is no -0.0. On
/// [`Isa::Sse2`](crate::Isa::Sse2) an infinity among the elements takes one more pass.
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
/// O(n), no allocation. A result of -0.0 takes a second pass, to see that there is no +0.0. On
/// [`Isa::Sse2`](crate::Isa::Sse2) an infinity among the elements takes one more pass.
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

/// The least and the greatest element in one pass, or `None` of an empty slice: as [`min`] and
/// [`max`], so one NaN makes both NaN.
///
/// O(n), no allocation. A zero among the results takes another pass, as theirs does. On
/// [`Isa::Sse2`](crate::Isa::Sse2) an infinity among the elements takes one more pass.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::minmax(&[3, -1, 2]), Some((-1, 3)));
/// assert_eq!(simd_kernels::minmax(&[0.5_f32]), Some((0.5, 0.5)));
/// ```
#[must_use]
#[inline]
pub fn minmax<T: Element>(xs: &[T]) -> Option<(T, T)> {
    Level::detect().minmax(xs)
}

/// The least float that is not NaN, or `None` where there is none. -0 is less than +0. The same on
/// every [`Level`].
///
/// O(n), no allocation. A result of +0.0 or +∞ takes a second pass.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::min_num(&[1.0, f32::NAN, 2.0]), Some(1.0));
/// assert_eq!(simd_kernels::min_num(&[f64::NAN]), None);
/// ```
#[must_use]
#[inline]
pub fn min_num<T: crate::Float>(xs: &[T]) -> Option<T> {
    Level::detect().min_num(xs)
}

/// The greatest float that is not NaN, or `None` where there is none. +0 is greater than -0. The
/// same on every [`Level`].
///
/// O(n), no allocation. A result of -0.0 or -∞ takes a second pass.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::max_num(&[1.0, f32::NAN, 2.0]), Some(2.0));
/// assert_eq!(simd_kernels::max_num::<f64>(&[]), None);
/// ```
#[must_use]
#[inline]
pub fn max_num<T: crate::Float>(xs: &[T]) -> Option<T> {
    Level::detect().max_num(xs)
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

/// Both; `first` is the first of them.
pub(crate) struct Both<'a, T> {
    pub(crate) first: T,
    pub(crate) xs: &'a [T],
}

/// The least that is not NaN.
pub(crate) struct LeastNum<'a, T>(pub(crate) &'a [T]);

/// The greatest that is not NaN.
pub(crate) struct GreatestNum<'a, T>(pub(crate) &'a [T]);

/// Folds integers: loops that the compiler vectorises by itself, with what the level enables.
pub(crate) struct Fold<'a, T, A, F> {
    pub(crate) first: A,
    pub(crate) xs: &'a [T],
    pub(crate) f: F,
}

impl<'a, T: Float> Kernel<T> for Least<'a, T> {
    type Out = T;
    parts!(first: T, xs: &'a [T]);

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> T {
        match extreme(lanes, self.first, self.xs, <L as Lanes<T>>::lesser) {
            Some(row) => least_zero(Lanes::<T>::least(lanes, row), self.xs),
            None => T::ONE_NAN,
        }
    }
}

impl<'a, T: Float> Kernel<T> for Greatest<'a, T> {
    type Out = T;
    parts!(first: T, xs: &'a [T]);

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> T {
        match extreme(lanes, self.first, self.xs, <L as Lanes<T>>::greater) {
            Some(row) => greatest_zero(Lanes::<T>::greatest(lanes, row), self.xs),
            None => T::ONE_NAN,
        }
    }
}

impl<'a, T: Float> Kernel<T> for Both<'a, T> {
    type Out = (T, T);
    parts!(first: T, xs: &'a [T]);

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> (T, T) {
        let (rows, tail) = T::rows(self.xs);
        let first = Lanes::<T>::splat(lanes, self.first);
        let mut best = ([first; 2], Lanes::<T>::no_nans(lanes));
        for row in rows {
            best = both::<T, L>(lanes, best, Lanes::<T>::load(lanes, row));
        }
        if !tail.is_empty() {
            best = both::<T, L>(lanes, best, last::<T, L>(lanes, self.xs, self.first));
        }
        let ([least, greatest], nans) = best;
        if any::<T, L>(lanes, nans, self.xs) {
            return (T::ONE_NAN, T::ONE_NAN);
        }
        (
            least_zero(Lanes::<T>::least(lanes, least), self.xs),
            greatest_zero(Lanes::<T>::greatest(lanes, greatest), self.xs),
        )
    }
}

#[inline(always)]
fn both<T: Float, L: Lanes<T>>(
    lanes: L,
    ([least, greatest], nans): ([L::Row; 2], L::Nans),
    row: L::Row,
) -> ([L::Row; 2], L::Nans) {
    let (greatest, _) = lanes.greater(greatest, nans, row);
    let (least, nans) = lanes.lesser(least, nans, row);
    ([least, greatest], nans)
}

impl<T: Float> Kernel<T> for LeastNum<'_, T> {
    type Out = Option<T>;
    parts!();

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> Option<T> {
        let row = extreme_num(lanes, T::INFINITY, self.0, <L as Lanes<T>>::min);
        let least = Lanes::<T>::least(lanes, row);
        // The infinity that the lanes began with, or one of the elements?
        if least.same(T::INFINITY) {
            return place(self.0, |x| x.same(least)).map(|_| least);
        }
        Some(least_zero(least, self.0))
    }
}

impl<T: Float> Kernel<T> for GreatestNum<'_, T> {
    type Out = Option<T>;
    parts!();

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> Option<T> {
        let row = extreme_num(lanes, T::MINUS_INFINITY, self.0, <L as Lanes<T>>::max);
        let greatest = Lanes::<T>::greatest(lanes, row);
        if greatest.same(T::MINUS_INFINITY) {
            return place(self.0, |x| x.same(greatest)).map(|_| greatest);
        }
        Some(greatest_zero(greatest, self.0))
    }
}

impl<'a, T: Copy, A, F: Fn(A, T) -> A> Kernel<f32> for Fold<'a, T, A, F> {
    type Out = A;
    parts!(first: A, xs: &'a [T], f: F);

    #[inline(always)]
    fn run<L: Lanes<f32>>(self, _: L) -> A {
        self.xs.iter().fold(self.first, |a, &b| (self.f)(a, b))
    }
}

/// `least`, or if that is a zero, the lesser of them that is among the elements.
#[inline(always)]
fn least_zero<T: Float>(least: T, xs: &[T]) -> T {
    signed(least, xs, [T::MINUS_ZERO, T::ZERO])
}

/// `greatest`, or if that is a zero, the greater of them that is among the elements.
#[inline(always)]
fn greatest_zero<T: Float>(greatest: T, xs: &[T]) -> T {
    signed(greatest, xs, [T::ZERO, T::MINUS_ZERO])
}

#[inline(always)]
fn signed<T: Float>(extreme: T, xs: &[T], [better, other]: [T; 2]) -> T {
    if extreme != T::ZERO {
        return extreme;
    }
    if place(xs, |x| x.same(better)).is_some() { better } else { other }
}

/// The last row, which may have elements of the one before it: seeing them twice changes no extreme. Of
/// less than a row, all, and `first` in the other lanes.
#[inline(always)]
fn last<T: Float, L: Lanes<T>>(lanes: L, xs: &[T], first: T) -> L::Row {
    match T::last_row(xs) {
        Some(row) => lanes.load(row),
        None => lanes.head(xs, first),
    }
}

/// The extreme of each lane; `None` if there is a NaN. Lanes without an element hold `first`,
/// which is one of the elements and so changes nothing.
#[inline(always)]
pub(crate) fn extreme<T: Float, L: Lanes<T>>(
    lanes: L,
    first: T,
    xs: &[T],
    better: impl Fn(L, L::Row, L::Nans, L::Row) -> (L::Row, L::Nans),
) -> Option<L::Row> {
    let (rows, tail) = T::rows(xs);
    let (mut best, mut nans) = (lanes.splat(first), lanes.no_nans());
    for row in rows {
        (best, nans) = better(lanes, best, nans, lanes.load(row));
    }
    if !tail.is_empty() {
        (best, nans) = better(lanes, best, nans, last(lanes, xs, first));
    }
    (!any(lanes, nans, xs)).then_some(best)
}

/// Whether there is a NaN among the elements, from what was seen of them.
#[inline(always)]
fn any<T: Float, L: Lanes<T>>(lanes: L, seen: L::Nans, xs: &[T]) -> bool {
    lanes.any(seen) && (!L::PERHAPS || surely(lanes, xs))
}

/// Whether there is a NaN among the elements.
#[inline(always)]
fn surely<T: Float, L: Lanes<T>>(lanes: L, xs: &[T]) -> bool {
    let (rows, tail) = T::rows(xs);
    let mut nans = lanes.no_nans();
    for row in rows {
        nans = lanes.nans(nans, lanes.load(row));
    }
    lanes.any(lanes.nans(nans, lanes.head(tail, T::ZERO)))
}

/// The extreme of each lane, and of `worst`, past all NaNs: `pick` passes over one on its left.
#[inline(always)]
pub(crate) fn extreme_num<T: Float, L: Lanes<T>>(
    lanes: L,
    worst: T,
    xs: &[T],
    pick: impl Fn(L, L::Row, L::Row) -> L::Row,
) -> L::Row {
    let (rows, tail) = T::rows(xs);
    let mut best = lanes.splat(worst);
    for row in rows {
        best = pick(lanes, lanes.load(row), best);
    }
    if !tail.is_empty() {
        best = pick(lanes, last(lanes, xs, worst), best);
    }
    best
}
