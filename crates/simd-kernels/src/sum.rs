//! The sum, in an order that is fixed.
//!
//! # In prose
//!
//! Think of V lanes (64 for `f32`, 32 for `f64`: 256 bytes), whatever the machine has. Element i
//! is added to lane i mod V. After 64 rows of V elements, a *block* of 16 KiB, the lanes are folded
//! by halves into the block's sum, and start again. The sums of blocks are joined as the bits of a
//! binary counter carry: 1 + 1 blocks, 2 + 2, 4 + 4, … At the end the last block, which may be
//! short, is folded in the same way, and joined with what the counter holds, smallest first.
//!
//! # In pseudo-code
//!
//! ```text
//! lane[0..V] = -0.0                       (-0.0 + x is x, for every x, also -0.0)
//! for i, x in elements:
//!     lane[i mod V] += x
//!     if i + 1 is a multiple of 64 * V:   counter.push(fold(lane));  lane[0..V] = -0.0
//! result = counter.finish(fold(lane))     (the counter: see `Counter`)
//! if result is NaN: result = the canonical NaN
//!
//! fold(lane):  for h = V/2, V/4, … 1:  for j in 0..h:  lane[j] = lane[j] + lane[j + h]
//!              return lane[0]
//! ```
//!
//! Each `+` rounds once, to nearest, ties to even, with subnormals. Nothing in it depends on how
//! wide a register is, where the slice starts, or how a stream was cut; so nor does the result.
//! A lane that gets no element of a row may be added -0.0, which changes no bit: so a row's missing
//! lanes are filled with it, and up to V elements are one row, without a loop.
//!
//! The error: an element passes at most 63 additions in its lane, log2 V in the fold, and one for
//! each doubling of the blocks, so with b blocks |error| <= (69 + ceil(log2 b)) u Σ|x| to the first
//! order, where u = 2^-24 (`f32`) or 2^-53 (`f64`). (N. J. Higham, "Accuracy and Stability of
//! Numerical Algorithms", 2nd ed., 4.2, on blocked and pairwise summation.)

use core::fmt;

use crate::counter::Counter;
use crate::lanes::{Lanes, Widen};
use crate::raw::Kernel;
use crate::{Float, Level};

/// Rows in a block.
const ROWS: usize = 64;

/// The sum of floats: the same bits on every machine and [`Level`], at the speed of memory.
///
/// Equal to a [`Sum`] of the same elements, however that one was fed. The order of additions is
/// written down in the [crate's page](crate#the-order-of-additions). The sum of nothing is -0.0
/// (so that joining it changes nothing); a NaN result is the canonical one.
///
/// O(n), no allocation. The error is at most (69 + ⌈log₂ b⌉) u Σ|x| for b blocks of 16 KiB, where
/// u = 2⁻²⁴ for `f32` and 2⁻⁵³ for `f64`.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::sum(&[1.0_f32, 2.5, -0.5]), 3.0);
/// // One million times a tenth, in f32: adding one after the other gives 100958.34.
/// assert_eq!(simd_kernels::sum(&vec![0.1_f32; 1_000_000]), 99_999.94);
/// ```
#[must_use]
#[inline]
pub fn sum<T: Float>(xs: &[T]) -> T {
    Level::detect().sum(xs)
}

/// The sum of a stream of floats: the same bits as [`sum`] of the whole, however it is cut.
///
/// Holds its state in itself (about 800 bytes); never allocates.
///
/// # Examples
///
/// ```
/// let xs: Vec<f64> = (0..10_000).map(|i| 1.0 / f64::from(i + 1)).collect();
/// let mut sum = simd_kernels::Sum::new();
/// sum.push(&xs[..7]);
/// sum.push(&xs[7..]);
/// assert_eq!(sum.finish().to_bits(), simd_kernels::sum(&xs).to_bits());
/// ```
#[derive(Clone)]
pub struct Sum<T: Float> {
    level: Level,
    /// The lanes of the open block.
    lanes: T::Row,
    /// How many elements the open block has: below `ROWS * T::V`.
    filled: usize,
    /// The closed blocks.
    blocks: Counter<T>,
}

impl<T: Float> Sum<T> {
    /// An empty sum, on this CPU's best level.
    #[must_use]
    pub fn new() -> Self {
        Self::with_level(Level::detect())
    }

    /// An empty sum on `level`. The level changes the speed, not the result.
    #[must_use]
    pub fn with_level(level: Level) -> Self {
        Self { level, lanes: T::EMPTY, filled: 0, blocks: Counter::new(T::MINUS_ZERO) }
    }

