//! The lanes of a block of [`super::MeanVar`], row by row.

use core::hint::black_box;

use crate::element::sealed;
use crate::lanes::Lanes;

/// The lanes of a block while they are in registers.
#[derive(Clone, Copy, Debug)]
pub struct Running<R> {
    /// 1.0, which the compiler does not know: see [`Lanes::add_beside`].
    pub(crate) one: R,
    pub(crate) pivot: R,
    /// Of the differences with the other sign: what is subtracted can come from memory in the subtraction's own
    /// instruction, which what it is subtracted from cannot. No bit of a sum but its sign depends on it.
    pub(crate) sums: R,
    pub(crate) squares: R,
}

impl<R: Copy> Running<R> {
    #[inline(always)]
    pub(super) fn new<T: sealed::Float, L: Lanes<T, Row = R>>(
        lanes: L,
        pivot: T,
        sums: R,
        squares: R,
    ) -> Self {
        let one = lanes.splat(black_box(T::of_wide(1.0)));
        Self { one, pivot: lanes.splat(pivot), sums, squares }
    }

    /// Takes a row: two operations for the units that only add, and two for the others. These take longer for an
    /// addition; so the two kinds of sums have turns with them, or one would wait for them in each row.
    #[inline(always)]
    pub(crate) fn take<const TURN: bool, T: sealed::Float, L: Lanes<T, Row = R>>(
        self,
        lanes: L,
        row: R,
    ) -> Self {
        self.take_apart::<TURN, T, L>(lanes, lanes.sub(self.pivot, row))
    }

    /// As [`Running::take`], of the differences.
    #[inline(always)]
    pub(crate) fn take_apart<const TURN: bool, T: sealed::Float, L: Lanes<T, Row = R>>(
        self,
        lanes: L,
        difference: R,
    ) -> Self {
        let square = lanes.mul(difference, difference);
        let (sums, squares) = if TURN {
            (lanes.add_beside(self.one, difference, self.sums), lanes.add(self.squares, square))
        } else {
            (lanes.add(self.sums, difference), lanes.add_beside(self.one, square, self.squares))
        };
        Self { sums, squares, ..self }
    }
}
