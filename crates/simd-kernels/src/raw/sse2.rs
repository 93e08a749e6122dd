//! SSE2: what every x86-64 CPU has.

#[allow(clippy::wildcard_imports, reason = "intrinsics by the dozen, all with a prefix")]
use core::arch::x86_64::*;
use core::mem;

use super::Kernel;
use super::narrow::{enabled, lanes, nan, quartered, registers};
use super::sums::sums;
use crate::element::sealed::Float;
use crate::lanes::{Bytes, Lanes};

/// Proof that the code that holds it runs with SSE2 (SK-2).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sse2(());

/// Runs `kernel` with the instructions enabled.
#[target_feature(enable = "sse2")]
pub(super) fn run<T: Float, K: Kernel<T>>(a: K::A, b: K::B, c: K::C) -> K::Out
where
    Sse2: Lanes<T>,
{
    K::of_parts(a, b, c).run(Sse2(()))
}

/// The functions of registers of one type of element.
macro_rules! functions {
    (
        $name:ident: $T:ident, $Reg:ident; $splat:ident $add:ident $sub:ident
        $mul:ident $min:ident $max:ident $or:ident $unord:ident $bits:ident $first:ident $and_not:ident $and:ident;
        $v:ident => $($pair:expr),*; $ones:expr => $cast:ident
    ) => {
        mod $name {
            use core::arch::x86_64 as arch;
            pub(super) type Reg = arch::$Reg;
            pub(super) type Mask = Reg;

            super::registers! { "sse2"
                fn splat(x: $T) -> Reg { arch::$splat(x) }
                fn add(a: Reg, b: Reg) -> Reg { arch::$add(a, b) }
                fn sub(a: Reg, b: Reg) -> Reg { arch::$sub(a, b) }
                fn mul(a: Reg, b: Reg) -> Reg { arch::$mul(a, b) }
                fn mul_add(a: Reg, b: Reg, c: Reg) -> Reg { add(mul(a, b), c) }
                fn abs(a: Reg) -> Reg { arch::$and_not(arch::$splat(-0.0), a) }
                fn min(a: Reg, b: Reg) -> Reg { arch::$min(a, b) }
                fn max(a: Reg, b: Reg) -> Reg { arch::$max(a, b) }
                fn sum($v: Reg) -> $T { $(let $v = add($v, $pair);)* arch::$first($v) }
                fn least($v: Reg) -> $T { $(let $v = min($v, $pair);)* arch::$first($v) }
                fn greatest($v: Reg) -> $T { $(let $v = max($v, $pair);)* arch::$first($v) }
                fn pick(bits: u64, a: Reg, b: Reg) -> Reg {
                    #[expect(clippy::cast_possible_truncation, reason = "only the lowest are asked for")]
                    let bits = arch::_mm_set1_epi32(bits as i32);
                    let ones = $ones;
                    let mask = arch::$cast(arch::_mm_cmpeq_epi32(arch::_mm_and_si128(bits, ones), ones));
                    arch::$or(arch::$and(mask, a), arch::$and_not(mask, b))
                }
                fn unordered(a: Reg, b: Reg) -> Mask { arch::$unord(a, b) }
                fn either(a: Mask, b: Mask) -> Mask { arch::$or(a, b) }
                fn some(seen: Mask) -> bool { arch::$bits(seen) != 0 }
            }
        }
    };
}

functions! {
    singles: f32, __m128; _mm_set1_ps _mm_add_ps _mm_sub_ps
    _mm_mul_ps _mm_min_ps _mm_max_ps _mm_or_ps _mm_cmpunord_ps _mm_movemask_ps _mm_cvtss_f32 _mm_andnot_ps _mm_and_ps;
    v => arch::_mm_movehl_ps(v, v), arch::_mm_shuffle_ps::<0b01>(v, v);
    arch::_mm_setr_epi32(1, 2, 4, 8) => _mm_castsi128_ps
}
functions! {
    doubles: f64, __m128d; _mm_set1_pd _mm_add_pd _mm_sub_pd
    _mm_mul_pd _mm_min_pd _mm_max_pd _mm_or_pd _mm_cmpunord_pd _mm_movemask_pd _mm_cvtsd_f64 _mm_andnot_pd _mm_and_pd;
    v => arch::_mm_unpackhi_pd(v, v); arch::_mm_setr_epi32(1, 1, 2, 2) => _mm_castsi128_pd
}

