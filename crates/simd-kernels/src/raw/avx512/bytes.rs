//! Bytes, 64 to a register, and integers of 16 and 32 bits.

#[allow(clippy::wildcard_imports, reason = "intrinsics by the dozen, all with a prefix")]
use core::arch::x86_64::*;
use core::convert::identity;
use core::hint::black_box;
use core::mem;

use super::long_words::{long_words, signed_long_words};
use super::masks::{SIXTEENS, ones};
use super::{Avx512, avx2};
use crate::lanes::Bytes;
use crate::raw::sums::sums;

/// The sum of the lanes of `all` and that of the lanes of `upper`, folded together: in half the steps
/// that one after the other takes.
#[inline]
#[target_feature(enable = "avx512f")]
fn both_sums(all: __m512i, upper: __m512i) -> (u32, u32) {
    let half = |x| _mm256_add_epi32(_mm512_castsi512_si256(x), _mm512_extracti64x4_epi64::<1>(x));
    let (all, upper) = (half(all), half(upper));
    // The two side by side: all[i], upper[i] in each 64 bits.
    let pairs =
        _mm256_add_epi32(_mm256_unpacklo_epi32(all, upper), _mm256_unpackhi_epi32(all, upper));
    let pairs = _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256::<1>(pairs));
    let pair = _mm_add_epi32(pairs, _mm_unpackhi_epi64(pairs, pairs));
    (_mm_cvtsi128_si32(pair).cast_unsigned(), _mm_extract_epi32::<1>(pair).cast_unsigned())
}

/// `sum` and the upper half of each word, which is signed: its product with 1, and the lower half's with
/// 0. One instruction, where a shift and an addition are two, and the units that shift are few. The form
/// that saturates, which no sum of `wide::SHORT` halves comes to: the compiler makes two
/// instructions of the other one.
#[inline]
#[target_feature(enable = "avx512f,avx512vnni")]
fn with_signed_halves(sum: __m512i, x: __m512i) -> __m512i {
    _mm512_dpwssds_epi32(sum, x, _mm512_set1_epi32(1 << 16))
}

/// `sum` and the upper half of each word.
#[inline]
#[target_feature(enable = "avx512f")]
fn with_halves(sum: __m512i, x: __m512i) -> __m512i {
    _mm512_add_epi32(sum, _mm512_srli_epi32::<16>(x))
}

/// Register `i` of the first 64 of words, or of all if there are fewer; 0 where there is none.
#[inline]
#[target_feature(enable = "avx512f")]
fn head_words<T>(part: &[T], i: usize) -> __m512i {
    const { assert!(mem::size_of::<T>() == 4) };
    let mask = SIXTEENS[part.len().min(64)][i];
    // SAFETY: [SK-3] as in `masks::head_ps`: elements of 4 bytes, sixteen lanes.
    unsafe { _mm512_maskz_loadu_epi32(mask, part.as_ptr().wrapping_add(16 * i).cast()) }
}

/// The sums of words and of their upper halves. By hand, for the rest: the compiler folds its lanes for
/// each width of register on the way down, and takes the last words one by one. Here they are one more
/// row, so no sum waits for more than its own last one.
macro_rules! words {
    ($($name:ident, $row:ident: $T:ident, $with_halves:ident;)*) => {$(
        #[inline]
        #[target_feature(enable = "avx512f")]
        fn $row(four: &[$T; 64]) -> [__m512i; 4] {
            // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
            unsafe { mem::transmute::<[$T; 64], [__m512i; 4]>(*four) }
        }

        #[inline]
        #[target_feature(enable = "avx512f,avx512vnni")]
        fn $name(xs: &[$T], later: &[$T]) -> (u32, u32) {
            let mut all = [_mm512_setzero_si512(); 4];
            let mut upper = all;
            let ((fours, rest), (later, _)) = (xs.as_chunks::<64>(), later.as_chunks::<64>());
            let (far, near) = fours.split_at(later.len().min(fours.len()));
            if !far.is_empty() {
                // Of what is far each word is read twice, for the compiler from two places: an instruction can take
                // it from memory, so that no third one loads it, and more of them wait for memory at once.
                for ((four, again), later) in far.iter().zip(black_box(far)).zip(later) {
                    avx2::prefetch(later);
                    let (x, again) = ($row(four), $row(again));
                    all = each!(_mm512_add_epi32, all, x);
                    upper = each!($with_halves, upper, again);
                }
            }
            for four in near {
                let x = $row(four);
                all = each!(_mm512_add_epi32, all, x);
                upper = each!($with_halves, upper, x);
            }
            if !rest.is_empty() {
                let x = [
                    head_words(rest, 0), head_words(rest, 1), head_words(rest, 2), head_words(rest, 3),
                ];
                all = each!(_mm512_add_epi32, all, x);
                upper = each!($with_halves, upper, x);
            }
            let sum = |[a, b, c, d]: [__m512i; 4]| {
                _mm512_add_epi32(_mm512_add_epi32(a, b), _mm512_add_epi32(c, d))
            };
            both_sums(sum(all), sum(upper))
        }
    )*};
}

