/// A number that the kernels know: `f32`, `f64`, and every primitive integer. Sealed.
pub trait Element: sealed::Element + Copy + Send + Sync + 'static {}

/// `f32` or `f64`. Sealed.
pub trait Float: Element + sealed::Float {}

/// An integer of 8 to 64 bits. Sealed.
pub trait Integer: Element + sealed::Integer<Total = Self::Wide> {
    /// What holds the sum of any slice: `i64` or `u64` for 8 and 16 bits, `i128` or `u128` for 32
    /// and 64.
    type Wide: Copy + Send + Sync + core::fmt::Debug + core::fmt::Display + Eq + Ord + 'static;
}

/// The methods have names of their own, for they are in scope wherever user code is generic over
/// the public traits.
pub(crate) mod sealed {
    use core::fmt::Debug;
    use core::ops::{Add, Mul, Sub};

    use crate::lanes::{Bytes, Lanes};
    use crate::raw::{Kernel, Token};

    pub trait Element: Sized {
        fn least_of(token: Token, xs: &[Self]) -> Option<Self>;
        fn greatest_of(token: Token, xs: &[Self]) -> Option<Self>;
        fn extremes_of(token: Token, xs: &[Self]) -> Option<(Self, Self)>;
        fn place_of_least(token: Token, xs: &[Self]) -> Option<usize>;
        fn place_of_greatest(token: Token, xs: &[Self]) -> Option<usize>;
        /// `bits` has a bit for each element.
        fn least_of_masked(token: Token, xs: &[Self], bits: &[u8]) -> Option<Self>;
        fn greatest_of_masked(token: Token, xs: &[Self], bits: &[u8]) -> Option<Self>;

        /// Of integers, wrapping; as are the next ones.
        fn plus(self, other: Self) -> Self;
        fn minus(self, other: Self) -> Self;
        fn times(self, other: Self) -> Self;
        /// Without its sign.
        fn magnitude(self) -> Self;
        /// `low` if it is below that, then `high` if it is above that.
        fn within(self, low: Self, high: Self) -> Self;
        fn reversed(self) -> Self;
    }

    pub trait Float:
        Element
        + Copy
        + Debug
        + PartialOrd
        + Add<Output = Self>
        + Sub<Output = Self>
        + Mul<Output = Self>
        + core::ops::Div<Output = Self>
        + Into<f64>
    {
        /// One element for each virtual lane: 256 bytes.
        type Row: Copy + Debug + AsRef<[Self]> + AsMut<[Self]>;
        /// How many lanes that is: the V of the pages.
        const V: usize;
        const ZERO: Self;
        /// What adding changes nothing.
        const MINUS_ZERO: Self;
        const INFINITY: Self;
        const MINUS_INFINITY: Self;
        const EMPTY: Self::Row;
        const ZEROS: Self::Row;
        /// Digits of the mantissa, the hidden one too.
        const DIGITS: u32;

        /// Whole rows, and what is left.
        fn rows(xs: &[Self]) -> (&[Self::Row], &[Self]);
        /// The last elements, as many as a row has.
        fn last_row(xs: &[Self]) -> Option<&Self::Row>;
        fn run<K: Kernel<Self>>(token: Token, kernel: K) -> K::Out;
        /// Itself, or the one NaN that results have.
        fn canonical(self) -> Self;
        fn finite(self) -> bool;
        fn not_a_number(self) -> bool;
        #[cfg(any(feature = "std", feature = "libm"))]
        fn root(self) -> Self;
        /// Whether the two have the same bits.
        fn same(self, other: Self) -> bool;
        /// Its bits without the sign, and whether it has one.
        fn size_and_sign(self) -> (u64, bool);
        /// What has these bits: of a size that no NaN has.
        fn of_size_and_sign(size: u64, negative: bool) -> Self;
        /// At most 32 elements, widened (which is exact), and zeros.
        fn widened<L: Lanes<f64>>(lanes: L, part: &[Self]) -> L::Row;
        /// The nearest to `x`.
        fn of_wide(x: f64) -> Self;
        /// The one NaN.
        const ONE_NAN: Self;
    }

    pub trait Integer: Sized {
        type Total;
        /// So many at most may be added up narrowly.
        const PIECE: usize;
        /// The sum of at most `PIECE`. `later` will be read soon.
        fn narrow<L: Bytes>(lanes: L, xs: &[Self], later: &[Self]) -> Self::Total;
        fn joined(a: Self::Total, b: Self::Total) -> Self::Total;
    }
}

