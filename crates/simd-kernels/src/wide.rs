use crate::Level;
use crate::element::{Integer, sealed};
use crate::lanes::{Lanes, Widen};
use crate::raw::{Kernel, Token};

/// The sum of integers, in a type that holds it whatever they are: `i64` or `u64` for 8 and 16
/// bits, `i128` or `u128` for 32 and 64 bits. Of nothing, 0. The same on every [`Level`].
///
/// It cannot overflow: 64 bits hold the sum of 2⁴⁷ elements of 16 bits (256 TiB, more than any
/// process can address today), 128 bits the sum of any slice.
///
/// O(n), no allocation.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::sum_wide(&[u8::MAX; 1000]), 255_000_u64);
/// assert_eq!(simd_kernels::sum_wide(&[i64::MAX, i64::MAX]), 18_446_744_073_709_551_614_i128);
/// ```
#[must_use]
#[inline]
pub fn sum_wide<T: Integer>(xs: &[T]) -> T::Wide {
    Level::detect().sum_wide(xs)
}

/// Adds up pieces that are short enough for a narrow sum, each on its own.
struct Pieces<'a, T, F, W, const LEN: usize> {
    xs: &'a [T],
    narrow: F,
    nothing: W,
}

impl<T, W: core::ops::Add<Output = W>, F: Fn(&[T]) -> W, const LEN: usize> Kernel<f32>
    for Pieces<'_, T, F, W, LEN>
{
    type Out = W;

    #[inline(always)]
    fn run<L: Lanes<f32> + Widen<f32>>(self, _: L) -> W {
        self.xs.chunks(LEN).fold(self.nothing, |sum, piece| sum + (self.narrow)(piece))
    }
}

macro_rules! integers {
    ($($T:ident: $Wide:ident, $len:ident, |$piece:ident| $narrow:expr;)*) => {$(
        impl Integer for $T {
            type Wide = $Wide;
        }

        impl sealed::Integer for $T {
            type Total = $Wide;

            fn total_of(token: Token, xs: &[Self]) -> $Wide {
                let narrow = |$piece: &[$T]| $narrow;
                token.run(Pieces::<_, _, _, $len> { xs, narrow, nothing: 0 })
            }
        }
    )*};
}

/// A sum of so many elements of 16 bits fits in 32 bits.
const SHORT: usize = 1 << 15;
/// A sum of so many elements of 32 bits fits in 64 bits.
const LONG: usize = 1 << 30;

integers! {
    u8: u64, SHORT, |xs| xs.iter().map(|&x| u32::from(x)).sum::<u32>().into();
    u16: u64, SHORT, |xs| xs.iter().map(|&x| u32::from(x)).sum::<u32>().into();
    u32: u128, LONG, |xs| xs.iter().map(|&x| u64::from(x)).sum::<u64>().into();
    u64: u128, LONG, |xs| halves(xs.iter().copied());
    usize: u128, LONG, |xs| halves(xs.iter().map(|&x| x as u64));
    i8: i64, SHORT, |xs| xs.iter().map(|&x| i32::from(x)).sum::<i32>().into();
    i16: i64, SHORT, |xs| xs.iter().map(|&x| i32::from(x)).sum::<i32>().into();
    i32: i128, LONG, |xs| xs.iter().map(|&x| i64::from(x)).sum::<i64>().into();
    i64: i128, LONG, |xs| signed_halves(xs.iter().copied());
    isize: i128, LONG, |xs| signed_halves(xs.iter().map(|&x| x as i64));
}

/// The sum of at most `LONG` words: of their lower halves and of their upper halves.
#[inline(always)]
fn halves(xs: impl Iterator<Item = u64>) -> u128 {
    let (low, high) =
        xs.fold((0_u64, 0_u64), |(low, high), x| (low + (x & 0xffff_ffff), high + (x >> 32)));
    (u128::from(high) << 32) + u128::from(low)
}

/// As [`halves`]: each is raised by 2^63, and the sum lowered by as much.
#[inline(always)]
fn signed_halves(xs: impl ExactSizeIterator<Item = i64>) -> i128 {
    let raised = (xs.len() as i128) << 63;
    halves(xs.map(|x| x.cast_unsigned() ^ 1 << 63)).cast_signed() - raised
}
