use crate::Level;
use crate::element::{Integer, sealed};
use crate::lanes::{Bytes, Lanes};
use crate::raw::{Kernel, parts};

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

/// The sum of integers: of pieces that are short enough for a narrow sum, each on its own.
pub(crate) struct Total<'a, T>(pub(crate) &'a [T]);

impl<T: Integer> Kernel<f32> for Total<'_, T> {
    type Out = T::Wide;
    parts!();

    #[inline(always)]
    fn run<L: Lanes<f32>>(self, lanes: L) -> T::Wide {
        if self.0.len() <= T::PIECE {
            return T::narrow(lanes, self.0, &[]);
        }
        // Apart: one piece needs none of its registers.
        Lanes::<f32>::out_of_line(lanes, Pieces(self.0))
    }
}

/// The sum of more than one piece.
struct Pieces<'a, T>(&'a [T]);

impl<T: Integer> Kernel<f32> for Pieces<'_, T> {
    type Out = T::Wide;
    parts!();

    #[inline(always)]
    fn run<L: Lanes<f32>>(self, lanes: L) -> T::Wide {
        pieces(lanes, self.0)
    }
}

#[inline(always)]
fn pieces<T: Integer, L: Bytes>(lanes: L, xs: &[T]) -> T::Wide {
    let (first, rest) = xs.split_at(T::PIECE);
    let mut sum = T::narrow(lanes, first, later(xs, 0));
    for (i, piece) in rest.chunks(T::PIECE).enumerate() {
        sum = T::joined(sum, T::narrow(lanes, piece, later(xs, (i + 1) * T::PIECE)));
    }
    sum
}

/// What memory is asked for while the elements from `at` on are read: those 8 KiB on. Of a slice that
/// may be in a cache near the core, none: it took up to a fortieth longer.
#[inline(always)]
fn later<T>(xs: &[T], at: usize) -> &[T] {
    const AHEAD: usize = 8 << 10;
    const NEAR: usize = 1 << 20;
    if size_of_val(xs) <= NEAR {
        return &[];
    }
    xs.get(at + AHEAD / size_of::<T>()..).unwrap_or(&[])
}

/// Whole rows of 32, as many as `later` has, and the others.
#[inline(always)]
fn rows_before<'a, T>(xs: &'a [T], later: &[T]) -> (&'a [T], &'a [T]) {
    xs.split_at(later.len().min(xs.len()) / 32 * 32)
}

macro_rules! integers {
    ($($T:ident: $Wide:ident, $len:ident, |$lanes:tt, $piece:ident, $later:tt| $narrow:expr;)*) => {$(
        impl Integer for $T {
            type Wide = $Wide;
        }

        impl sealed::Integer for $T {
            type Total = $Wide;
            const PIECE: usize = $len;

            #[inline(always)]
            fn narrow<L: Bytes>($lanes: L, $piece: &[Self], $later: &[Self]) -> $Wide {
                $narrow
            }
            #[inline(always)]
            fn joined(a: $Wide, b: $Wide) -> $Wide {
                a + b
            }
        }
    )*};
}

/// A sum of so many elements of 16 bits fits in 32 bits.
const SHORT: usize = 1 << 15;
/// A sum of so many halves of elements of 64 bits fits in 64 bits. Of a mebibyte, beyond which memory is asked early.
const LONG: usize = 1 << 17;

integers! {
    u8: u64, SHORT, |lanes, xs, later| lanes.bytes(xs, later).cast_unsigned();
    u16: u64, SHORT, |lanes, xs, later| lanes.shorts(xs, later).cast_unsigned();
    u32: u128, SHORT, |lanes, xs, later| u128::from(if xs.len() <= L::FEW_WORDS {
        lanes.few_words(xs)
    } else {
        words(lanes.words(xs, later))
    });
    u64: u128, LONG, |lanes, xs, later| {
        let (far, near) = rows_before(xs, later);
        lanes.long_words(far, later) + halves(near.iter().copied())
    };
    usize: u128, LONG, |_, xs, _| halves(xs.iter().map(|&x| x as u64));
    i8: i64, SHORT, |lanes, xs, later| lanes.signed_bytes(xs, later);
    i16: i64, SHORT, |lanes, xs, later| lanes.signed_shorts(xs, later);
    i32: i128, SHORT, |lanes, xs, later| i128::from(if xs.len() <= L::FEW_WORDS {
        lanes.few_signed_words(xs)
    } else {
        signed_words(lanes.signed_words(xs, later))
    });
    i64: i128, LONG, |lanes, xs, later| {
        let (far, near) = rows_before(xs, later);
        lanes.signed_long_words(far, later) + signed_halves(near.iter().copied())
    };
    isize: i128, LONG, |_, xs, _| signed_halves(xs.iter().map(|&x| x as i64));
}

/// The sum of at most `SHORT` words, without widening any: of all of them modulo 2^32, and of their upper
/// halves, which 32 bits hold. What the two differ by is the sum of the lower halves, which is below
/// 2^31, so no more than its value modulo 2^32.
#[inline(always)]
fn words((wrapped, upper): (u32, u32)) -> u64 {
    let lower = wrapped.wrapping_sub(upper << 16);
    (u64::from(upper) << 16) + u64::from(lower)
}

/// As [`words`]: the sum of the upper halves is signed.
#[inline(always)]
fn signed_words((wrapped, upper): (u32, u32)) -> i64 {
    let lower = wrapped.wrapping_sub(upper << 16);
    (i64::from(upper.cast_signed()) << 16) + i64::from(lower)
}

/// The sum of at most `LONG` words: of their lower halves and of their upper halves.
#[inline(always)]
pub(crate) fn halves(xs: impl Iterator<Item = u64>) -> u128 {
    let (low, high) =
        xs.fold((0_u64, 0_u64), |(low, high), x| (low + (x & 0xffff_ffff), high + (x >> 32)));
    (u128::from(high) << 32) + u128::from(low)
}

/// As [`halves`]: each is raised by 2^63, and the sum lowered by as much.
#[inline(always)]
pub(crate) fn signed_halves(xs: impl ExactSizeIterator<Item = i64>) -> i128 {
    let raised = (xs.len() as i128) << 63;
    halves(xs.map(|x| x.cast_unsigned() ^ 1 << 63)).cast_signed() - raised
}
