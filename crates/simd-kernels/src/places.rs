//! Where the least and the greatest are.
//!
//! # In prose
//!
//! To carry a place along with each lane's extreme would double the work of each row. So the
//! elements are taken in *pieces* of 2,048; of each only the extreme is computed, and of them all
//! only the first piece is remembered whose extreme beats all before. At the end that one piece is
//! searched. All is read once, at the speed of `max`, but for one piece in cache. The lanes begin a
//! piece with the best so far: so a look at whether any has changed tells whether it is beaten, and
//! only then are they folded, which is seldom. At most a row is searched while it is in registers.
//!
//! # In pseudo-code
//!
//! ```text
//! best = piece 0;  b = extreme(best)
//! for each later piece:       e = extreme(piece);  if e is better than b:  best = piece;  b = e
//!     (of floats, where NaN wins: a piece with one ends the search, at its first NaN)
//! if b is a zero:             the first of the better zeros in all pieces, if there is one
//! the first element of `best` that equals b
//! ```

use crate::element::sealed::Float;
use crate::extremes::{extreme, extreme_num};
use crate::lanes::Lanes;
use crate::raw::{Kernel, parts};
use crate::search::place;
use crate::{Element, Level};

/// The place of the least element, the first of equal ones, or `None` of an empty slice.
///
/// Of floats, -0 is less than +0, and NaN wins: with one among them, the result is the place of the
/// first NaN. So `xs[argmin(xs)]` is [`min`](crate::min()), but for a NaN's sign and payload. The
/// same on every [`Level`].
///
/// O(n), no allocation. Where the least is +0.0 all is read twice, to see that there is no -0.0.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::argmin(&[3, -1, -1]), Some(1));
/// assert_eq!(simd_kernels::argmin(&[0.0, -0.0]), Some(1));
/// assert_eq!(simd_kernels::argmin(&[1.0, f32::NAN, f32::NAN]), Some(1));
/// assert_eq!(simd_kernels::argmin::<u8>(&[]), None);
/// ```
#[must_use]
#[inline]
pub fn argmin<T: Element>(xs: &[T]) -> Option<usize> {
    Level::detect().argmin(xs)
}

/// The place of the greatest element, the first of equal ones, or `None` of an empty slice.
///
/// Of floats, +0 is greater than -0, and NaN wins: with one among them, the result is the place of
/// the first NaN. The same on every [`Level`].
///
/// O(n), no allocation. Where the greatest is -0.0 all is read twice, to see that there is no +0.0.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::argmax(&[3, 5, 5]), Some(1));
/// assert_eq!(simd_kernels::argmax(&[1.0, f32::NAN, f32::INFINITY]), Some(1));
/// ```
#[must_use]
#[inline]
pub fn argmax<T: Element>(xs: &[T]) -> Option<usize> {
    Level::detect().argmax(xs)
}

/// The place of the least float that is not NaN, the first of equal ones, or `None` where there is
/// none. -0 is less than +0. The same on every [`Level`].
///
/// O(n), no allocation. Where the least is +0.0 all is read twice.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::argmin_num(&[f32::NAN, 2.0, 1.0]), Some(2));
/// assert_eq!(simd_kernels::argmin_num(&[f64::NAN]), None);
/// ```
#[must_use]
#[inline]
pub fn argmin_num<T: crate::Float>(xs: &[T]) -> Option<usize> {
    Level::detect().argmin_num(xs)
}

/// The place of the greatest float that is not NaN, the first of equal ones, or `None` where there
/// is none. +0 is greater than -0. The same on every [`Level`].
///
/// O(n), no allocation. Where the greatest is -0.0 all is read twice.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::argmax_num(&[f32::NAN, 2.0, 1.0]), Some(1));
/// assert_eq!(simd_kernels::argmax_num::<f64>(&[]), None);
/// ```
#[must_use]
#[inline]
pub fn argmax_num<T: crate::Float>(xs: &[T]) -> Option<usize> {
    Level::detect().argmax_num(xs)
}

/// Elements in a piece.
const PIECE: usize = 2048;

/// Where the least float is, or the first NaN.
pub(crate) struct ArgLeast<'a, T>(pub(crate) &'a [T]);

/// Where the greatest float is, or the first NaN.
pub(crate) struct ArgGreatest<'a, T>(pub(crate) &'a [T]);

/// Where the least float is that is not NaN.
pub(crate) struct ArgLeastNum<'a, T>(pub(crate) &'a [T]);

/// Where the greatest float is that is not NaN.
pub(crate) struct ArgGreatestNum<'a, T>(pub(crate) &'a [T]);

/// Where the integer is that `better` prefers to all others.
pub(crate) struct ArgBest<'a, T, F> {
    pub(crate) xs: &'a [T],
    pub(crate) better: F,
}

/// The kernels of floats: whether the greatest is wanted, and which zero is the better.
macro_rules! kernels {
    ($($Name:ident: $arg:ident, $greatest:literal, $zero:ident;)*) => {$(
        impl<T: Float> Kernel<T> for $Name<'_, T> {
            type Out = Option<usize>;
            parts!();

            #[inline(always)]
            fn run<L: Lanes<T>>(self, lanes: L) -> Option<usize> {
                $arg::<T, L, $greatest>(lanes, self.0, T::$zero)
            }
        }
    )*};
}

kernels! {
    ArgLeast: arg, false, MINUS_ZERO;
    ArgGreatest: arg, true, ZERO;
    ArgLeastNum: arg_num, false, MINUS_ZERO;
    ArgGreatestNum: arg_num, true, ZERO;
}