    /// Adds the next elements. O(n).
    pub fn push(&mut self, xs: &[T]) {
        // Up to the end of a row that an earlier push began, then whole rows, then the rest.
        let begun = self.filled % T::V;
        let gap = if begun == 0 { 0 } else { T::V - begun };
        let (head, xs) = xs.split_at(gap.min(xs.len()));
        self.push_part(begun, head);
        let (rows, tail) = T::rows(xs);
        if !rows.is_empty() {
            T::run(self.level.token(), Rows { sum: self, rows });
        }
        self.push_part(0, tail);
    }

    /// The sum so far: -0.0 of nothing, the canonical NaN of a NaN. O(1).
    #[must_use]
    pub fn finish(&self) -> T {
        let last = T::run(self.level.token(), Fold(&self.lanes));
        self.blocks.finish(Some(last), |a, b| a + b).unwrap_or(last).canonical()
    }

    /// Adds elements to a part of a row, from lane `begun` on.
    fn push_part(&mut self, begun: usize, part: &[T]) {
        for (lane, &x) in self.lanes.as_mut().iter_mut().skip(begun).zip(part) {
            *lane = *lane + x;
        }
        self.filled += part.len();
        if self.filled == ROWS * T::V {
            let block = T::run(self.level.token(), Fold(&self.lanes));
            self.close(block);
        }
    }

    /// Ends the open block, whose sum is `block`.
    #[inline(always)]
    fn close(&mut self, block: T) {
        self.blocks.push(block, |a, b| a + b);
        self.lanes = T::EMPTY;
        self.filled = 0;
    }
}

impl<T: Float> Default for Sum<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Float> fmt::Debug for Sum<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sum")
            .field("level", &self.level)
            .field("blocks", &self.blocks.blocks())
            .field("filled", &self.filled)
            .field("sum", &self.finish())
            .finish_non_exhaustive()
    }
}

/// The sum of a slice.
pub(crate) struct Whole<'a, T>(pub(crate) &'a [T]);

impl<T: Float> Kernel<T> for Whole<'_, T> {
    type Out = T;

    #[inline(always)]
    fn run<L: Lanes<T> + Widen<T>>(self, lanes: L) -> T {
        whole(lanes, self.0).canonical()
    }
}

#[inline(always)]
fn whole<T: Float, L: Lanes<T>>(lanes: L, xs: &[T]) -> T {
    if xs.len() <= T::V {
        return lanes.sum_head(xs);
    }
    let (rows, tail) = T::rows(xs);
    let (blocks, rows) = rows.as_chunks::<ROWS>();
    let empty = lanes.splat(T::MINUS_ZERO);
    let mut last = add_rows(lanes, empty, rows);
    if !tail.is_empty() {
        last = lanes.add(last, lanes.head(tail, T::MINUS_ZERO));
    }
    let last = lanes.sum(last);
    if blocks.is_empty() {
        return last;
    }
    let mut counter = Counter::new(T::MINUS_ZERO);
    for block in blocks {
        counter.push(lanes.sum(add_rows(lanes, empty, block)), |a, b| a + b);
    }
    counter.finish(Some(last), |a, b| a + b).unwrap_or(last)
}

#[inline(always)]
fn add_rows<T: Float, L: Lanes<T>>(lanes: L, to: L::Row, rows: &[T::Row]) -> L::Row {
    let mut to = to;
    for row in rows {
        to = lanes.add(to, lanes.load(row));
    }
    to
}

/// The sum of the open block's lanes.
struct Fold<'a, T: Float>(&'a T::Row);

impl<T: Float> Kernel<T> for Fold<'_, T> {
    type Out = T;

    #[inline(always)]
    fn run<L: Lanes<T> + Widen<T>>(self, lanes: L) -> T {
        fold(lanes, self.0)
    }
}

#[inline(always)]
fn fold<T: Float, L: Lanes<T>>(lanes: L, row: &T::Row) -> T {
    lanes.sum(lanes.load(row))
}

/// Whole rows of a stream.
struct Rows<'a, T: Float> {
    sum: &'a mut Sum<T>,
    rows: &'a [T::Row],
}

impl<T: Float> Kernel<T> for Rows<'_, T> {
    type Out = ();

    #[inline(always)]
    fn run<L: Lanes<T> + Widen<T>>(self, lanes: L) {
        push_rows(lanes, self.sum, self.rows);
    }
}

#[inline(always)]
fn push_rows<T: Float, L: Lanes<T>>(lanes: L, sum: &mut Sum<T>, mut rows: &[T::Row]) {
    while !rows.is_empty() {
        let room = ROWS - sum.filled / T::V;
        let (now, later) = rows.split_at(room.min(rows.len()));
        let row = add_rows(lanes, lanes.load(&sum.lanes), now);
        if now.len() == room {
            sum.close(lanes.sum(row));
        } else {
            sum.lanes = lanes.store(row);
            sum.filled += now.len() * T::V;
        }
        rows = later;
    }
}
