//! Sums of words of 64 bits that memory is asked for.

#[allow(clippy::wildcard_imports, reason = "intrinsics by the dozen, all with a prefix")]
use core::arch::x86_64::*;
use core::hint::black_box;
use core::mem;

use super::avx2;

/// Of so many words, the sums of the parts fit where they are added up, and the sum of what the upper
/// part leaves is below 2^64.
const PIECE: usize = 1 << 15;

/// `sum` and the upper 32 bits of each word.
#[inline]
#[target_feature(enable = "avx512f")]
fn with_upper(sum: __m512i, x: __m512i) -> __m512i {
    _mm512_add_epi64(sum, _mm512_srli_epi64::<32>(x))
}

/// `sum` and the upper 16 bits of each word, which are signed, in 32 bits each: as `with_signed_halves` of `bytes`.
#[inline]
#[target_feature(enable = "avx512f,avx512vnni")]
fn with_signed_upper(sum: __m512i, x: __m512i) -> __m512i {
    _mm512_dpwssds_epi32(sum, x, _mm512_set1_epi64(1 << 48))
}

/// The sum of whole rows, of which `later` has as many: of each piece the sum modulo 2^64, and that of the upper
/// parts. What the two differ by is the sum of the lower parts, which is below 2^64, so its value modulo 2^64.
macro_rules! long_words {
    ($($name:ident, $row:ident: $T:ident, $Wide:ident, $with_upper:ident, $sum_of_upper:ident, $below:literal;)*) => {$(
        #[inline]
        #[target_feature(enable = "avx512f")]
        fn $row(four: &[$T; 32]) -> [__m512i; 4] {
            // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
            unsafe { mem::transmute::<[$T; 32], [__m512i; 4]>(*four) }
        }

        #[inline]
        #[target_feature(enable = "avx512f,avx512vnni")]
        pub(super) fn $name(xs: &[$T], later: &[$T]) -> $Wide {
            let mut sum = 0;
            for (piece, later) in xs.chunks(PIECE).zip(later.chunks(PIECE)) {
                let mut all = [_mm512_setzero_si512(); 4];
                let mut upper = all;
                let ((rows, _), (later, _)) = (piece.as_chunks::<32>(), later.as_chunks::<32>());
                // Twice: see `words` of `bytes`.
                for ((row, again), later) in rows.iter().zip(black_box(rows)).zip(later) {
                    avx2::prefetch(later);
                    let (x, again) = ($row(row), $row(again));
                    all = each!(_mm512_add_epi64, all, x);
                    upper = each!($with_upper, upper, again);
                }
                let folded = |[a, b, c, d]: [__m512i; 4]| {
                    _mm512_add_epi64(_mm512_add_epi64(a, b), _mm512_add_epi64(c, d))
                };
                let wrapped = _mm512_reduce_add_epi64(folded(all)).cast_unsigned();
                let upper = $Wide::from($sum_of_upper(upper)) << $below;
                #[expect(clippy::cast_possible_truncation, reason = "modulo 2^64")]
                #[allow(clippy::cast_sign_loss, reason = "modulo 2^64")]
                let lower = wrapped.wrapping_sub(upper as u64);
                sum += upper + $Wide::from(lower);
            }
            sum
        }
    )*};
}

long_words! {
    long_words, row: u64, u128, with_upper, sum_of_upper, 32;
    signed_long_words, signed_row: i64, i128, with_signed_upper, sum_of_signed_upper, 48;
}

#[inline]
#[target_feature(enable = "avx512f")]
fn sum_of_upper([a, b, c, d]: [__m512i; 4]) -> u64 {
    let all = _mm512_add_epi64(_mm512_add_epi64(a, b), _mm512_add_epi64(c, d));
    _mm512_reduce_add_epi64(all).cast_unsigned()
}

#[inline]
#[target_feature(enable = "avx512f")]
fn sum_of_signed_upper([a, b, c, d]: [__m512i; 4]) -> i32 {
    let all = _mm512_add_epi32(_mm512_add_epi32(a, b), _mm512_add_epi32(c, d));
    _mm512_reduce_add_epi32(all)
}
