//! Mean and variance in one pass, in an order that is fixed.
//!
//! # In prose
//!
//! The elements are widened to `f64`, whatever they were. A block is 64 rows of 32 lanes. Its first
//! element (0 if that is not finite) is its *pivot*: the lanes add up the differences from it, and
//! the squares of the differences. So values far from zero cost no digits, and equal values give
//! exactly their mean and a variance of exactly 0. At the block's end the lanes are folded by
//! halves, as for the sum, and blocks are joined by a binary counter, as for the sum, with
//! [`Moments::merge`]'s formula in place of the addition.
//!
//! # In pseudo-code
//!
//! ```text
//! for each block of 2,048 elements (the last may be shorter), n of them:
//!     k = the first of them, or 0.0 if that is not finite
//!     s[0..32] = q[0..32] = +0.0
//!     for i, x in block:    d = x - k;  s[i mod 32] += d;  q[i mod 32] += d * d    (not fused)
//!     S = fold(s);  Q = fold(q);  a = S / n
//!     part = { count: n, mean: k + a, m2: max(Q - S * a, 0.0) }
//!     counter.push(part), joined by merge
//! ```
//!
//! A lane that gets no element of a row may be given the pivot: its difference is +0.0, which
//! changes no lane, for none is ever -0.0.

use core::fmt;
use core::hint::black_box;
use core::marker::PhantomData;

use crate::counter::Counter;
use crate::element::sealed;
use crate::lanes::{Lanes, Widen};
use crate::raw::{Kernel, parts};
use crate::{Float, Level, Moments};

/// Lanes: rows are of 32, for `f32` too, as the arithmetic is in `f64`.
const LANES: usize = 32;
/// Elements in a block.
const BLOCK: usize = 64 * LANES;
/// What is this many bytes ahead is asked for early: the arithmetic fills the CPU's window before the loads
/// of the next rows are in it, so that memory would wait for it, and it for memory.
const AHEAD: usize = 16 << 10;

/// The count, mean and variance of floats in one pass, or `None` of an empty slice: the same bits
/// on every machine and [`Level`].
///
/// The arithmetic is in `f64`. Equal to a [`MeanVar`] of the same elements, however that one was
/// fed. With an infinity or a NaN among the elements the mean is what IEEE 754 makes of it and the
/// variance is NaN; when values lie more than about 1e153 apart the squares overflow, and the
/// variance is infinite or NaN.
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
    open: Block,
    /// The closed blocks.
    blocks: Counter<Moments>,
    elements: PhantomData<T>,
}

/// The block that is being filled.
#[derive(Clone)]
struct Block {
    /// How many elements it has: below `BLOCK`.
    filled: usize,
    pivot: f64,
    sums: [f64; LANES],
    squares: [f64; LANES],
}

const EMPTY: Block = Block { filled: 0, pivot: 0.0, sums: [0.0; LANES], squares: [0.0; LANES] };
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
        Self { level, open: EMPTY, blocks: Counter::new(NOTHING), elements: PhantomData }
    }

    /// Takes the next elements. O(n).
    pub fn push(&mut self, xs: &[T]) {
        // Up to the end of a row that an earlier push began, then whole rows, then the rest.
        let begun = self.open.filled % LANES;
        let gap = if begun == 0 { 0 } else { LANES - begun };
        let (head, xs) = xs.split_at(gap.min(xs.len()));
        self.push_part(begun, head);
        let (rows, tail) = xs.as_chunks();
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
            open.pivot = pivot(first).into();
        }
        let lanes = open.sums.iter_mut().zip(&mut open.squares).skip(begun);
        for ((sum, square), &x) in lanes.zip(part) {
            let difference = x.into() - open.pivot;
            *sum += difference;
            *square += difference * difference;
        }
        open.filled += part.len();
        if open.filled == BLOCK {
            let block = T::run(self.level.token(), Fold(&self.open));
            self.close(block);
        }
    }

    /// Ends the open block, whose moments are `block`.
    #[inline(always)]
    fn close(&mut self, block: Moments) {
        self.blocks.push(block, Moments::join);
        self.open = EMPTY;
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

/// The lanes of a block while they are in registers.
#[derive(Clone, Copy, Debug)]
pub struct Running<R> {
    /// 1.0, which the compiler does not know: see [`Lanes::add_beside`].
    pub(crate) one: R,
    /// 0.0 minus the pivot. What is added can come from memory in the addition's own instruction, which
    /// what is subtracted from cannot. A -0.0 that comes of it, or does not, changes no lane.
    pub(crate) minus: R,
    pub(crate) sums: R,
    pub(crate) squares: R,
}

impl<R: Copy> Running<R> {
    #[inline(always)]
    fn new<L: Lanes<f64, Row = R>>(lanes: L, pivot: f64, sums: R, squares: R) -> Self {
        let minus = lanes.sub(lanes.splat(0.0), lanes.splat(pivot));
        Self { one: lanes.splat(black_box(1.0)), minus, sums, squares }
    }

    /// Takes a row of `T`, widened.
    #[inline(always)]
    pub(crate) fn take<T: sealed::Float, L: Lanes<f64, Row = R>>(self, lanes: L, row: R) -> Self {
        let difference = lanes.add(row, self.minus);
        let square = lanes.mul(difference, difference);
        // Widening keeps the units that add busy too.
        let sums = if T::V > LANES {
            lanes.add_beside(self.one, difference, self.sums)
        } else {
            lanes.add(self.sums, difference)
        };
        Self { sums, squares: lanes.add_beside(self.one, square, self.squares), ..self }
    }
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
    fn run<L: Lanes<T> + Widen<T>>(self, lanes: L) -> (f64, f64) {
        let Self { first: &first, xs } = self;
        if xs.len() > BLOCK {
            return Lanes::<T>::out_of_line(lanes, Whole(xs));
        }
        let Moments { mean, m2, .. } = if xs.len() <= LANES {
            short(lanes, xs, first)
        } else {
            of_block(lanes, xs, first, &[])
        };
        // A first element that is not finite is no pivot; but then its own difference is a NaN, so the
        // mean is. It is seldom, and looked at first it would take as long as a few additions.
        if mean.is_nan() || m2.is_nan() {
            return Lanes::<T>::out_of_line(lanes, Whole(xs));
        }
        (mean, m2)
    }
}

/// The moments of at most a row, with `first` for its pivot: if that is not finite, the mean is a NaN.
///
/// The differences are the lanes' sums, though these begin with +0.0 and a difference may be -0.0: lane
/// 0's is +0.0, so a fold of zeros is too, and beside another number a zero's sign is lost.
#[inline(always)]
fn short<T: Float, L: Widen<T>>(lanes: L, xs: &[T], first: T) -> Moments {
    let len = xs.len();
    let difference = lanes.sub(lanes.widen_head(xs, first), lanes.splat(first.into()));
    let squares = lanes.mul(difference, difference);
    let (sum, squares) = (lanes.sum_first(difference, len), lanes.sum_first(squares, len));
    Moments::of_block(len, first.into(), sum, squares)
}

/// As [`All`], of any number, with any first element; a NaN is the canonical one.
struct Whole<'a, T>(&'a [T]);

