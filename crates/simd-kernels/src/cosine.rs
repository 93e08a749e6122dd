use crate::blocks::ROWS;
use crate::counter::Counter;
use crate::element::sealed;
use crate::lanes::Lanes;
use crate::raw::{Kernel, parts};
use crate::terms::{Products, Squares, Terms};
use crate::{Float, LenMismatch, Level};

/// The cosine of the angle between two vectors: their similarity, from -1 to 1 but for rounding.
///
/// It is `dot(a, b) / (l2(a) * l2(b))`, each of the three with the bits of the function of that name
/// and each operation rounded once: so the same bits on every machine and [`Level`]. NaN, the
/// canonical one, if one of the vectors is zero or empty, or has a NaN or an infinity. Squares may
/// overflow or vanish where the cosine itself would not: nothing is scaled.
///
/// One pass, O(n), no allocation. Needs the feature `std` or `libm`.
///
/// # Errors
///
/// [`LenMismatch`], with both lengths, if they differ.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::cosine(&[1.0, 0.0], &[0.0, 2.0]), Ok(0.0));
/// assert_eq!(simd_kernels::cosine(&[3.0_f32, 4.0], &[6.0, 8.0]), Ok(1.0));
/// assert!(simd_kernels::cosine(&[0.0], &[1.0]).is_ok_and(f64::is_nan));
/// ```
#[inline]
pub fn cosine<T: Float>(a: &[T], b: &[T]) -> Result<T, LenMismatch> {
    Level::detect().cosine(a, b)
}

/// The cosine of two slices of one length.
pub(crate) struct Cosine<'a, T> {
    pub(crate) a: &'a [T],
    pub(crate) b: &'a [T],
}

impl<'a, T: Float> Kernel<T> for Cosine<'a, T> {
    type Out = T;
    parts!(a: &'a [T], b: &'a [T]);

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> T {
        // Of one length, as the compiler cannot know: one mask for both.
        let Products { a, b } = Products { a: self.a, b: self.b }.even();
        if a.len() > T::V {
            return Lanes::<T>::out_of_line(lanes, Three { a, b });
        }
        let dot = Products { a, b }.short(lanes);
        cosine_of([dot, Squares { xs: a }.short(lanes), Squares { xs: b }.short(lanes)])
    }
}

/// The cosine of more than a row: the dot product and both squared norms in one pass.
struct Three<'a, T> {
    a: &'a [T],
    b: &'a [T],
}

impl<'a, T: Float> Kernel<T> for Three<'a, T> {
    type Out = T;
    parts!(a: &'a [T], b: &'a [T]);

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> T {
        cosine_of(three(lanes, self.a, self.b))
    }
}

/// The three sums, each in the order that it has alone.
#[inline(always)]
fn three<T: Float, L: Lanes<T>>(lanes: L, a: &[T], b: &[T]) -> [T; 3] {
    let nothing = [T::MINUS_ZERO, T::ZERO, T::ZERO];
    if a.len() < ROWS * T::V {
        return block(lanes, a, b);
    }
    let mut counters = nothing.map(Counter::new);
    let mut last = nothing;
    for (a, b) in a.chunks(ROWS * T::V).zip(b.chunks(ROWS * T::V)) {
        let sums = block(lanes, a, b);
        if a.len() == ROWS * T::V {
            for (counter, sum) in counters.iter_mut().zip(sums) {
                counter.push(sum, |a, b| a + b);
            }
        } else {
            last = sums;
        }
    }
    [0, 1, 2].map(|i| counters[i].finish(Some(last[i]), |a, b| a + b).unwrap_or(last[i]))
}

/// The sums of at most a block.
#[inline(always)]
fn block<T: Float, L: Lanes<T>>(lanes: L, a: &[T], b: &[T]) -> [T; 3] {
    let mut to = [lanes.splat(T::MINUS_ZERO), lanes.splat(T::ZERO), lanes.splat(T::ZERO)];
    let whole = a.len() / T::V * T::V;
    let ((a, a_tail), (b, b_tail)) = (a.split_at(whole), b.split_at(whole));
    if L::FIVE_ROWS {
        for (a, b) in T::rows(a).0.iter().zip(T::rows(b).0) {
            let (a, b) = (lanes.load(a), lanes.load(b));
            to = [
                lanes.add(to[0], lanes.mul(a, b)),
                lanes.add(to[1], lanes.mul(a, a)),
                lanes.add(to[2], lanes.mul(b, b)),
            ];
        }
    } else {
        // A few rows at a time, so that what one sum has read is at hand for the others, and the lanes
        // of one need no more registers than there are.
        for (a, b) in a.chunks(8 * T::V).zip(b.chunks(8 * T::V)) {
            to = [
                Products { a, b }.add_rows(lanes, to[0]),
                Squares { xs: a }.add_rows(lanes, to[1]),
                Squares { xs: b }.add_rows(lanes, to[2]),
            ];
        }
    }
    if !a_tail.is_empty() {
        let (a, b) = (a_tail, b_tail);
        to = [
            lanes.add(to[0], Products { a, b }.head(lanes)),
            lanes.add(to[1], Squares { xs: a }.head(lanes)),
            lanes.add(to[2], Squares { xs: b }.head(lanes)),
        ];
    }
    to.map(|row| lanes.sum(row))
}

/// The cosine, of the three sums.
#[inline(always)]
fn cosine_of<T: sealed::Float>([dot, a, b]: [T; 3]) -> T {
    (dot / (a.root() * b.root())).canonical()
}
