/// A number that the kernels know: `f32`, `f64`, and every primitive integer. Sealed.
pub trait Element: sealed::Element + Copy + Send + Sync + 'static {}

/// `f32` or `f64`. Sealed.
pub trait Float: Element + sealed::Float {}

pub(crate) mod sealed {
    use core::fmt::Debug;
    use core::ops::{Add, Mul, Sub};

    use crate::raw::{Kernel, Token};

    pub trait Element: Sized {
        fn least_of(token: Token, xs: &[Self]) -> Option<Self>;
        fn greatest_of(token: Token, xs: &[Self]) -> Option<Self>;
    }

    pub trait Float:
        Element
        + Copy
        + Debug
        + PartialOrd
        + Add<Output = Self>
        + Sub<Output = Self>
        + Mul<Output = Self>
        + Into<f64>
    {
        /// One element for each virtual lane: 256 bytes.
        type Row: Copy + Debug + AsRef<[Self]> + AsMut<[Self]>;
        /// How many lanes that is: the V of the pages.
        const V: usize;
        const ZERO: Self;
        const ONE: Self;
        /// What adding changes nothing.
        const MINUS_ZERO: Self;
        const EMPTY: Self::Row;

        /// Whole rows, and what is left.
        fn rows(xs: &[Self]) -> (&[Self::Row], &[Self]);
        fn run<K: Kernel<Self>>(token: Token, kernel: K) -> K::Out;
        /// Itself, or the one NaN that results have.
        fn canonical(self) -> Self;
        fn finite(self) -> bool;
        /// Without its sign.
        fn abs(self) -> Self;
        #[cfg(feature = "std")]
        fn sqrt(self) -> Self;
        /// Whether the two have the same bits.
        fn same(self, other: Self) -> bool;
        /// The one NaN.
        const ONE_NAN: Self;
    }
}

macro_rules! floats {
    ($($T:ident, $lanes:literal, $nan:literal;)*) => {$(
        impl Element for $T {}
        impl Float for $T {}

        impl sealed::Element for $T {
            fn least_of(token: Token, xs: &[Self]) -> Option<Self> {
                let &first = xs.first()?;
                Some(token.run(Least { first, xs }))
            }
            fn greatest_of(token: Token, xs: &[Self]) -> Option<Self> {
                let &first = xs.first()?;
                Some(token.run(Greatest { first, xs }))
            }
        }

        impl sealed::Float for $T {
            type Row = [$T; $lanes];
            const V: usize = $lanes;
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const MINUS_ZERO: Self = -0.0;
            const EMPTY: Self::Row = [-0.0; $lanes];
            const ONE_NAN: Self = Self::from_bits($nan);

            #[inline(always)]
            fn rows(xs: &[Self]) -> (&[Self::Row], &[Self]) {
                xs.as_chunks()
            }
            #[inline]
            fn run<K: Kernel<Self>>(token: Token, kernel: K) -> K::Out {
                token.run(kernel)
            }
            #[inline(always)]
            fn canonical(self) -> Self {
                if self.is_nan() { Self::ONE_NAN } else { self }
            }
            #[inline(always)]
            fn finite(self) -> bool {
                self.is_finite()
            }
            #[inline(always)]
            fn abs(self) -> Self {
                <$T>::abs(self)
            }
            #[cfg(feature = "std")]
            #[inline(always)]
            fn sqrt(self) -> Self {
                <$T>::sqrt(self)
            }
            #[inline(always)]
            fn same(self, other: Self) -> bool {
                self.to_bits() == other.to_bits()
            }
        }
    )*};
}

macro_rules! integers {
    ($($T:ident)*) => {$(
        impl Element for $T {}

        impl sealed::Element for $T {
            fn least_of(token: Token, xs: &[Self]) -> Option<Self> {
                let &first = xs.first()?;
                Some(token.run::<f32, _>(Fold { first, xs, f: |a: $T, b| a.min(b) }))
            }
            fn greatest_of(token: Token, xs: &[Self]) -> Option<Self> {
                let &first = xs.first()?;
                Some(token.run::<f32, _>(Fold { first, xs, f: |a: $T, b| a.max(b) }))
            }
        }
    )*};
}

use crate::extremes::{Fold, Greatest, Least};
use crate::raw::{Kernel, Token};

floats! {
    f32, 64, 0x7fc0_0000;
    f64, 32, 0x7ff8_0000_0000_0000;
}
integers! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }
