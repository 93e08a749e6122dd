use core::fmt;

use crate::blocks::Stream;
use crate::terms::Products;
use crate::{Float, LenMismatch, Level};

/// The dot product: the sum of the products of elements at the same place.
///
/// The same bits on every machine and [`Level`]: each product rounds once (it is not fused with the
/// addition), and the products are added in the order of [`sum`](crate::sum()). Of nothing, -0.0;
/// a NaN result is the canonical one.
///
/// O(n), no allocation.
///
/// # Errors
///
/// [`LenMismatch`], with both lengths, if they differ.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::dot(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]), Ok(32.0));
/// assert!(simd_kernels::dot(&[1.0_f32], &[]).is_err());
/// ```
#[inline]
pub fn dot<T: Float>(a: &[T], b: &[T]) -> Result<T, LenMismatch> {
    Level::detect().dot(a, b)
}

/// The dot product, with each product fused with its addition where the CPU has an instruction for
/// that: **outside the promise**. The result depends on the [`Level`], by the rounding of the
/// products; `dot` of the same slices does not.
///
/// It saves an instruction for each register, and a rounding for each element. The order of
/// additions is that of [`sum`](crate::sum()). Of nothing, -0.0; a NaN result is the canonical one.
///
/// O(n), no allocation.
///
/// # Errors
///
/// [`LenMismatch`], with both lengths, if they differ.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::dot_fused(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]), Ok(32.0));
/// ```
#[inline]
pub fn dot_fused<T: Float>(a: &[T], b: &[T]) -> Result<T, LenMismatch> {
    Level::detect().dot_fused(a, b)
}

/// The square of the Euclidean distance: the sum of the squares of differences.
///
/// The same bits on every machine and [`Level`]: difference and square round once each, and the
/// squares are added in the order of [`sum`](crate::sum()), from +0.0. A NaN result is the
/// canonical one.
///
/// O(n), no allocation.
///
/// # Errors
///
/// [`LenMismatch`], with both lengths, if they differ.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::euclidean_squared(&[1.0, 2.0], &[4.0, 6.0]), Ok(25.0));
/// ```
#[inline]
pub fn euclidean_squared<T: Float>(a: &[T], b: &[T]) -> Result<T, LenMismatch> {
    Level::detect().euclidean_squared(a, b)
}

/// The dot product of two streams: the same bits as [`dot`] of the whole, however they are cut.
///
/// Holds its state in itself (about 800 bytes); never allocates.
///
/// # Examples
///
/// ```
/// let mut dot = simd_kernels::Dot::new();
/// dot.push(&[1.0, 2.0], &[4.0, 5.0])?;
/// dot.push(&[3.0], &[6.0])?;
/// assert_eq!(dot.finish(), 32.0);
/// # Ok::<(), simd_kernels::LenMismatch>(())
/// ```
#[derive(Clone)]
pub struct Dot<T: Float>(Stream<T>);

impl<T: Float> Dot<T> {
    /// Of nothing yet, on this CPU's best level.
    #[must_use]
    pub fn new() -> Self {
        Self::with_level(Level::detect())
    }

    /// Of nothing yet, on `level`. The level changes the speed, not the result.
    #[must_use]
    pub fn with_level(level: Level) -> Self {
        Self(Stream::new(level))
    }

    /// Takes the next elements of both. O(n).
    ///
    /// # Errors
    ///
    /// [`LenMismatch`] if there are more of one; then nothing was taken.
    pub fn push(&mut self, a: &[T], b: &[T]) -> Result<(), LenMismatch> {
        LenMismatch::check(a, b)?;
        self.0.push(Products { a, b });
        Ok(())
    }

    /// The dot product so far: -0.0 of nothing, the canonical NaN of a NaN. O(1).
    #[must_use]
    pub fn finish(&self) -> T {
        self.0.finish()
    }
}

impl<T: Float> Default for Dot<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Float> fmt::Debug for Dot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dot")
            .field("level", &self.0.level)
            .field("blocks", &self.0.blocks())
            .field("filled", &self.0.filled)
            .field("dot", &self.finish())
            .finish_non_exhaustive()
    }
}
