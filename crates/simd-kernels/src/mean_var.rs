//! Mean and variance in one pass, in an order that is fixed.
//!
//! # In prose
//!
//! A block is 64 rows of V lanes, as for the sum. Its first element (0 if that is not finite) is its
//! *pivot*: the lanes add up the differences from it, and the squares of the differences, in the type of
//! the elements. So values far from zero cost no digits, and equal values give exactly their mean and a
//! variance of exactly 0. At the block's end the lanes are folded by halves, as for the sum; what
//! follows is in `f64`: the two sums become moments, and blocks are joined by a binary counter, as for the
//! sum, with [`Moments::merge`]'s formula in place of the addition.
//!
//! # In pseudo-code
//!
//! ```text
//! for each block of 64 * V elements (the last may be shorter), n of them:
//!     k = the first of them, or 0.0 if that is not finite
//!     s[0..V] = q[0..V] = +0.0
//!     for i, x in block:    d = x - k;  s[i mod V] += d;  q[i mod V] += d * d    (not fused)
//!     S = fold(s);  Q = fold(q);  a = S / n                                      (from here on in f64)
//!     part = { count: n, mean: k + a, m2: max(Q - S * a, 0.0) }
//!     counter.push(part), joined by merge
//! ```
//!
//! A lane that gets no element of a row may be given the pivot: its difference is +0.0, which
//! changes no lane, for none is ever -0.0. And a difference may have the other sign, in all lanes: then
//! S has, and nothing else changes.
//!
//! # The error
//!
//! To the first order in u, half an ulp of 1: each d, and each d * d, is rounded, and what a lane adds up, 69
//! times on its way. So S is off by at most 70 u Σ|d|, and Q by at most 72 u Σd². The squares of a
//! block's differences from its pivot are those from its mean and n (k − mean)²: D, for all blocks
//! together. By Cauchy and Schwarz, S² / n is off by at most 140 u D, so the m2 of all blocks by 212 u D.
//! Their means, which are off by at most 70 u Σ|d| / n, change what the joins add by at most 140 u times the
//! root of m2 D. Together that is below 360 u (m2 + Σ n (k − mean)²).

use core::fmt;

use crate::blocks::ROWS;
use crate::counter::Counter;
use crate::lanes::Lanes;
use crate::raw::{Kernel, parts};
use crate::{Float, Level, Moments};

mod running;

pub(crate) use running::Running;

/// The count, mean and variance of floats in one pass, or `None` of an empty slice: the same bits
/// on every machine and [`Level`].
///
/// Equal to a [`MeanVar`] of the same elements, however that one was fed.
///
/// **Error.** The differences from the first element of each block, and their squares, are added up in `T`,
/// all else is done in `f64`. With u = 2⁻²⁴ for `f32` and 2⁻⁵³ for `f64`, m2 is off by at most
/// 360 u (m2 + Σ n (k − mean)²) to the first order, the sum over the blocks of n elements (4,096 of
/// `f32`, 2,048 of `f64`), their first elements k and means; the mean by at most 70 u times the mean of
/// |x − k|. Where first elements are as far off as others, that is some 720 u of m2, and what is seen is a
/// twentieth of it; a first element that lies far outside may cost n times as much. For the digits of `f64` from
/// `f32`s, widen them: [`f32_to_f64`](crate::f32_to_f64()), piece by piece into a [`MeanVar`].
///
/// **Range.** With an infinity or a NaN among the elements the mean is what IEEE 754 makes of it and the
/// variance is NaN. Where elements differ from the first of their block by more than about 2e17 (`f32`)
/// or 3e152 (`f64`), the sum of the squares may overflow, and the variance be infinite or NaN; where their sum
/// does, the mean is. Squares of differences below 1e-19 or 1e-154 lose digits.
///
/// O(n), no allocation.
///
/// # Examples
///
/// ```
/// let m = simd_kernels::mean_var(&[1.0_f32, 2.0, 3.0, 4.0]).unwrap();
/// assert_eq!((m.count, m.mean, m.variance()), (4, 2.5, 1.25));
/// assert!(simd_kernels::mean_var::<f64>(&[]).is_none());
/// // Far from zero, where the sum of squares would leave nothing:
/// let m = simd_kernels::mean_var(&[1e9, 1e9 + 1.0, 1e9 + 2.0]).unwrap();
/// assert_eq!(m.sample_variance(), Some(1.0));
/// ```
#[must_use]
#[inline]
pub fn mean_var<T: Float>(xs: &[T]) -> Option<Moments> {
    Level::detect().mean_var(xs)
}

/// The count, mean and variance of a stream: the same bits as [`mean_var`] of the whole, however
/// it is cut.
///
/// Holds its state in itself (about 2 KiB); never allocates. To join streams that ran apart, see
/// [`Moments::merge`].
///
/// # Examples
///
/// ```
/// let mut sizes = simd_kernels::MeanVar::new();
/// for chunk in [[60.0_f64, 1500.0], [60.0, 40.0]] {
///     sizes.push(&chunk);
/// }
/// let m = sizes.finish().unwrap();
/// assert_eq!((m.count, m.mean), (4, 415.0));
/// ```
#[derive(Clone)]
pub struct MeanVar<T: Float> {
    level: Level,
    open: Block<T>,
    /// The closed blocks.
    blocks: Counter<Moments>,
}

/// The block that is being filled.
#[derive(Clone)]
struct Block<T: Float> {
    /// How many elements it has: below `ROWS * T::V`.
    filled: usize,
    pivot: T,
    sums: T::Row,
    squares: T::Row,
}

impl<T: Float> Block<T> {
    const EMPTY: Self = Self { filled: 0, pivot: T::ZERO, sums: T::ZEROS, squares: T::ZEROS };
}

const NOTHING: Moments = Moments { count: 0, mean: 0.0, m2: 0.0 };

impl<T: Float> MeanVar<T> {
    /// Of nothing yet, on this CPU's best level.
    #[must_use]
    pub fn new() -> Self {
        Self::with_level(Level::detect())
    }

    /// Of nothing yet, on `level`. The level changes the speed, not the result.
    #[must_use]
    pub fn with_level(level: Level) -> Self {
        Self { level, open: Block::EMPTY, blocks: Counter::new(NOTHING) }
    }

    /// Takes the next elements. O(n).
    pub fn push(&mut self, xs: &[T]) {
        // Up to the end of a row that an earlier push began, then whole rows, then the rest.
        let begun = self.open.filled % T::V;
        let gap = if begun == 0 { 0 } else { T::V - begun };
        let (head, xs) = xs.split_at(gap.min(xs.len()));
        self.push_part(begun, head);
        let (rows, tail) = T::rows(xs);
        if !rows.is_empty() {
            T::run(self.level.token(), Rows { stream: self, rows });
        }
        self.push_part(0, tail);
    }

    /// The moments so far; `None` of nothing. O(1).
    #[must_use]
    pub fn finish(&self) -> Option<Moments> {
        let open = &self.open;
        let last = (open.filled > 0).then(|| T::run(self.level.token(), Fold(open)));
        self.blocks.finish(last, Moments::join).map(Moments::canonical)
    }

    /// Takes a part of a row, from lane `begun` on.
    fn push_part(&mut self, begun: usize, part: &[T]) {
        let Some(&first) = part.first() else { return };
        let open = &mut self.open;
        if open.filled == 0 {
            open.pivot = pivot(first);
        }
        let lanes = open.sums.as_mut().iter_mut().zip(open.squares.as_mut()).skip(begun);
        for ((sum, square), &x) in lanes.zip(part) {
            let difference = open.pivot - x;
            (*sum, *square) = (*sum + difference, *square + difference * difference);
        }
        open.filled += part.len();
        if open.filled == ROWS * T::V {
            let block = T::run(self.level.token(), Fold(&self.open));
            self.close(block);
        }
    }

    /// Ends the open block, whose moments are `block`.
    #[inline(always)]
    fn close(&mut self, block: Moments) {
        self.blocks.push(block, Moments::join);
        self.open = Block::EMPTY;
    }
}

impl<T: Float> Default for MeanVar<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Float> fmt::Debug for MeanVar<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MeanVar")
            .field("level", &self.level)
            .field("blocks", &self.blocks.blocks())
            .field("filled", &self.open.filled)
            .field("moments", &self.finish())
            .finish_non_exhaustive()
    }
}

/// The pivot of a block that begins with `first`.
#[inline(always)]
fn pivot<T: Float>(first: T) -> T {
    if first.finite() { first } else { T::ZERO }
}

/// The mean of a slice and the sum of the squares of the differences from it. They come back in
/// registers, where moments would come through memory.
pub(crate) struct All<'a, T> {
    /// Where it is: a register's lanes are filled from memory sooner than from another register.
    pub(crate) first: &'a T,
    pub(crate) xs: &'a [T],
}

impl<'a, T: Float> Kernel<T> for All<'a, T> {
    type Out = (f64, f64);
    parts!(first: &'a T, xs: &'a [T]);

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> (f64, f64) {
        let Self { first, xs } = self;
        if xs.len() > T::V {
            return lanes.out_of_line(Many(xs));
        }
        let sums = lanes.apart(xs, *first);
        let (mean, m2) = Moments::of_sums(xs.len(), (*first).into(), sums);
        // Last and at once, for what is seldom: a NaN is to be the canonical one, less than nothing to be nothing, and
        // a first element that is not finite, whose own difference is a NaN, is no pivot.
        if m2 >= 0.0 {
            return (mean, m2);
        }
        lanes.out_of_line(Whole(xs))
    }
}

/// As [`All`], of more than a row: in a frame of its own, which fewer need none of.
struct Many<'a, T>(&'a [T]);

