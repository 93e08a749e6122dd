//! The sum, rounded once.
//!
//! # In prose
//!
//! A finite float is a whole number of *units*, where the unit is the least subnormal. So the exact
//! sum is a whole number of units too, of some 2,100 bits for `f64`. It is held in 67 *chunks*, of
//! which chunk i counts 2^(32 i) units. An element is its mantissa, shifted by less than 32, added to
//! one chunk: at most 2^84, in a chunk that holds 2^127. At the end carries go up, and the number
//! is rounded to the nearest float, ties to even, by its bits. What is exact has no order: so the
//! result has the same bits on every machine, in every order of the elements.
//!
//! # In pseudo-code
//!
//! ```text
//! for x in elements:    (sign, m, p) with x = sign * m * 2^p units
//!                       chunk[p / 32] += sign * (m << p % 32)
//! n = sum of chunk[i] * 2^(32 i)
//! if n < 2^P:           |result| = n units                      (P = 24 or 53: exact)
//! else:                 s = bits of n - P;  top = n >> s;  rest = n mod 2^s
//!                       if rest > 2^(s-1), or it is equal and top is odd:  top += 1
//!                       |result| = top * 2^s units, or infinity if there is no such float
//! ```
//!
//! (R. M. Neal, "Fast exact summation using small and large superaccumulators", 2015, has the idea
//! of chunks that overlap.)

use crate::Level;
use crate::certified::certified;
use crate::element::sealed::Float;
use crate::lanes::Lanes;
use crate::raw::{Kernel, parts};

/// The exact sum of floats, rounded once: the float nearest to it, of two equally near the even
/// one. The same bits on every machine and [`Level`], and in every order of the elements.
///
/// Nothing overflows on the way: the result is infinite only if an element is, or the exact sum is
/// too large. A NaN, or infinities of both signs, give the canonical NaN. Of nothing, and of -0.0
/// alone, -0.0; an exact sum of zero is +0.0 otherwise.
///
/// O(n), no allocation; about 1 KiB of stack.
///
/// # Examples
///
/// ```
/// let xs = [1e300, 1.0, -1e300, 1e-300];
/// assert_eq!(simd_kernels::sum_precise(&xs), 1.0);
/// assert_eq!(simd_kernels::sum_precise(&[0.1_f32; 10]), 1.0);
/// assert_eq!(simd_kernels::sum_precise(&[f64::MAX, f64::MAX, -f64::MAX]), f64::MAX);
/// ```
#[must_use]
#[inline]
pub fn sum_precise<T: crate::Float>(xs: &[T]) -> T {
    Level::detect().sum_precise(xs)
}

/// The sum of a slice, rounded once.
pub(crate) struct Precise<'a, T>(pub(crate) &'a [T]);

impl<T: Float> Kernel<f64> for Precise<'_, T> {
    type Out = T;
    parts!();

    #[inline(always)]
    fn run<L: Lanes<f64>>(self, lanes: L) -> T {
        certified(lanes, self.0).unwrap_or_else(|| exactly(self.0))
    }
}

#[inline(never)]
fn exactly<T: Float>(xs: &[T]) -> T {
    let mut exact = Exact::ZERO;
    if !exact.add(xs) {
        return not_finite(xs);
    }
    // Zero is negative where all elements are.
    let zero = || if xs.iter().all(|x| x.same(T::MINUS_ZERO)) { T::MINUS_ZERO } else { T::ZERO };
    exact.rounded().unwrap_or_else(zero)
}

/// Bits of a chunk that are its own; those above them are carries.
const WIDTH: u32 = 32;
/// Chunks: 66 hold the largest `f64`, which is less than 2^2098 units; one for what is beyond.
const CHUNKS: usize = 67;
/// So many elements leave room for the sign: 2^41 of 2^84, where there can be as many.
const PIECE: usize = usize::MAX >> 23;

/// A whole number of units: the sum of `chunks[i] << (32 * i)`.
struct Exact {
    chunks: [i128; CHUNKS],
    /// Only these may hold anything but 0, and what they carry stays among them.
    from: usize,
    to: usize,
}

impl Exact {
    const ZERO: Self = Self { chunks: [0; CHUNKS], from: CHUNKS, to: 0 };

    /// Adds floats. False if one of them is not finite; then the number means nothing.
    #[inline(always)]
    fn add<T: Float>(&mut self, xs: &[T]) -> bool {
        let (infinity, _) = T::INFINITY.size_and_sign();
        // A zero, which needs no chunk, is the largest when 1 is taken away.
        let (mut largest, mut smallest) = (0, u64::MAX);
        for piece in xs.chunks(PIECE) {
            for x in piece {
                let (size, negative) = x.size_and_sign();
                largest = largest.max(size);
                smallest = smallest.min(size.wrapping_sub(1));
                self.add_one::<T>(size, negative);
            }
            if smallest < u64::MAX {
                self.span(place(parts(smallest + 1, T::DIGITS).1));
                self.span(place(parts(largest, T::DIGITS).1));
            }
            self.carry();
        }
        largest < infinity
    }