impl<T: Float> Kernel<T> for Whole<'_, T> {
    type Out = (f64, f64);
    parts!();

    #[inline(always)]
    fn run<L: Lanes<T> + Widen<T>>(self, lanes: L) -> (f64, f64) {
        let Moments { mean, m2, .. } = whole(lanes, self.0).unwrap_or(NOTHING).canonical();
        (mean, m2)
    }
}

#[inline(always)]
fn whole<T: Float, L: Widen<T>>(lanes: L, xs: &[T]) -> Option<Moments> {
    let (blocks, rest) = xs.as_chunks::<BLOCK>();
    let mut counter = Counter::new(NOTHING);
    for (i, block) in blocks.iter().enumerate() {
        let later = blocks.get(i + AHEAD / size_of_val(block)).unwrap_or(block);
        counter.push(of_block(lanes, block, pivot(block[0]), later), Moments::join);
    }
    let last = rest.first().map(|&first| of_block(lanes, rest, pivot(first), &[]));
    counter.finish(last, Moments::join)
}

/// The moments of a block with this pivot. `later` will be read soon.
#[inline(always)]
fn of_block<T: Float, L: Widen<T>>(lanes: L, block: &[T], pivot: T, later: &[T]) -> Moments {
    let zero = lanes.splat(0.0);
    let mut running = Running::new(lanes, pivot.into(), zero, zero);
    let ((rows, tail), (later, _)) = (block.as_chunks(), later.as_chunks::<LANES>());
    running = lanes.take_rows(running, rows, later);
    if !tail.is_empty() {
        running = lanes.take_head(running, tail, pivot);
    }
    let (sum, squares) = (lanes.sum(running.sums), lanes.sum(running.squares));
    Moments::of_block(block.len(), pivot.into(), sum, squares)
}

/// The moments of the open block, which has an element.
struct Fold<'a>(&'a Block);

impl<T: Float> Kernel<T> for Fold<'_> {
    type Out = Moments;
    parts!();

    #[inline(always)]
    fn run<L: Lanes<T> + Widen<T>>(self, lanes: L) -> Moments {
        fold(lanes, self.0)
    }
}

#[inline(always)]
fn fold<L: Lanes<f64>>(lanes: L, open: &Block) -> Moments {
    let (sum, squares) = (lanes.sum(lanes.load(&open.sums)), lanes.sum(lanes.load(&open.squares)));
    Moments::of_block(open.filled, open.pivot, sum, squares)
}

/// Whole rows of a stream.
struct Rows<'a, T: Float> {
    stream: &'a mut MeanVar<T>,
    rows: &'a [[T; LANES]],
}

impl<'a, T: Float> Kernel<T> for Rows<'a, T> {
    type Out = ();
    parts!(stream: &'a mut MeanVar<T>, rows: &'a [[T; LANES]]);

    #[inline(always)]
    fn run<L: Lanes<T> + Widen<T>>(self, lanes: L) {
        push_rows(lanes, self.stream, self.rows);
    }
}

#[inline(always)]
fn push_rows<T: Float, L: Widen<T>>(lanes: L, stream: &mut MeanVar<T>, mut rows: &[[T; LANES]]) {
    while let Some(first) = rows.first() {
        let open = &mut stream.open;
        if open.filled == 0 {
            open.pivot = pivot(first[0]).into();
        }
        let room = (BLOCK - open.filled) / LANES;
        let (now, later) = rows.split_at(room.min(rows.len()));
        let (sums, squares) = (lanes.load(&open.sums), lanes.load(&open.squares));
        let mut running = Running::new(lanes, open.pivot, sums, squares);
        running = lanes.take_rows(running, now, &[]);
        open.sums = lanes.store(running.sums);
        open.squares = lanes.store(running.squares);
        open.filled += now.len() * LANES;
        if now.len() == room {
            let block = fold(lanes, &stream.open);
            stream.close(block);
        }
        rows = later;
    }
}
