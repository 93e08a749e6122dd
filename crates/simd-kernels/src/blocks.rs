//! The order of additions, for whatever is added: see [`crate::sum()`].

use crate::counter::Counter;
use crate::lanes::Lanes;
use crate::raw::{Kernel, parts};
use crate::terms::{Parts, Terms};
use crate::{Float, Level};

/// Rows in a block.
pub(crate) const ROWS: usize = 64;

/// The parts of a kernel that has nothing but terms `S`.
macro_rules! parts_of_terms {
    () => {
        type A = S::A;
        type B = S::B;
        type C = ();

        #[inline(always)]
        fn parts(self) -> (S::A, S::B, ()) {
            let (a, b) = self.0.parts();
            (a, b, ())
        }
        #[inline(always)]
        fn of_parts(a: S::A, b: S::B, (): ()) -> Self {
            Self(S::of_parts(a, b))
        }
    };
}

/// The sum of terms that are all there.
#[derive(Clone, Copy)]
pub(crate) struct Whole<S>(pub(crate) S);

impl<T: Float, S: Terms<T>> Kernel<T> for Whole<S> {
    type Out = T;
    parts_of_terms!();

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> T {
        whole(lanes, self.0)
    }
}

#[inline(always)]
fn whole<T: Float, L: Lanes<T>, S: Terms<T>>(lanes: L, terms: S) -> T {
    let terms = terms.even();
    if terms.len() <= T::V {
        return terms.short(lanes).canonical();
    }
    // No counter for less than a block: clearing it is stores to the stack, and where their addresses
    // are those of the data modulo 4 KiB, the loads of the data wait for them.
    if terms.len() < ROWS * T::V {
        return T::canonical(lanes.sum(open_block(lanes, terms)));
    }
    lanes.out_of_line(Blocks(terms))
}

/// The sum of a block and more.
struct Blocks<S>(S);

impl<T: Float, S: Terms<T>> Kernel<T> for Blocks<S> {
    type Out = T;
    parts_of_terms!();

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> T {
        blocks(lanes, self.0.even()).canonical()
    }
}

#[inline(always)]
fn blocks<T: Float, L: Lanes<T>, S: Terms<T>>(lanes: L, mut terms: S) -> T {
    let mut counter = Counter::new(S::NOTHING);
    while terms.len() >= ROWS * T::V {
        let (block, rest) = terms.split_at(ROWS * T::V);
        counter.push(lanes.sum(block.add_rows(lanes, lanes.splat(S::NOTHING))), |a, b| a + b);
        terms = rest;
    }
    let last = lanes.sum(open_block(lanes, terms));
    counter.finish(Some(last), |a, b| a + b).unwrap_or(last)
}

/// The lanes of less than a block.
#[inline(always)]
fn open_block<T: Float, L: Lanes<T>, S: Terms<T>>(lanes: L, terms: S) -> L::Row {
    let (rows, tail) = terms.split_at(terms.len() / T::V * T::V);
    let row = rows.add_rows(lanes, lanes.splat(S::NOTHING));
    if tail.len() == 0 {
        return row;
    }
    lanes.add(row, tail.head(lanes))
}

/// The sum of terms that come piece by piece.
#[derive(Clone)]
pub(crate) struct Stream<T: Float> {
    pub(crate) level: Level,
    /// The lanes of the open block.
    lanes: T::Row,
    /// How many elements the open block has: below `ROWS * T::V`.
    pub(crate) filled: usize,
    /// The closed blocks.
    blocks: Counter<T>,
}

impl<T: Float> Stream<T> {
    /// Of nothing yet.
    pub(crate) fn new(level: Level) -> Self {
        Self { level, lanes: T::EMPTY, filled: 0, blocks: Counter::new(T::MINUS_ZERO) }
    }

    /// How many blocks are closed.
    pub(crate) const fn blocks(&self) -> u64 {
        self.blocks.blocks()
    }

    /// Adds the next terms: of a kind whose `NOTHING` is -0.0.
    pub(crate) fn push<S: Parts<T>>(&mut self, terms: S) {
        // Up to the end of a row that an earlier push began, then whole rows, then the rest.
        let begun = self.filled % T::V;
        let gap = if begun == 0 { 0 } else { T::V - begun };
        let (head, terms) = terms.split_at(gap.min(terms.len()));
        self.push_part(begun, head);
        let (rows, tail) = terms.split_at(terms.len() / T::V * T::V);
        if rows.len() > 0 {
            T::run(self.level.token(), Rows { sum: self, rows });
        }
        self.push_part(0, tail);
    }

    /// The sum so far.
    pub(crate) fn finish(&self) -> T {
        let last = T::run(self.level.token(), Fold(&self.lanes));
        self.blocks.finish(Some(last), |a, b| a + b).unwrap_or(last).canonical()
    }

    /// Adds terms to a part of a row, from lane `begun` on.
    fn push_part<S: Parts<T>>(&mut self, begun: usize, part: S) {
        part.add_part(self.lanes.as_mut(), begun);
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

/// The sum of the open block's lanes.
struct Fold<'a, T: Float>(&'a T::Row);

impl<T: Float> Kernel<T> for Fold<'_, T> {
    type Out = T;
    parts!();

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> T {
        fold(lanes, self.0)
    }
}

#[inline(always)]
fn fold<T: Float, L: Lanes<T>>(lanes: L, row: &T::Row) -> T {
    lanes.sum(lanes.load(row))
}

/// Whole rows of a stream.
struct Rows<'a, T: Float, S> {
    sum: &'a mut Stream<T>,
    rows: S,
}

impl<'a, T: Float, S: Terms<T>> Kernel<T> for Rows<'a, T, S> {
    type Out = ();
    parts!(sum: &'a mut Stream<T>, rows: S);

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) {
        push_rows(lanes, self.sum, self.rows);
    }
}

#[inline(always)]
fn push_rows<T: Float, L: Lanes<T>, S: Terms<T>>(lanes: L, sum: &mut Stream<T>, mut rows: S) {
    while rows.len() > 0 {
        let room = ROWS * T::V - sum.filled;
        let (now, later) = rows.split_at(room.min(rows.len()));
        let row = now.add_rows(lanes, lanes.load(&sum.lanes));
        if now.len() == room {
            sum.close(lanes.sum(row));
        } else {
            sum.lanes = lanes.store(row);
            sum.filled += now.len();
        }
        rows = later;
    }
}
