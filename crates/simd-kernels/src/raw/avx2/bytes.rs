//! Bytes, 32 to a register, and integers of 16 bits.

#[allow(clippy::wildcard_imports, reason = "intrinsics by the dozen, all with a prefix")]
use core::arch::x86_64::*;
use core::mem;

use super::Avx2;
use crate::lanes::Bytes;
use crate::raw::sums::sums;

/// How many bytes of at most 255 blocks are `byte`. A byte that is equal compares as -1: each place of
/// a register counts its own, in a byte.
#[inline]
#[target_feature(enable = "avx2")]
pub(in crate::raw) fn count(blocks: &[[u8; 64]], byte: u8) -> usize {
    let byte = _mm256_set1_epi8(byte.cast_signed());
    let mut counts = [_mm256_setzero_si256(); 4];
    let (pairs, last) = blocks.as_chunks::<2>();
    for [low, high] in pairs {
        let ([a, b], [c, d]) = (two(low), two(high));
        counts[0] = _mm256_sub_epi8(counts[0], _mm256_cmpeq_epi8(a, byte));
        counts[1] = _mm256_sub_epi8(counts[1], _mm256_cmpeq_epi8(b, byte));
        counts[2] = _mm256_sub_epi8(counts[2], _mm256_cmpeq_epi8(c, byte));
        counts[3] = _mm256_sub_epi8(counts[3], _mm256_cmpeq_epi8(d, byte));
    }
    for block in last {
        let [a, b] = two(block);
        counts[0] = _mm256_sub_epi8(counts[0], _mm256_cmpeq_epi8(a, byte));
        counts[1] = _mm256_sub_epi8(counts[1], _mm256_cmpeq_epi8(b, byte));
    }
    let nothing = _mm256_setzero_si256();
    let (a, b) = (_mm256_sad_epu8(counts[0], nothing), _mm256_sad_epu8(counts[1], nothing));
    let (c, d) = (_mm256_sad_epu8(counts[2], nothing), _mm256_sad_epu8(counts[3], nothing));
    let sums = _mm256_add_epi64(_mm256_add_epi64(a, b), _mm256_add_epi64(c, d));
    let sums = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256::<1>(sums));
    let sum = _mm_add_epi64(sums, _mm_unpackhi_epi64(sums, sums));
    // 64 times 255 at most.
    usize::try_from(_mm_cvtsi128_si64(sum)).unwrap_or(0)
}

/// A block in registers.
#[inline]
#[target_feature(enable = "avx2")]
fn two(block: &[u8; 64]) -> [__m256i; 2] {
    // SAFETY: [SK-4] both are 64 bytes of plain data: any bits of one are a value of the other.
    unsafe { mem::transmute::<[u8; 64], [__m256i; 2]>(*block) }
}

/// Whether one of the bytes is `byte`.
#[inline]
#[target_feature(enable = "avx2")]
fn has(four: &[u8; 256], byte: u8) -> bool {
    let byte = _mm256_set1_epi8(byte.cast_signed());
    let (blocks, _) = four.as_chunks::<64>();
    let mut any = _mm256_setzero_si256();
    for block in blocks {
        let [a, b] = two(block);
        let (a, b) = (_mm256_cmpeq_epi8(a, byte), _mm256_cmpeq_epi8(b, byte));
        any = _mm256_or_si256(any, _mm256_or_si256(a, b));
    }
    _mm256_movemask_epi8(any) != 0
}

/// Asks for all cache lines of `later`.
#[inline(always)]
pub(in crate::raw) fn prefetch<R>(later: &R) {
    for line in (0..mem::size_of::<R>()).step_by(64) {
        let at = core::ptr::from_ref(later).cast::<i8>().wrapping_add(line);
        // SAFETY: [SK-3] the line is one of what is borrowed; and the instruction, of SSE, which this module's
        // targets all have, is a hint that reads no value and faults at no address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(at) };
    }
}

sums! {
    "avx2", __m256i, 32 / 8, prefetch; _mm256_add_epi32 _mm256_xor_si256 _mm256_sad_epu8 _mm256_madd_epi16
    _mm256_setzero_si256 _mm256_set1_epi8 _mm256_set1_epi16
}

impl Bytes for Avx2 {
    #[inline(always)]
    fn soon<R>(self, later: &R) {
        prefetch(later);
    }
    enabled! {
        fn equal(block: &[u8; 64], byte: u8) -> u64 {
            let two = two(block);
            let byte = _mm256_set1_epi8(byte.cast_signed());
            let bits = |x| u64::from(_mm256_movemask_epi8(_mm256_cmpeq_epi8(x, byte)).cast_unsigned());
            bits(two[0]) | bits(two[1]) << 32
        }
        fn count(blocks: &[[u8; 64]], byte: u8) -> usize { count(blocks, byte) }
        fn has(four: &[u8; 256], byte: u8) -> bool { has(four, byte) }
        fn bytes(xs: &[u8], later: &[u8]) -> i64 { bytes(xs, later) }
        fn signed_bytes(xs: &[i8], later: &[i8]) -> i64 { signed_bytes(xs, later) }
        fn shorts(xs: &[u16], later: &[u16]) -> i64 { shorts(xs, later) }
        fn signed_shorts(xs: &[i16], later: &[i16]) -> i64 { signed_shorts(xs, later) }
    }
}
