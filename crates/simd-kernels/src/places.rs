//! Where the least and the greatest are.
//!
//! # In prose
//!
//! To carry a place along with each lane's extreme would double the work of each row. So the
//! elements are taken in *pieces* of 2,048; of each only the extreme is computed, and of them all
//! only the first piece is remembered whose extreme beats all before. At the end that one piece is
//! searched. All is read once, at the speed of `max`, but for one piece in cache.
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
use crate::lanes::{Lanes, Widen};
use crate::raw::Kernel;
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

/// The kernels of floats: the extreme of a piece, and what is better.
macro_rules! kernels {
    ($($Name:ident: $extreme_of:ident, $better:ident, $zero:ident;)*) => {$(
        impl<T: Float> Kernel<T> for $Name<'_, T> {
            type Out = Option<usize>;

            #[inline(always)]
            fn run<L: Lanes<T> + Widen<T>>(self, lanes: L) -> Option<usize> {
                arg(lanes, self.0, $extreme_of::<T, L>, |a, b| T::$better(&a, &b), T::$zero)
            }
        }
    )*};
}

kernels! {
    ArgLeast: least_of, lt, MINUS_ZERO;
    ArgGreatest: greatest_of, gt, ZERO;
    // Where no piece beats the first one's infinity, all are searched for one.
    ArgLeastNum: least_num_of, lt, MINUS_ZERO;
    ArgGreatestNum: greatest_num_of, gt, ZERO;
}

/// The extreme of a piece, or a NaN if it has one. No closures: a closure that was not inlined would
/// run without the level's instructions.
#[inline(always)]
fn least_of<T: Float, L: Lanes<T>>(lanes: L, piece: &[T]) -> T {
    extreme(lanes, piece[0], piece, L::min).map_or(T::ONE_NAN, |row| lanes.least(row))
}

#[inline(always)]
fn greatest_of<T: Float, L: Lanes<T>>(lanes: L, piece: &[T]) -> T {
    extreme(lanes, piece[0], piece, L::max).map_or(T::ONE_NAN, |row| lanes.greatest(row))
}

#[inline(always)]
fn least_num_of<T: Float, L: Lanes<T>>(lanes: L, piece: &[T]) -> T {
    lanes.least(extreme_num(lanes, T::INFINITY, piece, L::min))
}

#[inline(always)]
fn greatest_num_of<T: Float, L: Lanes<T>>(lanes: L, piece: &[T]) -> T {
    lanes.greatest(extreme_num(lanes, T::MINUS_INFINITY, piece, L::max))
}

impl<T: Copy + PartialEq, F: Fn(T, T) -> bool> Kernel<f32> for ArgBest<'_, T, F> {
    type Out = Option<usize>;

    #[inline(always)]
    fn run<L: Lanes<f32> + Widen<f32>>(self, _: L) -> Option<usize> {
        let pick = |a, b| if (self.better)(a, b) { a } else { b };
        let best = |piece: &[T]| piece.iter().fold(piece[0], |a, &b| pick(a, b));
        let (start, best) = best_piece(self.xs, best, &self.better, |_| false)?;
        place(&self.xs[start..], |x| x == best).map(|at| start + at)
    }
}

/// The place of the first of the best floats; of the first NaN if `extreme_of` gives one; `None` if
/// no element equals the extreme. Of two zeros, `zero` is the better.
#[inline(always)]
fn arg<T: Float, L: Lanes<T>>(
    lanes: L,
    xs: &[T],
    extreme_of: impl Fn(L, &[T]) -> T,
    better: impl Fn(T, T) -> bool,
    zero: T,
) -> Option<usize> {
    let (start, best) = best_piece(xs, |piece| extreme_of(lanes, piece), better, T::not_a_number)?;
    let piece = &xs[start..];
    let at = if best.not_a_number() {
        place(piece, T::not_a_number)
    } else if best == T::ZERO
        && let Some(at) = place(xs, |x| x.same(zero))
    {
        return Some(at);
    } else {
        lanes.find(piece, best)
    };
    at.map(|at| start + at)
}

/// Where the first piece begins whose extreme is better than all before, and its extreme. One that
/// is `last` ends it.
#[inline(always)]
fn best_piece<T: Copy>(
    xs: &[T],
    extreme_of: impl Fn(&[T]) -> T,
    better: impl Fn(T, T) -> bool,
    last: impl Fn(T) -> bool,
) -> Option<(usize, T)> {
    let mut best = None;
    for (i, piece) in xs.chunks(PIECE).enumerate() {
        let extreme = extreme_of(piece);
        if last(extreme) {
            return Some((i * PIECE, extreme));
        }
        if best.is_none_or(|(_, best)| better(extreme, best)) {
            best = Some((i * PIECE, extreme));
        }
    }
    best
}