impl<T: Float> Kernel<T> for Many<'_, T> {
    type Out = (f64, f64);
    parts!();

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> (f64, f64) {
        let xs = self.0;
        if let Some(&first) = xs.first()
            && xs.len() <= ROWS * T::V
        {
            let sums = sums_of_block(lanes, xs, first, &[]);
            let (mean, m2) = Moments::of_sums(xs.len(), first.into(), sums);
            if m2 >= 0.0 {
                return (mean, m2);
            }
        }
        lanes.out_of_line(Whole(xs))
    }
}

/// As [`All`], of any number, with any first element; a NaN is the canonical one.
struct Whole<'a, T>(&'a [T]);

impl<T: Float> Kernel<T> for Whole<'_, T> {
    type Out = (f64, f64);
    parts!();

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> (f64, f64) {
        let Moments { mean, m2, .. } = whole(lanes, self.0).unwrap_or(NOTHING).canonical();
        (mean, m2)
    }
}

#[inline(always)]
fn whole<T: Float, L: Lanes<T>>(lanes: L, mut xs: &[T]) -> Option<Moments> {
    // What is some rows ahead is asked for early: the arithmetic fills the CPU's window before the loads of the
    // next rows are in it, so that memory would wait for it, and it for memory.
    let ahead = if size_of_val(xs) > L::NEAR { L::AHEAD / size_of::<T>() } else { xs.len() };
    let mut counter = Counter::new(NOTHING);
    while xs.len() >= ROWS * T::V {
        let (block, rest) = xs.split_at(ROWS * T::V);
        let later = xs.get(ahead..).unwrap_or(&[]);
        counter.push(of_block(lanes, block, pivot(block[0]), later), Moments::join);
        xs = rest;
    }
    let last = xs.first().map(|&first| of_block(lanes, xs, pivot(first), &[]));
    counter.finish(last, Moments::join)
}

/// The moments of a block with this pivot. `later` will be read soon.
#[inline(always)]
fn of_block<T: Float, L: Lanes<T>>(lanes: L, block: &[T], pivot: T, later: &[T]) -> Moments {
    Moments::of_block(block.len(), pivot.into(), sums_of_block(lanes, block, pivot, later))
}

/// The sums of the differences and of their squares.
#[inline(always)]
fn sums_of_block<T: Float, L: Lanes<T>>(
    lanes: L,
    block: &[T],
    pivot: T,
    later: &[T],
) -> (f64, f64) {
    let zero = lanes.splat(T::ZERO);
    let mut running = Running::new(lanes, pivot, zero, zero);
    let ((rows, tail), (later, _)) = (T::rows(block), T::rows(later));
    running = lanes.take_rows(running, rows, later);
    if !tail.is_empty() {
        running = lanes.take_head(running, tail, pivot);
    }
    (lanes.sum(running.sums).into(), lanes.sum(running.squares).into())
}

/// The moments of the open block, which has an element.
struct Fold<'a, T: Float>(&'a Block<T>);

impl<T: Float> Kernel<T> for Fold<'_, T> {
    type Out = Moments;
    parts!();

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> Moments {
        fold(lanes, self.0)
    }
}

#[inline(always)]
fn fold<T: Float, L: Lanes<T>>(lanes: L, open: &Block<T>) -> Moments {
    let sums =
        (lanes.sum(lanes.load(&open.sums)).into(), lanes.sum(lanes.load(&open.squares)).into());
    Moments::of_block(open.filled, open.pivot.into(), sums)
}

/// Whole rows of a stream.
struct Rows<'a, T: Float> {
    stream: &'a mut MeanVar<T>,
    rows: &'a [T::Row],
}

impl<'a, T: Float> Kernel<T> for Rows<'a, T> {
    type Out = ();
    parts!(stream: &'a mut MeanVar<T>, rows: &'a [T::Row]);

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) {
        push_rows(lanes, self.stream, self.rows);
    }
}

#[inline(always)]
fn push_rows<T: Float, L: Lanes<T>>(lanes: L, stream: &mut MeanVar<T>, mut rows: &[T::Row]) {
    while let Some(first) = rows.first() {
        let open = &mut stream.open;
        if open.filled == 0 {
            open.pivot = pivot(first.as_ref()[0]);
        }
        let room = ROWS - open.filled / T::V;
        let (now, later) = rows.split_at(room.min(rows.len()));
        let (sums, squares) = (lanes.load(&open.sums), lanes.load(&open.squares));
        let mut running = Running::new(lanes, open.pivot, sums, squares);
        running = lanes.take_rows(running, now, &[]);
        open.sums = lanes.store(running.sums);
        open.squares = lanes.store(running.squares);
        open.filled += now.len() * T::V;
        if now.len() == room {
            let block = fold(lanes, &stream.open);
            stream.close(block);
        }
        rows = later;
    }
}