sums! {
    "sse2", __m128i, 16 / 4, super::avx2::prefetch; _mm_add_epi32 _mm_xor_si128 _mm_sad_epu8 _mm_madd_epi16
    _mm_setzero_si128 _mm_set1_epi8 _mm_set1_epi16
}

impl Bytes for Sse2 {
    enabled! { "sse2"
        fn bytes(xs: &[u8], later: &[u8]) -> i64 { bytes(xs, later) }
        fn signed_bytes(xs: &[i8], later: &[i8]) -> i64 { signed_bytes(xs, later) }
        fn shorts(xs: &[u16], later: &[u16]) -> i64 { shorts(xs, later) }
        fn signed_shorts(xs: &[i16], later: &[i16]) -> i64 { signed_shorts(xs, later) }
        fn equal(block: &[u8; 64], byte: u8) -> u64 {
            // SAFETY: [SK-4] both are 64 bytes of plain data: any bits of one are a value of the other.
            let four = unsafe { mem::transmute::<[u8; 64], [__m128i; 4]>(*block) };
            let byte = _mm_set1_epi8(byte.cast_signed());
            let bits = |x| u64::from(_mm_movemask_epi8(_mm_cmpeq_epi8(x, byte)).cast_unsigned());
            bits(four[0]) | bits(four[1]) << 16 | bits(four[2]) << 32 | bits(four[3]) << 48
        }
        fn count(blocks: &[[u8; 64]], byte: u8) -> usize {
            let byte = _mm_set1_epi8(byte.cast_signed());
            let mut counts = [_mm_setzero_si128(); 4];
            for block in blocks {
                // SAFETY: [SK-4] both are 64 bytes of plain data: any bits of one are a value of the other.
                let four = unsafe { mem::transmute::<[u8; 64], [__m128i; 4]>(*block) };
                // A byte that is equal compares as -1: each place counts its own, in a byte.
                for (count, x) in counts.iter_mut().zip(four) {
                    *count = _mm_sub_epi8(*count, _mm_cmpeq_epi8(x, byte));
                }
            }
            let nothing = _mm_setzero_si128();
            let (a, b) = (_mm_sad_epu8(counts[0], nothing), _mm_sad_epu8(counts[1], nothing));
            let (c, d) = (_mm_sad_epu8(counts[2], nothing), _mm_sad_epu8(counts[3], nothing));
            let sums = _mm_add_epi64(_mm_add_epi64(a, b), _mm_add_epi64(c, d));
            let sum = _mm_add_epi64(sums, _mm_unpackhi_epi64(sums, sums));
            // 64 times 255 at most.
            usize::try_from(_mm_cvtsi128_si64(sum)).unwrap_or(0)
        }
    }
}

/// The products of 0 and all elements: other units multiply than those that look for extremes, and would look for
/// NaNs. Eight, so that none waits for itself.
macro_rules! see {
    ($seen:ident, $at:literal, $a:expr, $b:expr) => {
        ($seen[$at], $seen[$at + 1]) = (mul($seen[$at], $a), mul($seen[$at + 1], $b));
    };
}

/// The methods of `Lanes` that tell whether there is a NaN: a product of 0 and numbers is a zero, and with a NaN
/// among them a NaN. So it is with an infinity.
macro_rules! nans {
    () => {
        type Nans = [Reg; 8];
        const PERHAPS: bool = true;

        enabled! { "sse2"
            fn no_nans() -> [Reg; 8] { [splat(0.0); 8] }
            fn nans(seen: [Reg; 8], r: Row) -> [Reg; 8] {
                // A mask of ones is a NaN.
                let first = either(seen[0], nan!(r));
                [first, seen[1], seen[2], seen[3], seen[4], seen[5], seen[6], seen[7]]
            }
            fn any(s: [Reg; 8]) -> bool {
                let (a, b) = (unordered(s[0], s[1]), unordered(s[2], s[3]));
                let (c, d) = (unordered(s[4], s[5]), unordered(s[6], s[7]));
                some(either(either(a, b), either(c, d)))
            }
            fn lesser(best: Row, seen: [Reg; 8], row: Row) -> (Row, [Reg; 8]) {
                quartered!(min, see, best, seen, row)
            }
            fn greater(best: Row, seen: [Reg; 8], row: Row) -> (Row, [Reg; 8]) {
                quartered!(max, see, best, seen, row)
            }
        }
    };
}

lanes!(Sse2, "sse2", f32, singles, 64 / 4; nans);
lanes!(Sse2, "sse2", f64, doubles, 32 / 2; nans);