impl<T: Copy + PartialEq, F: Fn(T, T) -> bool> Kernel<f32> for ArgBest<'_, T, F> {
    type Out = Option<usize>;
    parts!();

    #[inline(always)]
    fn run<L: Lanes<f32>>(self, _: L) -> Option<usize> {
        let pick = |a, b| if (self.better)(a, b) { a } else { b };
        let best = |piece: &[T]| piece.iter().fold(piece[0], |a, &b| pick(a, b));
        let (start, best) = best_piece(self.xs, best, &self.better)?;
        place(&self.xs[start..], |x| x == best).map(|at| start + at)
    }
}

/// What is better in each lane. No closures: one that was not inlined would run without the level's
/// instructions.
#[inline(always)]
fn pick<T: Float, L: Lanes<T>, const GREATEST: bool>(lanes: L, a: L::Row, b: L::Row) -> L::Row {
    if GREATEST { lanes.max(a, b) } else { lanes.min(a, b) }
}

/// What is better of all, and whether there is a NaN.
#[inline(always)]
fn better<T: Float, L: Lanes<T>, const GREATEST: bool>(
    lanes: L,
    best: L::Row,
    seen: L::Nans,
    row: L::Row,
) -> (L::Row, L::Nans) {
    if GREATEST { lanes.greater(best, seen, row) } else { lanes.lesser(best, seen, row) }
}

/// The best of the lanes.
#[inline(always)]
fn fold<T: Float, L: Lanes<T>, const GREATEST: bool>(lanes: L, row: L::Row) -> T {
    if GREATEST { lanes.greatest(row) } else { lanes.least(row) }
}

/// The place of the first of the best floats; of the first NaN if there is one; `None` of none. Of
/// two zeros, `zero` is the better.
#[inline(always)]
fn arg<T: Float, L: Lanes<T>, const GREATEST: bool>(lanes: L, xs: &[T], zero: T) -> Option<usize> {
    let (mut start, mut best) = (0, *xs.first()?);
    if xs.len() <= T::V {
        let few = lanes.few(xs, best, GREATEST);
        return if few.nan { place(xs, T::not_a_number) } else { few.place(xs, zero) };
    }
    for (i, piece) in xs.chunks(PIECE).enumerate() {
        let Some(row) = extreme(lanes, best, piece, better::<T, L, GREATEST>) else {
            return place(piece, T::not_a_number).map(|at| i * PIECE + at);
        };
        if lanes.differ(row, lanes.splat(best)) {
            (start, best) = (i * PIECE, fold::<T, L, GREATEST>(lanes, row));
        }
    }
    place_of(lanes, xs, start, best, zero)
}

/// As [`arg`], past all NaNs: `None` also where there is nothing else.
#[inline(always)]
fn arg_num<T: Float, L: Lanes<T>, const GREATEST: bool>(
    lanes: L,
    xs: &[T],
    zero: T,
) -> Option<usize> {
    // If nothing beats the infinity, it is searched for in all of them.
    let (mut start, mut best) = (0, if GREATEST { T::MINUS_INFINITY } else { T::INFINITY });
    if xs.len() <= T::V {
        return lanes.few(xs, best, GREATEST).place(xs, zero);
    }
    for (i, piece) in xs.chunks(PIECE).enumerate() {
        let row = extreme_num(lanes, best, piece, pick::<T, L, GREATEST>);
        if lanes.differ(row, lanes.splat(best)) {
            (start, best) = (i * PIECE, fold::<T, L, GREATEST>(lanes, row));
        }
    }
    place_of(lanes, xs, start, best, zero)
}

/// The place of the first `best` from `start` on, before which there is none; of the better zero, if
/// it is one.
#[inline(always)]
fn place_of<T: Float, L: Lanes<T>>(
    lanes: L,
    xs: &[T],
    start: usize,
    best: T,
    zero: T,
) -> Option<usize> {
    if best == T::ZERO
        && let Some(at) = place(xs, |x| x.same(zero))
    {
        return Some(at);
    }
    lanes.find(&xs[start..], best).map(|at| start + at)
}

/// The best of at most a row of floats.
#[derive(Clone, Copy, Debug)]
pub struct Few<T> {
    /// Whether there was a NaN, which is passed over.
    pub(crate) nan: bool,
    /// The best of the others, or what was given for the lanes without an element.
    pub(crate) best: T,
    /// The first lane that equals it.
    pub(crate) at: usize,
}

impl<T: Float> Few<T> {
    #[inline(always)]
    fn place(self, xs: &[T], zero: T) -> Option<usize> {
        if self.best == T::ZERO
            && let Some(at) = place(xs, |x| x.same(zero))
        {
            return Some(at);
        }
        (self.at < xs.len()).then_some(self.at)
    }
}

/// Where the first piece begins whose extreme is better than all before, and its extreme.
#[inline(always)]
fn best_piece<T: Copy>(
    xs: &[T],
    extreme_of: impl Fn(&[T]) -> T,
    better: impl Fn(T, T) -> bool,
) -> Option<(usize, T)> {
    let mut best = None;
    for (i, piece) in xs.chunks(PIECE).enumerate() {
        let extreme = extreme_of(piece);
        if best.is_none_or(|(_, best)| better(extreme, best)) {
            best = Some((i * PIECE, extreme));
        }
    }
    best
}
