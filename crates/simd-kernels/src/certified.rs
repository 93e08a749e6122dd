//! The sum that is rounded once, for most slices without an exact addition for each element.
//!
//! # In prose
//!
//! Each of 32 lanes adds up its elements in `f64`, and apart from them what each addition lost: the
//! error of a rounded addition is a float too, and six additions give it (Knuth's two-sum). The lanes
//! are folded by halves in the same way. So the exact sum is that of the one sum that is left and of
//! all the errors. Only the errors are added with rounding, and a third sum, of their sizes, bounds
//! what that loses. If the least and the greatest sum that the bound allows round to the same float,
//! that is the result; for rounding keeps order. If not, or if anything is infinite or NaN, or the
//! sum may be zero, the caller takes the exact way.
//!
//! # In pseudo-code
//!
//! ```text
//! for i, x in elements:    s[i mod 32], e = two_sum(s[i mod 32], x);  c[i mod 32] += e;  b[i mod 32] += |e|
//! for h = 16, 8, 4, 2, 1:  for j in 0..h:
//!                          s[j], e = two_sum(s[j], s[j + h])
//!                          c[j] = c[j] + c[j + h] + e;  b[j] = b[j] + b[j + h] + |e|
//! exact = s[0] + c[0];     bound = b[0] * (rows + 16) * 2^-51
//! if round(exact - bound) = round(exact + bound):  it is the result
//!
//! two_sum(a, x):           t = a + x;  z = t - a;  return t, (a - (t - z)) + (x - z)
//! ```
//!
//! The bound: an error goes through at most one addition a row and two a fold, k = rows + 10 of them;
//! these lose at most k u / (1 - k u) of the sizes of all that is added, where u = 2^-53 (Higham,
//! "Accuracy and Stability of Numerical Algorithms", 2nd ed., 4.2), and b, as computed, is too small by
//! as small a part. 2^-51 is 4 u, far more than both together while k is below 2^40. What `exact`
//! and `bound` lose when they are added, or the product to underflow, one float more outwards makes
//! good. (T. Ogita, S. M. Rump, S. Oishi, "Accurate sum and dot product", 2005, have the sum of
//! errors. Additions do not lose anything to underflow; one that overflows leaves an infinity or NaN.)

use crate::element::sealed::Float;
use crate::lanes::Lanes;

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
pub(crate) fn certified<T: Float, L: Lanes<f64>>(lanes: L, xs: &[T]) -> Option<T> {
    let zero = lanes.splat(0.0);
    let (rows, tail) = xs.as_chunks::<32>();
    if rows.is_empty() {
        let zeros = [0.0; 32];
        let sums = lanes.store(T::widened(lanes, tail));
        return decide(1, folded(sums, zeros, zeros));
    }
    let mut running = Running { sums: zero, errors: zero, sizes: zero };
    for row in rows {
        running = running.take(lanes, lanes.load(&row.map(Into::into)));
    }
    running = running.take(lanes, T::widened(lanes, tail));
    let Running { sums, errors, sizes } = running;
    decide(rows.len() + 1, folded(lanes.store(sums), lanes.store(errors), lanes.store(sizes)))
}

/// The lanes folded to one.
#[inline(always)]
fn folded(mut sums: [f64; 32], mut errors: [f64; 32], mut sizes: [f64; 32]) -> [f64; 3] {
    let mut half = 16;
    while half > 0 {
        for i in 0..half {
            let (a, b) = (sums[i], sums[i + half]);
            let sum = a + b;
            let added = sum - a;
            let error = (a - (sum - added)) + (b - added);
            sums[i] = sum;
            errors[i] = errors[i] + errors[i + half] + error;
            sizes[i] = sizes[i] + sizes[i + half] + error.abs();
        }
        half /= 2;
    }
    [sums[0], errors[0], sizes[0]]
}

/// What one sum says, the sum of what it lost, and that of the sizes of this, after `rows` rows.
#[inline(always)]
fn decide<T: Float>(rows: usize, [sum, errors, sizes]: [f64; 3]) -> Option<T> {
    const TWO_TO_MINUS_51: f64 = 4.0 * (f64::EPSILON / 2.0);
    // As wide as the bound on every target.
    if rows as u64 >= 1 << 40 {
        return None;
    }
    let (mut low, mut high) = (sum, sum);
    // Or else nothing was lost. A NaN is not 0.
    if sizes != 0.0 {
        #[expect(clippy::cast_precision_loss, reason = "below 2^40")]
        let bound = (sizes * (rows + 16) as f64 * TWO_TO_MINUS_51).next_up();
        low += (errors - bound).next_down();
        high += (errors + bound).next_up();
        if T::DIGITS < f64::MANTISSA_DIGITS {
            // These two are rounded once already, and will be again.
            (low, high) = (low.next_down(), high.next_up());
        }
    }
    let (low, high) = (T::of_wide(low), T::of_wide(high));
    (low.same(high) && low.finite() && low != T::ZERO).then_some(low)
}
