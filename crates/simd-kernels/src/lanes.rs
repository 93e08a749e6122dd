//! What a back-end can do: arithmetic on one *row* of virtual lanes at a time.
//!
//! A row is 256 bytes of input: 64 lanes of `f32`, 32 of `f64`, on every machine. A back-end holds
//! it in as many registers as it takes (four of 512 bits, eight of 256, an array). Kernels are
//! written over rows, so they cannot see how wide the registers are, and neither can their results.

use crate::element::sealed::Float;
use crate::mean_var::Running;
use crate::places::Few;
use crate::raw::Kernel;
use crate::search::place;

mod bytes;
mod scalar;

pub(crate) use bytes::{BLOCKS, Bytes};
pub(crate) use scalar::Scalar;

/// Rows of `T`.
///
/// Safe to implement: nothing unsafe relies on what it computes. The tests do, lane by lane.
pub trait Lanes<T: Float>: Bytes {
    /// One row.
    type Row: Copy;
    /// "Was there a NaN?", in the form in which the back-end can answer soonest.
    type Nans: Copy;
    /// Whether there are registers for five rows, so that three sums of two slices need one pass.
    const FIVE_ROWS: bool = false;
    /// A slice of up to so many bytes may be in a cache so near that asking it early for what
    /// [`Lanes::take_rows`] will read takes longer than waiting for it.
    const NEAR: usize = 1 << 18;
    /// Of a longer one, memory is asked for what is so many bytes on.
    const AHEAD: usize = 8 << 10;
    /// Whether [`Lanes::any`] may take an infinity for a NaN.
    const PERHAPS: bool = false;

    /// `x` in every lane.
    fn splat(self, x: T) -> Self::Row;
    /// A whole row of input: element `i` in lane `i`.
    fn load(self, row: &T::Row) -> Self::Row;
    /// The first elements of a row, `fill` in the other lanes. Ignores what is beyond a row.
    fn head(self, part: &[T], fill: T) -> Self::Row;
    /// The row as an array.
    fn store(self, row: Self::Row) -> T::Row;

    /// Lane by lane: `a + b`.
    fn add(self, a: Self::Row, b: Self::Row) -> Self::Row;
    /// Lane by lane: `a - b`.
    fn sub(self, a: Self::Row, b: Self::Row) -> Self::Row;
    /// Lane by lane: `a * b`.
    fn mul(self, a: Self::Row, b: Self::Row) -> Self::Row;
    /// Lane by lane: `a * b + c`, rounded once where the CPU has an instruction for it, else twice.
    fn mul_add(self, a: Self::Row, b: Self::Row, c: Self::Row) -> Self::Row {
        self.add(self.mul(a, b), c)
    }
    /// [`Lanes::add`] with its bits, by the units that multiply and add at once, where a CPU has
    /// those beside units that only add: for loops that keep the latter busy. `one` is 1.0 in every
    /// lane, which the compiler must not know, or it makes an addition of it.
    fn add_beside(self, _one: Self::Row, a: Self::Row, b: Self::Row) -> Self::Row {
        self.add(a, b)
    }
    /// Lane by lane: without the sign.
    fn abs(self, row: Self::Row) -> Self::Row;
    /// Lane by lane: `row` where its bit is set (lane 0's is the lowest), else `other`.
    fn select(self, bits: u64, row: Self::Row, other: Self::Row) -> Self::Row;
    /// Folds the lanes by halves: lane `i` + lane `i + n/2`, for n = all, half of them, … 2.
    fn sum(self, row: Self::Row) -> T;
    /// The sum of a row of which only the first `len` lanes hold anything that changes a sum, in
    /// fewer steps where there are registers of others.
    fn sum_first(self, row: Self::Row, _len: usize) -> T {
        self.sum(row)
    }

    /// Adds rows to `to`, one after the other. By columns where there are no registers for a row and what is
    /// added to it.
    #[inline(always)]
    fn add_rows(self, mut to: Self::Row, rows: &[T::Row]) -> Self::Row {
        for row in rows {
            to = self.add(to, self.load(row));
        }
        to
    }
    /// The sums of the differences of at most a row's elements from a pivot, the first of them, and of the squares
    /// of these: a NaN each if it is not finite. All differences have the other sign, or none.
    #[inline(always)]
    fn apart(self, xs: &[T], pivot: T) -> (f64, f64) {
        apart_of_row(self, xs, pivot)
    }
    /// Takes rows, and asks memory for `later`. By columns where a row's two sums are more than there are
    /// registers.
    #[inline(always)]
    fn take_rows(
        self,
        mut to: Running<Self::Row>,
        rows: &[T::Row],
        later: &[T::Row],
    ) -> Running<Self::Row> {
        let (far, near) = rows.split_at(later.len().min(rows.len()) & !1);
        let ((far, _), (later, _)) = (far.as_chunks(), later.as_chunks());
        for ([first, second], [later, later_still]) in far.iter().zip(later) {
            self.soon(later);
            to = to.take::<false, _, _>(self, self.load(first));
            self.soon(later_still);
            to = to.take::<true, _, _>(self, self.load(second));
        }
        let (near, last) = near.as_chunks();
        for [first, second] in near {
            to = to
                .take::<false, _, _>(self, self.load(first))
                .take::<true, _, _>(self, self.load(second));
        }
        if let [row] = last {
            to = to.take::<false, _, _>(self, self.load(row));
        }
        to
    }
    /// Takes the first elements of a row; those of the other lanes would be the pivot.
    #[inline(always)]
    fn take_head(self, to: Running<Self::Row>, part: &[T], pivot: T) -> Running<Self::Row> {
        to.take::<false, _, _>(self, self.head(part, pivot))
    }

