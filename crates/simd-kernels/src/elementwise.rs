//! One result for each element. Plain loops, which the compiler vectorises with what the level
//! enables: nothing here is written for one instruction set.
//!
//! Each result is rounded once for each operation named, on every level and machine alike; the sign
//! and payload of a NaN are the CPU's.

use crate::each::{Each, EachInto, Pairs, PairsInto};
use crate::{Element, LenMismatch, Level};

/// A function of one slice: in place and into another, free and as methods.
macro_rules! one {
    ($($(#[$about:meta])* $name:ident $into:ident ($($arg:ident),*) |$x:ident| $f:expr;)*) => {$(
        $(#[$about])*
        #[inline]
        pub fn $name<T: Element>(xs: &mut [T] $(, $arg: T)*) {
            Level::detect().$name(xs $(, $arg)*);
        }

        #[doc = concat!("As [`", stringify!($name), "()`], into `out`; `xs` stays as it is.")]
        ///
        /// # Errors
        ///
        /// [`LenMismatch`], with both lengths, if they differ; then nothing was written.
        #[inline]
        pub fn $into<T: Element>(xs: &[T] $(, $arg: T)*, out: &mut [T]) -> Result<(), LenMismatch> {
            Level::detect().$into(xs $(, $arg)*, out)
        }

        impl Level {
            #[doc = concat!("As [`", stringify!($name), "`](crate::", stringify!($name), "()).")]
            #[inline]
            pub fn $name<T: Element>(self, xs: &mut [T] $(, $arg: T)*) {
                self.token().run(Each { xs, f: move |$x: T| $f });
            }

            #[doc = concat!("As [`", stringify!($into), "`](crate::", stringify!($into), "()).")]
            ///
            /// # Errors
            ///
            /// [`LenMismatch`] if the lengths differ.
            #[inline]
            pub fn $into<T: Element>(
                self,
                xs: &[T]
                $(, $arg: T)*,
                out: &mut [T],
            ) -> Result<(), LenMismatch> {
                LenMismatch::check(xs, out)?;
                self.token().run(EachInto { xs, out, f: move |$x: T| $f });
                Ok(())
            }
        }
    )*};
}

/// A function of two slices: into the first and into a third, free and as methods.
macro_rules! two {
    ($($(#[$about:meta])* $name:ident $into:ident |$a:ident, $b:ident| $f:expr;)*) => {$(
        $(#[$about])*
        ///
        /// # Errors
        ///
        /// [`LenMismatch`], with both lengths, if they differ; then nothing was written.
        #[inline]
        pub fn $name<T: Element>(a: &mut [T], b: &[T]) -> Result<(), LenMismatch> {
            Level::detect().$name(a, b)
        }

        #[doc = concat!("As [`", stringify!($name), "()`], into `out`; `a` stays as it is.")]
        ///
        /// # Errors
        ///
        /// [`LenMismatch`] if the length of `b` or of `out` is not that of `a`; then nothing was
        /// written.
        #[inline]
        pub fn $into<T: Element>(a: &[T], b: &[T], out: &mut [T]) -> Result<(), LenMismatch> {
            Level::detect().$into(a, b, out)
        }

        impl Level {
            #[doc = concat!("As [`", stringify!($name), "`](crate::", stringify!($name), "()).")]
            ///
            /// # Errors
            ///
            /// [`LenMismatch`] if the lengths differ.
            #[inline]
            pub fn $name<T: Element>(self, a: &mut [T], b: &[T]) -> Result<(), LenMismatch> {
                LenMismatch::check(a, b)?;
                self.token().run(Pairs { a, b, f: |$a: T, $b: T| $f });
                Ok(())
            }

            #[doc = concat!("As [`", stringify!($into), "`](crate::", stringify!($into), "()).")]
            ///
            /// # Errors
            ///
            /// [`LenMismatch`] if the lengths differ.
            #[inline]
            pub fn $into<T: Element>(
                self,
                a: &[T],
                b: &[T],
                out: &mut [T],
            ) -> Result<(), LenMismatch> {
                LenMismatch::check(a, b)?;
                LenMismatch::check(a, out)?;
                self.token().run(PairsInto { a, b, out, f: |$a: T, $b: T| $f });
                Ok(())
            }
        }
    )*};
}

one! {
    /// Each element times `by`. Integers wrap.
    ///
    /// O(n), no allocation.
    ///
    /// ```
    /// let mut xs = [1.0_f32, -2.0];
    /// simd_kernels::scale(&mut xs, 0.5);
    /// assert_eq!(xs, [0.5, -1.0]);
    /// ```
    scale scale_into(by) |x| x.times(by);

    /// Each element within bounds: below `low` it becomes `low`, then above `high` it becomes
    /// `high` (which so wins if `low` is greater). A NaN stays, and a bound that is NaN bounds
    /// nothing; a zero equals the other zero, and stays.
    ///
    /// O(n), no allocation.
    ///
    /// ```
    /// let mut xs = [-3, 5, 300];
    /// simd_kernels::clamp(&mut xs, 0, 255);
    /// assert_eq!(xs, [0, 5, 255]);
    /// ```
    clamp clamp_into(low, high) |x| x.within(low, high);

    /// Each element without its sign; the least signed integer, which has no opposite, stays.
    ///
    /// O(n), no allocation.
    ///
    /// ```
    /// let mut xs = [-3.5, 2.0];
    /// simd_kernels::abs(&mut xs);
    /// assert_eq!(xs, [3.5, 2.0]);
    /// ```
    abs abs_into() |x| x.magnitude();

    /// Each element with its bytes in the other order; of floats, those of its bits.
    ///
    /// O(n), no allocation.
    ///
    /// ```
    /// let mut xs = [0x0102_u16, 0xff00];
    /// simd_kernels::swap_bytes(&mut xs);
    /// assert_eq!(xs, [0x0201, 0x00ff]);
    /// ```
    swap_bytes swap_bytes_into() |x| x.reversed();
}

two! {
    /// Adds to each element of `a` the one of `b` at its place. Integers wrap.
    ///
    /// O(n), no allocation.
    ///
    /// ```
    /// let mut a = [1.0, 2.0];
    /// simd_kernels::add(&mut a, &[0.5, 0.25])?;
    /// assert_eq!(a, [1.5, 2.25]);
    /// # Ok::<(), simd_kernels::LenMismatch>(())
    /// ```
    add add_into |a, b| a.plus(b);

    /// Subtracts from each element of `a` the one of `b` at its place. Integers wrap.
    ///
    /// O(n), no allocation.
    ///
    /// ```
    /// let mut a = [5_u8, 2];
    /// simd_kernels::sub(&mut a, &[1, 2])?;
    /// assert_eq!(a, [4, 0]);
    /// # Ok::<(), simd_kernels::LenMismatch>(())
    /// ```
    sub sub_into |a, b| a.minus(b);

    /// Multiplies each element of `a` by the one of `b` at its place. Integers wrap.
    ///
    /// O(n), no allocation.
    ///
    /// ```
    /// let mut a = [2.0_f32, 3.0];
    /// simd_kernels::mul(&mut a, &[0.5, 2.0])?;
    /// assert_eq!(a, [1.0, 6.0]);
    /// # Ok::<(), simd_kernels::LenMismatch>(())
    /// ```
    mul mul_into |a, b| a.times(b);
}

/// Adds `a` times each element of `x` to the one of `y` at its place: product and sum are rounded
/// once each, not fused. Integers wrap.
///
/// O(n), no allocation.
///
/// # Errors
///
/// [`LenMismatch`], with both lengths, if they differ; then nothing was written.
///
/// # Examples
///
/// ```
/// let mut y = [1.0, 2.0];
/// simd_kernels::axpy(10.0, &[0.5, 0.25], &mut y)?;
/// assert_eq!(y, [6.0, 4.5]);
/// # Ok::<(), simd_kernels::LenMismatch>(())
/// ```
#[inline]
pub fn axpy<T: Element>(a: T, x: &[T], y: &mut [T]) -> Result<(), LenMismatch> {
    Level::detect().axpy(a, x, y)
}

/// As [`axpy`], into `out`; `y` stays as it is.
///
/// # Errors
///
/// [`LenMismatch`] if the length of `y` or of `out` is not that of `x`; then nothing was written.
#[inline]
pub fn axpy_into<T: Element>(a: T, x: &[T], y: &[T], out: &mut [T]) -> Result<(), LenMismatch> {
    Level::detect().axpy_into(a, x, y, out)
}

/// Each `f32` as the `f64` of the same value, which is exact.
///
/// O(n), no allocation.
///
/// # Errors
///
/// [`LenMismatch`], with both lengths, if they differ; then nothing was written.
///
/// # Examples
///
/// ```
/// let mut wide = [0.0; 2];
/// simd_kernels::f32_to_f64(&[0.5, -1.0], &mut wide)?;
/// assert_eq!(wide, [0.5, -1.0]);
/// # Ok::<(), simd_kernels::LenMismatch>(())
/// ```
#[inline]
pub fn f32_to_f64(xs: &[f32], out: &mut [f64]) -> Result<(), LenMismatch> {
    Level::detect().f32_to_f64(xs, out)
}

/// Each `f64` as the nearest `f32`, of two equally near the even one; infinite where it is too
/// large.
///
/// O(n), no allocation.
///
/// # Errors
///
/// [`LenMismatch`], with both lengths, if they differ; then nothing was written.
///
/// # Examples
///
/// ```
/// let mut narrow = [0.0; 2];
/// simd_kernels::f64_to_f32(&[0.1, 1e300], &mut narrow)?;
/// assert_eq!(narrow, [0.1, f32::INFINITY]);
/// # Ok::<(), simd_kernels::LenMismatch>(())
/// ```
#[inline]
pub fn f64_to_f32(xs: &[f64], out: &mut [f32]) -> Result<(), LenMismatch> {
    Level::detect().f64_to_f32(xs, out)
}

impl Level {
    /// As [`axpy`](crate::axpy()).
    ///
    /// # Errors
    ///
    /// [`LenMismatch`] if the lengths differ.
    #[inline]
    pub fn axpy<T: Element>(self, a: T, x: &[T], y: &mut [T]) -> Result<(), LenMismatch> {
        LenMismatch::check(x, y)?;
        self.token().run(Pairs { a: y, b: x, f: move |y: T, x: T| a.times(x).plus(y) });
        Ok(())
    }

    /// As [`axpy_into`](crate::axpy_into()).
    ///
    /// # Errors
    ///
    /// [`LenMismatch`] if the lengths differ.
    #[inline]
    pub fn axpy_into<T: Element>(
        self,
        a: T,
        x: &[T],
        y: &[T],
        out: &mut [T],
    ) -> Result<(), LenMismatch> {
        LenMismatch::check(x, y)?;
        LenMismatch::check(x, out)?;
        self.token().run(PairsInto { a: x, b: y, out, f: move |x: T, y: T| a.times(x).plus(y) });
        Ok(())
    }

    /// As [`f32_to_f64`](crate::f32_to_f64()).
    ///
    /// # Errors
    ///
    /// [`LenMismatch`] if the lengths differ.
    #[inline]
    pub fn f32_to_f64(self, xs: &[f32], out: &mut [f64]) -> Result<(), LenMismatch> {
        LenMismatch::check(xs, out)?;
        self.token().run(EachInto { xs, out, f: f64::from });
        Ok(())
    }

    /// As [`f64_to_f32`](crate::f64_to_f32()).
    ///
    /// # Errors
    ///
    /// [`LenMismatch`] if the lengths differ.
    #[inline]
    pub fn f64_to_f32(self, xs: &[f64], out: &mut [f32]) -> Result<(), LenMismatch> {
        LenMismatch::check(xs, out)?;
        #[expect(clippy::cast_possible_truncation, reason = "rounding is what is wanted")]
        self.token().run(EachInto { xs, out, f: |x: f64| x as f32 });
        Ok(())
    }
}