macro_rules! floats {
    ($($T:ident, $Bits:ident, $lanes:literal, $nan:literal, $sqrt:ident, |$part:ident| $wide:expr;)*) => {$(
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
            fn extremes_of(token: Token, xs: &[Self]) -> Option<(Self, Self)> {
                let &first = xs.first()?;
                Some(token.run(Both { first, xs }))
            }
            fn place_of_least(token: Token, xs: &[Self]) -> Option<usize> {
                token.run(ArgLeast(xs))
            }
            fn place_of_greatest(token: Token, xs: &[Self]) -> Option<usize> {
                token.run(ArgGreatest(xs))
            }
            fn least_of_masked(token: Token, xs: &[Self], bits: &[u8]) -> Option<Self> {
                token.run(LeastMasked { xs, bits })
            }
            fn greatest_of_masked(token: Token, xs: &[Self], bits: &[u8]) -> Option<Self> {
                token.run(GreatestMasked { xs, bits })
            }
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self + other
            }
            #[inline(always)]
            fn minus(self, other: Self) -> Self {
                self - other
            }
            #[inline(always)]
            fn times(self, other: Self) -> Self {
                self * other
            }
            #[inline(always)]
            fn magnitude(self) -> Self {
                self.abs()
            }
            #[inline(always)]
            fn within(self, low: Self, high: Self) -> Self {
                let raised = if self < low { low } else { self };
                if raised > high { high } else { raised }
            }
            #[inline(always)]
            fn reversed(self) -> Self {
                Self::from_bits(self.to_bits().swap_bytes())
            }
        }

        impl sealed::Float for $T {
            type Row = [$T; $lanes];
            const V: usize = $lanes;
            const ZERO: Self = 0.0;
            const MINUS_ZERO: Self = -0.0;
            const INFINITY: Self = $T::INFINITY;
            const MINUS_INFINITY: Self = $T::NEG_INFINITY;
            const EMPTY: Self::Row = [-0.0; $lanes];
            const ZEROS: Self::Row = [0.0; $lanes];
            const DIGITS: u32 = $T::MANTISSA_DIGITS;
            const ONE_NAN: Self = Self::from_bits($nan);

            #[inline(always)]
            fn rows(xs: &[Self]) -> (&[Self::Row], &[Self]) {
                xs.as_chunks()
            }
            #[inline(always)]
            fn last_row(xs: &[Self]) -> Option<&Self::Row> {
                xs.last_chunk()
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
            fn not_a_number(self) -> bool {
                self.is_nan()
            }
            #[cfg(feature = "std")]
            #[inline(always)]
            fn root(self) -> Self {
                self.sqrt()
            }
            #[cfg(all(feature = "libm", not(feature = "std")))]
            #[inline(always)]
            fn root(self) -> Self {
                libm::$sqrt(self)
            }
            #[inline(always)]
            fn same(self, other: Self) -> bool {
                self.to_bits() == other.to_bits()
            }
            #[inline(always)]
            #[allow(clippy::useless_conversion, reason = "for the wider of the two")]
            fn size_and_sign(self) -> (u64, bool) {
                (self.abs().to_bits().into(), self.is_sign_negative())
            }
            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, reason = "a size fits, says the contract")]
            fn of_size_and_sign(size: u64, negative: bool) -> Self {
                let sign = $Bits::from(negative) << ($Bits::BITS - 1);
                Self::from_bits(size as $Bits | sign)
            }
            #[inline(always)]
            fn widened<L: Lanes<f64>>(lanes: L, $part: &[Self]) -> L::Row {
                lanes.head($wide, 0.0)
            }
            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, reason = "rounded, as it says")]
            fn of_wide(x: f64) -> Self {
                x as $T
            }
        }
    )*};
}

macro_rules! integers {
    ($($T:ident: $magnitude:ident)*) => {$(
        impl Element for $T {}

        impl sealed::Element for $T {
            fn least_of(token: Token, xs: &[Self]) -> Option<Self> {
                let &first = xs.first()?;
                Some(token.run::<f32, _>(Fold { first, xs, f: |a: $T, b: $T| a.min(b) }))
            }
            fn greatest_of(token: Token, xs: &[Self]) -> Option<Self> {
                let &first = xs.first()?;
                Some(token.run::<f32, _>(Fold { first, xs, f: |a: $T, b: $T| a.max(b) }))
            }
            fn extremes_of(token: Token, xs: &[Self]) -> Option<(Self, Self)> {
                let &first = xs.first()?;
                let f = |(least, greatest): ($T, $T), b: $T| (least.min(b), greatest.max(b));
                Some(token.run::<f32, _>(Fold { first: (first, first), xs, f }))
            }
            fn place_of_least(token: Token, xs: &[Self]) -> Option<usize> {
                token.run::<f32, _>(ArgBest { xs, better: |a, b| a < b })
            }
            fn place_of_greatest(token: Token, xs: &[Self]) -> Option<usize> {
                token.run::<f32, _>(ArgBest { xs, better: |a, b| a > b })
            }
            fn least_of_masked(token: Token, xs: &[Self], bits: &[u8]) -> Option<Self> {
                let f = |a: $T, b: $T| a.min(b);
                token.run::<f32, _>(FoldMasked { xs, bits, worst: $T::MAX, f })
            }
            fn greatest_of_masked(token: Token, xs: &[Self], bits: &[u8]) -> Option<Self> {
                let f = |a: $T, b: $T| a.max(b);
                token.run::<f32, _>(FoldMasked { xs, bits, worst: $T::MIN, f })
            }
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            #[inline(always)]
            fn minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }
            #[inline(always)]
            fn times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }
            #[inline(always)]
            fn magnitude(self) -> Self {
                self.$magnitude()
            }
            #[inline(always)]
            fn within(self, low: Self, high: Self) -> Self {
                self.max(low).min(high)
            }
            #[inline(always)]
            fn reversed(self) -> Self {
                self.swap_bytes()
            }
        }
    )*};
}

/// What an unsigned integer has for a size.
trait Itself: Copy {
    fn itself(self) -> Self {
        self
    }
}
impl<T: Copy> Itself for T {}

use crate::extremes::{Both, Fold, Greatest, Least};
use crate::lanes::{Lanes, padded};
use crate::masked::{FoldMasked, GreatestMasked, LeastMasked};
use crate::places::{ArgBest, ArgGreatest, ArgLeast};
use crate::raw::{Kernel, Token};

floats! {
    f32, u32, 64, 0x7fc0_0000, sqrtf, |part| &padded::<f32, 32>(part, 0.0).map(f64::from);
    f64, u64, 32, 0x7ff8_0000_0000_0000, sqrt, |part| part;
}
integers! {
    i8: wrapping_abs i16: wrapping_abs i32: wrapping_abs i64: wrapping_abs i128: wrapping_abs
    isize: wrapping_abs u8: itself u16: itself u32: itself u64: itself u128: itself usize: itself
}
