use core::fmt;

use crate::blocks::Whole;
#[cfg(any(feature = "std", feature = "libm"))]
use crate::cosine;
use crate::masked::Chosen;
use crate::raw::Token;
use crate::terms::{Distances, Elements, Fused, Products, Sizes, Squares};
use crate::{
    Element, Float, Integer, Isa, LenMismatch, Moments, bytes, extremes, histogram, mean_var,
    places, precise, wide,
};

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

    /// As [`sum_precise`](crate::sum_precise()).
    #[must_use]
    #[inline]
    pub fn sum_precise<T: Float>(self, xs: &[T]) -> T {
        self.0.run(precise::Precise(xs))
    }

    /// As [`sum_wide`](crate::sum_wide()).
    #[must_use]
    #[inline]
    pub fn sum_wide<T: Integer>(self, xs: &[T]) -> T::Wide {
        self.0.run(wide::Total(xs))
    }

    /// As [`sum_masked`](crate::sum_masked()).
    ///
    /// # Errors
    ///
    /// [`LenMismatch`] unless `bits` has a byte for every eight elements begun.
    #[inline]
    pub fn sum_masked<T: Float>(self, xs: &[T], bits: &[u8]) -> Result<T, LenMismatch> {
        LenMismatch::check_bitmap(xs, bits)?;
        Ok(T::run(self.0, Whole(Chosen { xs, bits })))
    }

    /// As [`min_masked`](crate::min_masked()).
    ///
    /// # Errors
    ///
    /// [`LenMismatch`] unless `bits` has a byte for every eight elements begun.
    #[inline]
    pub fn min_masked<T: Element>(self, xs: &[T], bits: &[u8]) -> Result<Option<T>, LenMismatch> {
        LenMismatch::check_bitmap(xs, bits)?;
        Ok(T::least_of_masked(self.0, xs, bits))
    }

    /// As [`max_masked`](crate::max_masked()).
    ///
    /// # Errors
    ///
    /// [`LenMismatch`] unless `bits` has a byte for every eight elements begun.
    #[inline]
    pub fn max_masked<T: Element>(self, xs: &[T], bits: &[u8]) -> Result<Option<T>, LenMismatch> {
        LenMismatch::check_bitmap(xs, bits)?;
        Ok(T::greatest_of_masked(self.0, xs, bits))
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

    /// As [`dot_fused`](crate::dot_fused()): the one result that depends on the level.
    ///
    /// # Errors
    ///
    /// [`LenMismatch`] if the lengths differ.
    #[inline]
    pub fn dot_fused<T: Float>(self, a: &[T], b: &[T]) -> Result<T, LenMismatch> {
        LenMismatch::check(a, b)?;
        Ok(T::run(self.0, Whole(Fused(Products { a, b }))))
    }

    /// As [`cosine`](crate::cosine()).
    ///
    /// # Errors
    ///
    /// [`LenMismatch`] if the lengths differ.
    #[cfg(any(feature = "std", feature = "libm"))]
    #[inline]
    pub fn cosine<T: Float>(self, a: &[T], b: &[T]) -> Result<T, LenMismatch> {
        LenMismatch::check(a, b)?;
        Ok(T::run(self.0, cosine::Cosine { a, b }))
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
    #[cfg(any(feature = "std", feature = "libm"))]
    #[must_use]
    #[inline]
    pub fn l2<T: Float>(self, xs: &[T]) -> T {
        self.l2_squared(xs).root().canonical()
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

    /// As [`minmax`](crate::minmax()).
    #[must_use]
    #[inline]
    pub fn minmax<T: Element>(self, xs: &[T]) -> Option<(T, T)> {
        T::extremes_of(self.0, xs)
    }

    /// As [`min_num`](crate::min_num()).
    #[must_use]
    #[inline]
    pub fn min_num<T: Float>(self, xs: &[T]) -> Option<T> {
        T::run(self.0, extremes::LeastNum(xs))
    }

    /// As [`max_num`](crate::max_num()).
    #[must_use]
    #[inline]
    pub fn max_num<T: Float>(self, xs: &[T]) -> Option<T> {
        T::run(self.0, extremes::GreatestNum(xs))
    }

    /// As [`argmin`](crate::argmin()).
    #[must_use]
    #[inline]
    pub fn argmin<T: Element>(self, xs: &[T]) -> Option<usize> {
        T::place_of_least(self.0, xs)
    }

    /// As [`argmax`](crate::argmax()).
    #[must_use]
    #[inline]
    pub fn argmax<T: Element>(self, xs: &[T]) -> Option<usize> {
        T::place_of_greatest(self.0, xs)
    }

    /// As [`argmin_num`](crate::argmin_num()).
    #[must_use]
    #[inline]
    pub fn argmin_num<T: Float>(self, xs: &[T]) -> Option<usize> {
        T::run(self.0, places::ArgLeastNum(xs))
    }

    /// As [`argmax_num`](crate::argmax_num()).
    #[must_use]
    #[inline]
    pub fn argmax_num<T: Float>(self, xs: &[T]) -> Option<usize> {
        T::run(self.0, places::ArgGreatestNum(xs))
    }

    /// As [`count`](crate::count()).
    #[must_use]
    #[inline]
    pub fn count(self, bytes: &[u8], byte: u8) -> usize {
        self.0.run(bytes::Count { bytes, byte })
    }

    /// As [`find`](crate::find()).
    #[must_use]
    #[inline]
    pub fn find(self, bytes: &[u8], byte: u8) -> Option<usize> {
        self.0.run(bytes::Find { bytes, byte })
    }

    /// As [`find_any`](crate::find_any()).
    #[must_use]
    #[inline]
    pub fn find_any(self, bytes: &[u8], set: &[u8]) -> Option<usize> {
        self.0.run(bytes::FindAny { bytes, set })
    }

    /// As [`mean_var`](crate::mean_var()).
    #[must_use]
    #[inline]
    pub fn mean_var<T: Float>(self, xs: &[T]) -> Option<Moments> {
        let first = xs.first()?;
        let (mean, m2) = T::run(self.0, mean_var::All { first, xs });
        Some(Moments { count: xs.len() as u64, mean, m2 })
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
