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

use crate::blocks::Stream;
use crate::terms::Elements;
use crate::{Float, Level};

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
pub struct Sum<T: Float>(Stream<T>);

impl<T: Float> Sum<T> {
    /// An empty sum, on this CPU's best level.
    #[must_use]
    pub fn new() -> Self {
        Self::with_level(Level::detect())
    }

    /// An empty sum on `level`. The level changes the speed, not the result.
    #[must_use]
    pub fn with_level(level: Level) -> Self {
        Self(Stream::new(level))
    }

    /// Adds the next elements. O(n).
    pub fn push(&mut self, xs: &[T]) {
        self.0.push(Elements { xs });
    }

    /// The sum so far: -0.0 of nothing, the canonical NaN of a NaN. O(1).
    #[must_use]
    pub fn finish(&self) -> T {
        self.0.finish()
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
            .field("level", &self.0.level)
            .field("blocks", &self.0.blocks())
            .field("filled", &self.0.filled)
            .field("sum", &self.finish())
            .finish_non_exhaustive()
    }
}
