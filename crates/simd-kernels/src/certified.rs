//! The sum that is rounded once, for most slices without an exact addition for each element.
//!
//! # In prose
//!
//! Each of 32 lanes adds up its elements in `f64`, and apart from them what each addition lost: the
//! error of a rounded addition is a float too, and six additions give it (Knuth's two-sum). So the
//! exact sum is that of the lanes' sums and of all the errors. Only the errors are added with
//! rounding, and a third sum, of their sizes, bounds what that loses. The lanes are then joined
//! exactly. If the least and the greatest sum that the bound allows round to the same float, that
//! is the result; for rounding keeps order. If not, or if anything is infinite or NaN, or the sum
//! may be zero, the caller takes the exact way.
//!
//! # In pseudo-code
//!
//! ```text
//! for i, x in elements:    t = s[i mod 32] + x;  z = t - s[i mod 32]
//!                          e = (s[i mod 32] - (t - z)) + (x - z);      s[i mod 32] = t
//!                          c[i mod 32] += e;  b[i mod 32] += |e|
//! exact = s[0] + … + s[31] + c[0] + … + c[31];    bound = (b[0] + … + b[31]) * rows * 2^-51
//! if round(exact - bound) = round(exact + bound):  it is the result
//! ```
//!
//! The bound: k additions to a c lose at most k u / (1 - k u) of the sizes of all that is added, where
//! u = 2^-53 (Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., 4.2), and b, as
//! computed, is too small by as small a part. 2^-51 is 4 u, far more than both together while k is
//! below 2^40. (T. Ogita, S. M. Rump, S. Oishi, "Accurate sum and dot product", 2005, have the sum of
//! errors. Additions do not lose anything to underflow; one that overflows leaves an infinity or NaN.)

use crate::element::sealed::Float;
use crate::lanes::{Lanes, Widen};
use crate::precise::Exact;

/// From so many elements on it is faster than the exact way.
pub(crate) const LONG: usize = 512;

/// The lanes while they are in registers.
#[derive(Clone, Copy)]
struct Running<R> {
    sums: R,
    errors: R,
    sizes: R,
}

impl<R: Copy> Running<R> {
    #[inline(always)]
    fn take<L: Lanes<f64, Row = R>>(self, lanes: L, row: R) -> Self {
        let sums = lanes.add(self.sums, row);
        let added = lanes.sub(sums, self.sums);
        let left = lanes.sub(self.sums, lanes.sub(sums, added));
        let error = lanes.add(left, lanes.sub(row, added));
        Self {
            sums,
            errors: lanes.add(self.errors, error),
            sizes: lanes.add(self.sizes, lanes.abs(error)),
        }
    }
}

/// The sum rounded once, or `None` if this way cannot tell.
#[inline(always)]
pub(crate) fn certified<T: Float, L: Widen<T>>(lanes: L, xs: &[T]) -> Option<T> {
    let zero = lanes.splat(0.0);
    let mut running = Running { sums: zero, errors: zero, sizes: zero };
    let (rows, tail) = xs.as_chunks();
    for row in rows {
        running = running.take(lanes, lanes.widen(row));
    }
    running = running.take(lanes, lanes.widen_head(tail, T::ZERO));
    let Running { sums, errors, sizes } = running;
    decide(rows.len() + 1, &lanes.store(sums), &lanes.store(errors), &lanes.store(sizes))
}

/// What the lanes say after `rows` rows.
#[inline(never)]
fn decide<T: Float>(
    rows: usize,
    sums: &[f64; 32],
    errors: &[f64; 32],
    sizes: &[f64; 32],
) -> Option<T> {
    const TWO_TO_MINUS_51: f64 = 4.0 * (f64::EPSILON / 2.0);
    // As wide as the bound on every target.
    if rows as u64 >= 1 << 40 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "below 2^40")]
    let bound = sizes.iter().sum::<f64>() * rows as f64 * TWO_TO_MINUS_51;
    if !(sums.iter().chain(errors).all(|x| x.is_finite()) && bound.is_finite()) {
        return None;
    }
    let mut exact = Exact::ZERO;
    for &lane in sums.iter().chain(errors) {
        exact.add_wide::<T>(lane, false);
    }
    let (mut low, mut high) = (exact.clone(), exact);
    if bound > 0.0 {
        // Rounded away from zero, by one unit, for what the product above may have lost.
        low.add_wide::<T>(-bound, true);
        high.add_wide::<T>(bound, true);
    }
    let (low, high) = (low.rounded::<T>()?, high.rounded::<T>()?);
    low.same(high).then_some(low)
}
