use core::fmt;

use crate::blocks::Whole;
use crate::raw::Token;
use crate::terms::{Distances, Elements, Products, Sizes, Squares};
use crate::{Element, Float, Isa, LenMismatch, Moments, histogram, mean_var};

/// An instruction set that this CPU has, proved by detection: there is no other way to one.
///
/// Every function of this crate is also a method here, for who wants to detect once, to compare
/// levels, or to stay below the best. The level changes the speed of a result, never a bit of it.
///
/// # Examples
///
/// ```
/// use simd_kernels::{Isa, Level};
///
/// let xs: Vec<f32> = (0..1000).map(|i| i as f32 * 0.1).collect();
/// let here = Level::detect().sum(&xs);
/// for level in Level::supported() {
///     assert_eq!(level.sum(&xs).to_bits(), here.to_bits(), "{level:?}");
/// }
/// assert!(Level::new(Isa::Scalar).is_some());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Level(Token);

impl Level {
    /// The fastest that this CPU has. The CPU is asked once; then this is one atomic load.
    #[must_use]
    #[inline]
    pub fn detect() -> Self {
        Self(Token::best())
    }

    /// All that this CPU has, slowest first.
    ///
    /// ```
    /// use simd_kernels::{Isa, Level};
    /// assert_eq!(Level::supported().next().map(Level::isa), Some(Isa::Scalar));
    /// assert_eq!(Level::supported().last(), Some(Level::detect()));
    /// ```
    #[must_use]
    pub fn supported() -> impl DoubleEndedIterator<Item = Self> + Clone + fmt::Debug {
        [Isa::Scalar, Isa::Sse2, Isa::Avx2, Isa::Avx512, Isa::Neon]
            .into_iter()
            .filter_map(Self::new as fn(Isa) -> Option<Self>)
    }

    /// The level of `isa`, or `None` where the CPU lacks it, the operating system does not save
    /// its registers, or this crate has no back-end for it on this target.
    #[must_use]
    pub fn new(isa: Isa) -> Option<Self> {
        Token::new(isa).map(Self)
    }

    /// Its instruction set.
    #[must_use]
    pub const fn isa(self) -> Isa {
        self.0.isa()
    }

    /// As [`sum`](crate::sum()).
    #[must_use]
    #[inline]
    pub fn sum<T: Float>(self, xs: &[T]) -> T {
        T::run(self.0, Whole(Elements { xs }))
    }

    /// As [`dot`](crate::dot()).
    ///
    /// # Errors
    ///
    /// [`LenMismatch`] if the lengths differ.
    #[inline]
    pub fn dot<T: Float>(self, a: &[T], b: &[T]) -> Result<T, LenMismatch> {
        LenMismatch::check(a, b)?;
        Ok(T::run(self.0, Whole(Products { a, b })))
    }

    /// As [`euclidean_squared`](crate::euclidean_squared()).
    ///
    /// # Errors
    ///
    /// [`LenMismatch`] if the lengths differ.
    #[inline]
    pub fn euclidean_squared<T: Float>(self, a: &[T], b: &[T]) -> Result<T, LenMismatch> {
        LenMismatch::check(a, b)?;
        Ok(T::run(self.0, Whole(Distances { a, b })))
    }

    /// As [`l1`](crate::l1()).
    #[must_use]
    #[inline]
    pub fn l1<T: Float>(self, xs: &[T]) -> T {
        T::run(self.0, Whole(Sizes { xs }))
    }

    /// As [`l2_squared`](crate::l2_squared()).
    #[must_use]
    #[inline]
    pub fn l2_squared<T: Float>(self, xs: &[T]) -> T {
        T::run(self.0, Whole(Squares { xs }))
    }

    /// As [`l2`](crate::l2()).
    #[cfg(feature = "std")]
    #[must_use]
    #[inline]
    pub fn l2<T: Float>(self, xs: &[T]) -> T {
        self.l2_squared(xs).sqrt().canonical()
    }

    /// As [`min`](crate::min()).
    #[must_use]
    #[inline]
    pub fn min<T: Element>(self, xs: &[T]) -> Option<T> {
        T::least_of(self.0, xs)
    }

    /// As [`max`](crate::max()).
    #[must_use]
    #[inline]
    pub fn max<T: Element>(self, xs: &[T]) -> Option<T> {
        T::greatest_of(self.0, xs)
    }

    /// As [`mean_var`](crate::mean_var()).
    #[must_use]
    #[inline]
    pub fn mean_var<T: Float>(self, xs: &[T]) -> Option<Moments> {
        T::run(self.0, mean_var::Whole(xs))
    }

    /// As [`histogram`](crate::histogram()): the same code on every level.
    #[must_use]
    #[inline]
    pub fn histogram(self, bytes: &[u8]) -> [u64; 256] {
        histogram::histogram(bytes)
    }

    /// The proof.
    #[inline]
    pub(crate) const fn token(self) -> Token {
        self.0
    }
}

impl fmt::Debug for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Level").field(&self.isa()).finish()
    }
}