words! {
    words, row: u32, with_halves;
    signed_words, signed_row: i32, with_signed_halves;
}

/// The sum of at most 16 words, each widened: fewer steps than halves and remainders take.
macro_rules! few_words {
    ($($name:ident: $T:ident, $Sum:ident, $widen:ident, $of:expr;)*) => {$(
        #[inline]
        #[target_feature(enable = "avx512f,avx512vl")]
        fn $name(xs: &[$T]) -> $Sum {
            let x = head_words(xs, 0);
            let wide = _mm512_add_epi64(
                $widen(_mm512_castsi512_si256(x)),
                $widen(_mm512_extracti64x4_epi64::<1>(x)),
            );
            let four = _mm256_add_epi64(
                _mm512_castsi512_si256(wide),
                _mm512_extracti64x4_epi64::<1>(wide),
            );
            let two =
                _mm_add_epi64(_mm256_castsi256_si128(four), _mm256_extracti128_si256::<1>(four));
            $of(_mm_cvtsi128_si64(_mm_add_epi64(two, _mm_unpackhi_epi64(two, two))))
        }
    )*};
}

few_words! {
    few_words: u32, u64, _mm512_cvtepu32_epi64, i64::cast_unsigned;
    few_signed_words: i32, i64, _mm512_cvtepi32_epi64, identity;
}

sums! {
    "avx512f,avx512bw", __m512i, 64 / 16, avx2::prefetch; _mm512_add_epi32 _mm512_xor_si512 _mm512_sad_epu8
    _mm512_madd_epi16 _mm512_setzero_si512 _mm512_set1_epi8 _mm512_set1_epi16
}

impl Bytes for Avx512 {
    const FEW_WORDS: usize = 16;

    #[inline(always)]
    fn soon<R>(self, later: &R) {
        avx2::prefetch(later);
    }
    enabled! {
        fn bytes(xs: &[u8], later: &[u8]) -> i64 { bytes(xs, later) }
        fn signed_bytes(xs: &[i8], later: &[i8]) -> i64 { signed_bytes(xs, later) }
        fn shorts(xs: &[u16], later: &[u16]) -> i64 { shorts(xs, later) }
        fn signed_shorts(xs: &[i16], later: &[i16]) -> i64 { signed_shorts(xs, later) }
        fn long_words(xs: &[u64], later: &[u64]) -> u128 { long_words(xs, later) }
        fn signed_long_words(xs: &[i64], later: &[i64]) -> i128 { signed_long_words(xs, later) }
        fn few_words(xs: &[u32]) -> u64 { few_words(xs) }
        fn few_signed_words(xs: &[i32]) -> i64 { few_signed_words(xs) }
        fn words(xs: &[u32], later: &[u32]) -> (u32, u32) { words(xs, later) }
        fn signed_words(xs: &[i32], later: &[i32]) -> (u32, u32) { signed_words(xs, later) }
        fn equal(block: &[u8; 64], byte: u8) -> u64 {
            // SAFETY: [SK-4] both are 64 bytes of plain data: any bits of one are a value of the other.
            let block = unsafe { mem::transmute::<[u8; 64], __m512i>(*block) };
            _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(byte.cast_signed()))
        }
        // By 256 bits: bytes that compare as -1 take fewer steps than masks, whose bits are counted
        // in another unit.
        fn count(blocks: &[[u8; 64]], byte: u8) -> usize { avx2::count(blocks, byte) }
        fn has(four: &[u8; 256], byte: u8) -> bool {
            // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
            let eight = unsafe { mem::transmute::<[u8; 256], [__m256i; 8]>(*four) };
            let byte = _mm256_set1_epi8(byte.cast_signed());
            // Zero where it is equal; the least of eight tells of all: one mask, no eight.
            let apart = |i: usize| _mm256_xor_si256(eight[i], byte);
            let pair = |i: usize| _mm256_min_epu8(apart(i), apart(i + 1));
            let (low, high) =
                (_mm256_min_epu8(pair(0), pair(2)), _mm256_min_epu8(pair(4), pair(6)));
            let least = _mm256_min_epu8(low, high);
            _mm256_testn_epi8_mask(least, least) != 0
        }
        fn equal_part(part: &[u8], byte: u8) -> u64 {
            let mask = ones(part.len());
            // SAFETY: [SK-3] the load reads the lanes whose mask bit is set: those below the
            // slice's length, which is borrowed.
            let block = unsafe { _mm512_maskz_loadu_epi8(mask, part.as_ptr().cast()) };
            _mm512_mask_cmpeq_epi8_mask(mask, block, _mm512_set1_epi8(byte.cast_signed()))
        }
    }
}
