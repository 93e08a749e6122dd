use crate::element::sealed::Float;

/// How many values there were, their mean, and their spread.
///
/// # Examples
///
/// ```
/// let m = simd_kernels::mean_var(&[2.0_f32, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
/// assert_eq!((m.count, m.mean, m.variance()), (8, 5.0, 4.0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Moments {
    /// The number of values.
    pub count: u64,
    /// Their mean. A mean of zero is +0.0.
    pub mean: f64,
    /// The sum of the squares of their differences from the mean.
    pub m2: f64,
}

impl Moments {
    /// Of a block: `count` (> 0) values, and the sums of `pivot`'s differences from them and of the
    /// squares of these.
    #[inline(always)]
    pub(crate) fn of_block(count: usize, pivot: f64, sums: (f64, f64)) -> Self {
        let (mean, m2) = Self::of_sums(count, pivot, sums);
        // Rounding may leave a little less than nothing; a NaN must stay.
        let m2 = if m2 < 0.0 { 0.0 } else { m2 };
        Self { count: count as u64, mean, m2 }
    }

    /// The mean, and m2, which may be less than nothing.
    #[inline(always)]
    pub(crate) fn of_sums(count: usize, pivot: f64, (sum, squares): (f64, f64)) -> (f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "a block has 4,096 values at most")]
        let mean = sum / count as f64;
        // A pivot of -0.0 is +0.0 here: or else the mean might be -0.0.
        ((pivot + 0.0) - mean, squares - sum * mean)
    }

    /// The moments of both sets of values together (Chan, Golub and `LeVeque`, 1979). O(1).
    ///
    /// With n = n₁ + n₂, w = n₂ / n and d = mean₂ − mean₁: mean = mean₁ + d w,
    /// m2 = m2₁ + m2₂ + d² (n₁ w), each operation rounded once, in this order; a NaN is the
    /// canonical one. Merging is exact enough for every use but is not associative to the last bit:
    /// for the bits of [`mean_var`](crate::mean_var()) of the whole, use one
    /// [`MeanVar`](crate::MeanVar). Moments whose count was set to 0 change nothing; a count stays at
    /// `u64::MAX` where it would be more.
    ///
    /// ```
    /// let (a, b) = ([1.0, 2.0], [3.0, 4.0, 5.0]);
    /// let a = simd_kernels::mean_var(&a).unwrap();
    /// let b = simd_kernels::mean_var(&b).unwrap();
    /// let both = a.merge(b);
    /// assert_eq!((both.count, both.mean, both.variance()), (5, 3.0, 2.0));
    /// ```
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        // Without this, the square of a large mean would be infinite, and nothing times that a NaN.
        if self.count == 0 {
            return other.canonical();
        }
        self.join(other).canonical()
    }

    /// [`Moments::merge`] with any NaN.
    #[expect(clippy::cast_precision_loss, reason = "counts above 2^53 are rounded, as all else is")]
    #[inline]
    pub(crate) fn join(self, other: Self) -> Self {
        if other.count == 0 {
            return self;
        }
        let count = self.count.saturating_add(other.count);
        let weight = other.count as f64 / count as f64;
        let ours = self.count as f64;
        let apart = other.mean - self.mean;
        let mean = if apart.is_finite() {
            self.mean + apart * weight
        } else {
            self.far_mean(other.mean, ours / count as f64, weight)
        };
        let m2 = self.m2 + other.m2 + apart * apart * (ours * weight);
        Self { count, mean, m2 }
    }

    /// The mean of both where the means are infinite, NaN, or more than the largest float apart. Cold, or
    /// the compiler would compute it each time and then choose.
    #[cold]
    fn far_mean(self, other: f64, ours: f64, theirs: f64) -> f64 {
        self.mean * ours + other * theirs
    }

    /// With the canonical NaN where there is one.
    #[inline(always)]
    pub(crate) fn canonical(self) -> Self {
        Self { mean: self.mean.canonical(), m2: self.m2.canonical(), ..self }
    }

    /// The population's variance: the mean square of the differences from the mean, m2 / count. The canonical
    /// NaN where the count was set to 0.
    #[must_use]
    pub fn variance(self) -> f64 {
        // Of the count, which is there before a choice of the quotient would be.
        if self.count == 0 {
            return f64::ONE_NAN;
        }
        self.m2 / float(self.count)
    }

    /// The unbiased estimate of the variance of what the values are a sample of: m2 / (count − 1);
    /// `None` of fewer than two values.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts above 2^53 are rounded, as all else is")]
    pub fn sample_variance(self) -> Option<f64> {
        (self.count > 1).then(|| self.m2 / (self.count - 1) as f64)
    }

    /// The square root of [`Moments::variance`]. Needs the feature `std` or `libm`.
    #[cfg(any(feature = "std", feature = "libm"))]
    #[must_use]
    pub fn std_dev(self) -> f64 {
        root(self.variance())
    }

    /// The square root of [`Moments::sample_variance`]. Needs the feature `std` or `libm`.
    #[cfg(any(feature = "std", feature = "libm"))]
    #[must_use]
    pub fn sample_std_dev(self) -> Option<f64> {
        self.sample_variance().map(root)
    }
}

/// A count as a float. x86-64 without AVX-512 has one instruction for a number with a sign, and six for one that
/// may need all bits, which no slice's length does: more than a few elements' sums take.
#[expect(clippy::cast_precision_loss, reason = "counts above 2^53 are rounded, as all else is")]
#[inline]
fn float(count: u64) -> f64 {
    #[cold]
    fn large(count: u64) -> f64 {
        count as f64
    }
    i64::try_from(count).map_or_else(|_| large(count), |count| count as f64)
}

/// The root of a variance; of a negative one, which only a field that was set can give, the one NaN. By the
/// sign's bit: LLVM takes "NaN where x < 0, else sqrt(x)" for sqrt(x), and what x86 gives is another NaN.
#[cfg(any(feature = "std", feature = "libm"))]
fn root(variance: f64) -> f64 {
    if variance.is_sign_negative() && variance != 0.0 { f64::ONE_NAN } else { variance.root() }
}