    /// Lane by lane: `a` if `a < b`, else `b`. So a NaN in `a` is passed over, one in `b` is not.
    fn min(self, a: Self::Row, b: Self::Row) -> Self::Row;
    /// Lane by lane: `a` if `a > b`, else `b`.
    fn max(self, a: Self::Row, b: Self::Row) -> Self::Row;
    /// The least of the lanes: either of two zeros, any value where there is a NaN.
    fn least(self, row: Self::Row) -> T;
    /// The greatest of the lanes: either of two zeros, any value where there is a NaN.
    fn greatest(self, row: Self::Row) -> T;

    /// Whether a lane of `a` is another number than that of `b`; of NaNs, any answer.
    fn differ(self, a: Self::Row, b: Self::Row) -> bool {
        let (a, b) = (self.store(a), self.store(b));
        // All of them, without a branch: the compiler makes vectors of it.
        a.as_ref().iter().zip(b.as_ref()).map(|(a, b)| u8::from(a != b)).fold(0, |a, b| a | b) != 0
    }
    /// The least or the greatest of at most a row, but no NaN, and the first lane that equals it: of
    /// lanes that have `fill` where there is no element.
    #[inline(always)]
    fn few(self, xs: &[T], fill: T, greatest: bool) -> Few<T> {
        few_of_row(self, xs, fill, greatest)
    }
    /// Bit `i` is set where lane `i` equals `x`, which NaN never does.
    fn equals(self, row: Self::Row, x: T) -> u64 {
        let row = self.store(row);
        let bits = row.as_ref().iter().enumerate();
        bits.fold(0, |bits, (i, &lane)| bits | u64::from(lane == x) << i)
    }

    /// No NaN seen.
    fn no_nans(self) -> Self::Nans;
    /// What was seen before, and now `row`.
    fn nans(self, seen: Self::Nans, row: Self::Row) -> Self::Nans;
    /// Whether a NaN was seen; or perhaps, after [`Lanes::lesser`] or [`Lanes::greater`], where
    /// [`Lanes::PERHAPS`].
    fn any(self, seen: Self::Nans) -> bool;

    /// [`Lanes::nans`], and [`Lanes::min`] but that an element of `row` may come to another lane than its
    /// own: for the least of all, which takes no more registers than keep the units busy.
    #[inline(always)]
    fn lesser(self, best: Self::Row, seen: Self::Nans, row: Self::Row) -> (Self::Row, Self::Nans) {
        (self.min(best, row), self.nans(seen, row))
    }
    /// As [`Lanes::lesser`], with [`Lanes::max`].
    #[inline(always)]
    fn greater(self, best: Self::Row, seen: Self::Nans, row: Self::Row) -> (Self::Row, Self::Nans) {
        (self.max(best, row), self.nans(seen, row))
    }

    /// Runs a kernel in a frame of its own: what is on this path's way then pays for none of its
    /// stack.
    fn out_of_line<K: Kernel<T>>(self, kernel: K) -> K::Out {
        kernel.run(self)
    }

    /// The place of the first element that equals `x`, which NaN never does.
    #[inline(always)]
    fn find(self, xs: &[T], x: T) -> Option<usize> {
        place(xs, |other| other == x)
    }
}

/// [`Lanes::few`] of a whole row.
#[inline(always)]
pub(crate) fn few_of_row<T: Float, L: Lanes<T>>(
    lanes: L,
    xs: &[T],
    fill: T,
    greatest: bool,
) -> Few<T> {
    // LLVM 22 for aarch64 keeps a NaN beside it if it knows that `fill` is an infinity (`argmin_num` of
    // ones and a NaN was `None`).
    let other = if cfg!(target_arch = "aarch64") { core::hint::black_box(fill) } else { fill };
    let (row, others) = (lanes.head(xs, fill), lanes.splat(other));
    let nan = lanes.any(lanes.nans(lanes.no_nans(), row));
    let best = if greatest {
        lanes.greatest(lanes.max(row, others))
    } else {
        lanes.least(lanes.min(row, others))
    };
    Few { nan, best, at: lanes.equals(row, best).trailing_zeros() as usize }
}

/// [`Lanes::apart`] of a row in which the lanes that get no element have the pivot.
///
/// The differences are the lanes' sums, though these begin with +0.0 and a difference may be -0.0: lane
/// 0's is +0.0, so a fold of zeros is too, and beside another number a zero's sign is lost.
#[inline(always)]
pub(crate) fn apart_of_row<T: Float, L: Lanes<T>>(lanes: L, xs: &[T], pivot: T) -> (f64, f64) {
    // Each by itself: a row that came from either would come through memory.
    match T::rows(xs) {
        ([row], _) => sums_apart(lanes, lanes.load(row), pivot),
        _ => sums_apart(lanes, lanes.head(xs, pivot), pivot),
    }
}

#[inline(always)]
fn sums_apart<T: Float, L: Lanes<T>>(lanes: L, row: L::Row, pivot: T) -> (f64, f64) {
    let differences = lanes.sub(lanes.splat(pivot), row);
    let squares = lanes.mul(differences, differences);
    (lanes.sum(differences).into(), lanes.sum(squares).into())
}

/// The first elements of a row, `fill` in the other lanes.
#[inline(always)]
pub(crate) fn padded<T: Copy, const N: usize>(part: &[T], fill: T) -> [T; N] {
    let mut row = [fill; N];
    for (lane, &x) in row.iter_mut().zip(part) {
        *lane = x;
    }
    row
}