    /// Takes a chunk among those that may hold something, and the four that its 127 bits may be
    /// carried to.
    #[inline(always)]
    fn span(&mut self, chunk: usize) {
        self.from = self.from.min(chunk);
        self.to = self.to.max(CHUNKS.min(chunk + 5));
    }

    #[inline(always)]
    fn add_one<T: Float>(&mut self, size: u64, negative: bool) {
        let (mantissa, power) = parts(size, T::DIGITS);
        let shifted = i128::from(mantissa) << (power % u64::from(WIDTH));
        let chunk = &mut self.chunks[place(power)];
        *chunk += if negative { -shifted } else { shifted };
    }

    /// Leaves each chunk that is not 0, but the last of them, from 0 to 2^32 - 1.
    #[inline(always)]
    fn carry(&mut self) {
        let mut carried = 0;
        let Some((last, chunks)) = self.held().split_last_mut() else { return };
        for chunk in chunks {
            let all = *chunk + carried;
            *chunk = all & ((1 << WIDTH) - 1);
            carried = all >> WIDTH;
        }
        *last += carried;
    }

    /// The chunks that may hold something.
    #[inline(always)]
    fn held(&mut self) -> &mut [i128] {
        self.chunks.get_mut(self.from..self.to).unwrap_or_default()
    }

    /// The nearest float, or `None` of zero.
    #[inline(always)]
    fn rounded<T: Float>(mut self) -> Option<T> {
        self.carry();
        let negative = self.held().last().is_some_and(|&last| last < 0);
        if negative {
            for chunk in self.held() {
                *chunk = -*chunk;
            }
            self.carry();
        }
        let top = self.from + self.held().iter().rposition(|&chunk| chunk != 0)?;
        let (infinity, _) = T::INFINITY.size_and_sign();
        Some(T::of_size_and_sign(self.nearest(top, T::DIGITS, infinity), negative))
    }

    /// The bits of the nearest float of so many digits, at most `infinity`. Carried, not negative;
    /// `top` is the highest chunk that is not 0.
    fn nearest(&self, top: usize, digits: u32, infinity: u64) -> u64 {
        // The top chunk and the three below it hold all the digits and, but for zeros, what decides
        // the rounding; `low` says whether anything else is below. Only the last chunk exceeds 32
        // bits, and then the float is infinite.
        if self.chunks[top] >> WIDTH != 0 {
            return infinity;
        }
        let base = top.saturating_sub(3);
        let window = self.chunks[base..=top]
            .iter()
            .rev()
            .fold(0, |all, &chunk| all << WIDTH | chunk.cast_unsigned());
        let low = self.chunks[..base].iter().skip(self.from).any(|&chunk| chunk != 0);
        let bits = 128 - window.leading_zeros();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "67 chunks of 32 bits; at most 53 digits"
        )]
        let (base, first) = (base as u32 * WIDTH, |window: u128| window as u64);
        if bits <= digits {
            // Without a chunk below: exact, a subnormal or one of the first normal numbers.
            return first(window);
        }
        let shift = bits - digits;
        let (kept, rest) = (first(window >> shift), window & ((1 << shift) - 1));
        let half = 1 << (shift - 1);
        let up = rest > half || rest == half && (low || kept & 1 == 1);
        // As bits, a float's exponent stands above its digits, of which the first is hidden; a carry
        // out of them is the next exponent, and out of the last exponent, infinity.
        let exponent = u64::from(base + shift);
        ((exponent << (digits - 1)) + kept + u64::from(up)).min(infinity)
    }
}

/// The chunk of a power of two.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "an exponent has 11 bits at most")]
fn place(power: u64) -> usize {
    (power / u64::from(WIDTH)) as usize % 64
}

/// The mantissa and the power of two, in units of its type, of a float with these bits.
#[inline(always)]
fn parts(size: u64, digits: u32) -> (u64, u64) {
    let exponent = size >> (digits - 1);
    // The hidden digit is there unless the exponent is 0, which means the same as 1.
    let normal = u64::from(exponent > 0);
    (size & ((1 << (digits - 1)) - 1) | normal << (digits - 1), exponent - normal)
}

/// The sum of floats one of which is infinite or NaN.
#[cold]
fn not_finite<T: Float>(xs: &[T]) -> T {
    let infinite = xs.iter().copied().filter(|x| !x.finite());
    infinite.fold(T::ZERO, |sum, x| sum + x).canonical()
}
