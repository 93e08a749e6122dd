//! AVX-512: a row is four registers.

#[allow(clippy::wildcard_imports, reason = "intrinsics by the dozen, all with a prefix")]
use core::arch::x86_64::*;
use core::convert::identity;
use core::mem;

use super::{Kernel, avx2};
use crate::element::sealed::Float;
use crate::lanes::{Bytes, Lanes, Widen, few_of_row};
use crate::mean_var::Running;
use crate::places::Few;

/// Proof that the code that holds it runs with AVX-512 (SK-2).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Avx512(());

/// Runs `kernel` with the instructions enabled.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,avx512vnni")]
#[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
pub(super) fn run<T: Float, K: Kernel<T>>(a: K::A, b: K::B, c: K::C) -> K::Out
where
    Avx512: Lanes<T> + Widen<T>,
{
    K::of_parts(a, b, c).run(Avx512(()))
}

/// `Lanes::out_of_line`. What calls `run` has its features: or else the compiler forgets that `run` is
/// not to be inlined.
macro_rules! apart {
    ($T:ident) => {
        #[inline(always)]
        fn out_of_line<K: Kernel<$T>>(self, kernel: K) -> K::Out {
            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,avx512vnni")]
            #[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
            fn body<K: Kernel<$T>>(a: K::A, b: K::B, c: K::C) -> K::Out {
                run::<$T, K>(a, b, c)
            }
            let (a, b, c) = kernel.parts();
            // SAFETY: [SK-2] there is a `self`, so the CPU has the features that `body` enables,
            // which is all that a call of it asks.
            unsafe { body::<K>(a, b, c) }
        }
    };
}

/// Trait methods whose bodies run with the instructions enabled.
macro_rules! enabled {
    ($(fn $name:ident($($arg:ident: $of:ty),*) -> $out:ty $body:block)*) => {$(
        #[inline(always)]
        fn $name(self, $($arg: $of),*) -> $out {
            #[inline]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,avx512vnni")]
            #[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
            fn body($($arg: $of),*) -> $out $body
            // SAFETY: [SK-2] there is a `self`, so the CPU has the features that `body` enables,
            // which is all that a call of it asks.
            unsafe { body($($arg),*) }
        }
    )*};
}

/// The same function on each register of one row, or of two.
macro_rules! each {
    ($f:path, $a:ident, $b:ident) => {
        [$f($a[0], $b[0]), $f($a[1], $b[1]), $f($a[2], $b[2]), $f($a[3], $b[3])]
    };
    ($f:path, $a:ident, $b:ident, $c:ident) => {
        [
            $f($a[0], $b[0], $c[0]),
            $f($a[1], $b[1], $c[1]),
            $f($a[2], $b[2], $c[2]),
            $f($a[3], $b[3], $c[3]),
        ]
    };
}

/// Folds a row to half a register, then as AVX2 does.
macro_rules! fold {
    ($row:ident, $f:path, $low:path, $high:path, $half:path, $rest:path) => {{
        let folded = $f($f($row[0], $row[2]), $f($row[1], $row[3]));
        $rest($half($low(folded), $high(folded)))
    }};
}

/// The lowest `len` bits (64 at most).
#[inline]
#[target_feature(enable = "bmi2")]
fn ones(len: usize) -> u64 {
    _bzhi_u64(u64::MAX, u32::try_from(len.min(64)).unwrap_or(64))
}

/// The masks of the four registers of a row of which the first elements are there, for each number of
/// these: `$lanes` bits each. From memory, because a mask that is made in a general register takes
/// its way to the others four times, which a sum of 1,000 took a tenth longer for.
macro_rules! masks {
    ($($name:ident: $Mask:ident, $lanes:literal;)*) => {$(
        const $name: &[[$Mask; 4]; 4 * $lanes + 1] = &{
            let mut masks = [[0; 4]; 4 * $lanes + 1];
            let mut len = 0;
            while len <= 4 * $lanes {
                let mut lane = 0;
                while lane < len {
                    masks[len][lane / $lanes] |= 1 << (lane % $lanes);
                    lane += 1;
                }
                len += 1;
            }
            masks
        };
    )*};
}

masks! {
    SIXTEENS: __mmask16, 16;
    EIGHTS: __mmask8, 8;
}

/// Register `i` of a row of `f32`.
#[inline]
#[target_feature(enable = "avx512f,bmi2")]
fn head_ps(part: &[f32], fill: __m512, i: usize) -> __m512 {
    let mask = SIXTEENS[part.len().min(64)][i];
    // SAFETY: [SK-3] the load reads the lanes whose mask bit is set; lane j's is when element
    // 16 * i + j is in the slice, which is borrowed. The address of a register with no such lane
    // is formed, by a wrapping addition, and not read.
    unsafe { _mm512_mask_loadu_ps(fill, mask, part.as_ptr().wrapping_add(16 * i)) }
}

/// Register `i` of a row of `f64`.
#[inline]
#[target_feature(enable = "avx512f,bmi2")]
fn head_pd(part: &[f64], fill: __m512d, i: usize) -> __m512d {
    let mask = EIGHTS[part.len().min(32)][i];
    // SAFETY: [SK-3] as for `f32`, with eight lanes.
    unsafe { _mm512_mask_loadu_pd(fill, mask, part.as_ptr().wrapping_add(8 * i)) }
}

/// Register `i` of a row of `f32` widened to `f64`.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,bmi2")]
fn head_ps_pd(part: &[f32], fill: f32, i: usize) -> __m512d {
    let mask = EIGHTS[part.len().min(32)][i];
    let from = part.as_ptr().wrapping_add(8 * i);
    let fill = _mm256_set1_ps(fill);
    // SAFETY: [SK-3] as for `f32`, with eight lanes.
    let narrow = unsafe { _mm256_mask_loadu_ps(fill, mask, from) };
    _mm512_cvtps_pd(narrow)
}

/// Eight `f32` widened to `f64`.
#[inline]
#[target_feature(enable = "avx512f")]
fn widened(eight: [f32; 8]) -> __m512d {
    // SAFETY: [SK-4] both are 32 bytes of plain data: any bits of one are a value of the other.
    let narrow = unsafe { mem::transmute::<[f32; 8], __m256>(eight) };
    _mm512_cvtps_pd(narrow)
}

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
#[target_feature(enable = "avx512f,bmi2")]
fn head_words<T>(part: &[T], i: usize) -> __m512i {
    const { assert!(mem::size_of::<T>() == 4) };
    let mask = SIXTEENS[part.len().min(64)][i];
    // SAFETY: [SK-3] as for `f32`: elements of 4 bytes, sixteen lanes.
    unsafe { _mm512_maskz_loadu_epi32(mask, part.as_ptr().wrapping_add(16 * i).cast()) }
}

/// The sums of words and of their upper halves. By hand, for the rest: the compiler folds its lanes for
/// each width of register on the way down, and takes the last words one by one. Here they are one more
/// row, so no sum waits for more than its own last one.
macro_rules! words {
    ($($name:ident: $T:ident, $with_halves:ident;)*) => {$(
        #[inline]
        #[target_feature(enable = "avx512f,avx512vnni,bmi2")]
        fn $name(xs: &[$T], later: &[$T]) -> (u32, u32) {
            let mut all = [_mm512_setzero_si512(); 4];
            let mut upper = all;
            let ((fours, rest), (later, _)) = (xs.as_chunks::<64>(), later.as_chunks::<64>());
            for (i, four) in fours.iter().enumerate() {
                if let Some(later) = later.get(i) {
                    avx2::prefetch(later);
                }
                // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
                let x = unsafe { mem::transmute::<[$T; 64], [__m512i; 4]>(*four) };
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
    words: u32, with_halves;
    signed_words: i32, with_signed_halves;
}

/// The sum of at most 16 words, each widened: fewer steps than halves and remainders take.
macro_rules! few_words {
    ($($name:ident: $T:ident, $Sum:ident, $widen:ident, $of:expr;)*) => {$(
        #[inline]
        #[target_feature(enable = "avx512f,avx512vl,bmi2")]
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

impl Bytes for Avx512 {
    const FEW_WORDS: usize = 16;

    #[inline(always)]
    fn soon<R>(self, later: &R) {
        avx2::prefetch(later);
    }
    enabled! {
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

/// The place of the first element that equals `x`: a mask for each register, and the lowest bit. NaN in
/// the lanes without an element, which equals nothing.
macro_rules! find {
    ($($name:ident: $T:ident, $Reg:ident, $lanes:literal, $row:literal, $splat:ident, $head:ident, $equal:ident;)*) => {$(
        #[inline]
        #[target_feature(enable = "avx512f,bmi1,bmi2")]
        fn $name(xs: &[$T], x: $T) -> Option<usize> {
            let (x, nan) = ($splat(x), $splat($T::NAN));
            let (rows, tail) = xs.as_chunks::<$row>();
            for (i, row) in rows.iter().enumerate() {
                // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
                let row = unsafe { mem::transmute::<[$T; $row], [$Reg; 4]>(*row) };
                let equal = |i: usize| $equal::<_CMP_EQ_OQ>(row[i], x);
                let [a, b, c, d] = [equal(0), equal(1), equal(2), equal(3)];
                if a | b | c | d != 0 {
                    let (a, b, c, d) = (u64::from(a), u64::from(b), u64::from(c), u64::from(d));
                    let bits = a | b << $lanes | c << (2 * $lanes) | d << (3 * $lanes);
                    return Some(i * $row + bits.trailing_zeros() as usize);
                }
            }
            for (i, part) in tail.chunks($lanes).enumerate() {
                let bits = $equal::<_CMP_EQ_OQ>($head(part, nan, 0), x);
                if bits != 0 {
                    return Some(rows.len() * $row + i * $lanes + bits.trailing_zeros() as usize);
                }
            }
            None
        }
    )*};
}

find! {
    find_ps: f32, __m512, 16, 64, _mm512_set1_ps, head_ps, _mm512_cmp_ps_mask;
    find_pd: f64, __m512d, 8, 32, _mm512_set1_pd, head_pd, _mm512_cmp_pd_mask;
}

impl Avx512 {
    enabled! {
        fn few_ps(xs: &[f32], fill: f32, greatest: bool) -> Few<f32> {
            let others = _mm512_set1_ps(fill);
            let row = head_ps(xs, others, 0);
            let nan = _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(row, row) != 0;
            let best = if greatest {
                let row = _mm512_max_ps(row, others);
                avx2::greatest_ps(_mm256_max_ps(_mm512_castps512_ps256(row), _mm512_extractf32x8_ps::<1>(row)))
            } else {
                let row = _mm512_min_ps(row, others);
                avx2::least_ps(_mm256_min_ps(_mm512_castps512_ps256(row), _mm512_extractf32x8_ps::<1>(row)))
            };
            let equal = _mm512_cmp_ps_mask::<_CMP_EQ_OQ>(row, _mm512_set1_ps(best));
            Few { nan, best, at: u64::from(equal).trailing_zeros() as usize }
        }
    }
}

impl Lanes<f32> for Avx512 {
    type Row = [__m512; 4];
    type Nans = __mmask16;
    const FIVE_ROWS: bool = true;

    apart!(f32);
    #[inline(always)]
    fn few(self, xs: &[f32], fill: f32, greatest: bool) -> Few<f32> {
        if xs.len() <= 16 {
            self.few_ps(xs, fill, greatest)
        } else {
            few_of_row(self, xs, fill, greatest)
        }
    }
    enabled! {
        fn splat(x: f32) -> [__m512; 4] { [_mm512_set1_ps(x); 4] }
        fn load(row: &[f32; 64]) -> [__m512; 4] {
            // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
            unsafe { mem::transmute::<[f32; 64], [__m512; 4]>(*row) }
        }
        fn head(part: &[f32], fill: f32) -> [__m512; 4] {
            let fill = _mm512_set1_ps(fill);
            [head_ps(part, fill, 0), head_ps(part, fill, 1), head_ps(part, fill, 2), head_ps(part, fill, 3)]
        }
        fn store(row: [__m512; 4]) -> [f32; 64] {
            // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
            unsafe { mem::transmute::<[__m512; 4], [f32; 64]>(row) }
        }
        fn add(a: [__m512; 4], b: [__m512; 4]) -> [__m512; 4] { each!(_mm512_add_ps, a, b) }
        fn sub(a: [__m512; 4], b: [__m512; 4]) -> [__m512; 4] { each!(_mm512_sub_ps, a, b) }
        fn mul(a: [__m512; 4], b: [__m512; 4]) -> [__m512; 4] { each!(_mm512_mul_ps, a, b) }
        fn mul_add(a: [__m512; 4], b: [__m512; 4], c: [__m512; 4]) -> [__m512; 4] { each!(_mm512_fmadd_ps, a, b, c) }
        fn select(bits: u64, row: [__m512; 4], other: [__m512; 4]) -> [__m512; 4] {
            #[expect(clippy::cast_possible_truncation, reason = "only the lowest are asked for")]
            let pick = |i: usize| _mm512_mask_blend_ps((bits >> (16 * i)) as __mmask16, other[i], row[i]);
            [pick(0), pick(1), pick(2), pick(3)]
        }
        fn abs(row: [__m512; 4]) -> [__m512; 4] { let sign = [_mm512_set1_ps(-0.0); 4]; each!(_mm512_andnot_ps, sign, row) }
        fn min(a: [__m512; 4], b: [__m512; 4]) -> [__m512; 4] { each!(_mm512_min_ps, a, b) }
        fn max(a: [__m512; 4], b: [__m512; 4]) -> [__m512; 4] { each!(_mm512_max_ps, a, b) }
        fn sum(row: [__m512; 4]) -> f32 {
            fold!(row, _mm512_add_ps, _mm512_castps512_ps256, _mm512_extractf32x8_ps::<1>, _mm256_add_ps, avx2::sum_ps)
        }
        fn sum_first(row: [__m512; 4], len: usize) -> f32 {
            if len > 16 {
                return fold!(row, _mm512_add_ps, _mm512_castps512_ps256, _mm512_extractf32x8_ps::<1>, _mm256_add_ps, avx2::sum_ps);
            }
            avx2::sum_ps(_mm256_add_ps(_mm512_castps512_ps256(row[0]), _mm512_extractf32x8_ps::<1>(row[0])))
        }
        fn least(row: [__m512; 4]) -> f32 {
            fold!(row, _mm512_min_ps, _mm512_castps512_ps256, _mm512_extractf32x8_ps::<1>, _mm256_min_ps, avx2::least_ps)
        }
        fn greatest(row: [__m512; 4]) -> f32 {
            fold!(row, _mm512_max_ps, _mm512_castps512_ps256, _mm512_extractf32x8_ps::<1>, _mm256_max_ps, avx2::greatest_ps)
        }
        fn differ(a: [__m512; 4], b: [__m512; 4]) -> bool {
            let differ = |i: usize| _mm512_cmp_ps_mask::<_CMP_NEQ_UQ>(a[i], b[i]);
            differ(0) | differ(1) | differ(2) | differ(3) != 0
        }
        fn equals(row: [__m512; 4], x: f32) -> u64 {
            let x = _mm512_set1_ps(x);
            let equal = |i: usize| u64::from(_mm512_cmp_ps_mask::<_CMP_EQ_OQ>(row[i], x));
            equal(0) | equal(1) << 16 | equal(2) << 32 | equal(3) << 48
        }
        fn no_nans() -> __mmask16 { 0 }
        fn nans(seen: __mmask16, row: [__m512; 4]) -> __mmask16 {
            seen | _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(row[0], row[1])
                | _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(row[2], row[3])
        }
        fn any(seen: __mmask16) -> bool { seen != 0 }
        fn find(xs: &[f32], x: f32) -> Option<usize> { find_ps(xs, x) }
    }
}

impl Avx512 {
    enabled! {
        fn few_pd(xs: &[f64], fill: f64, greatest: bool) -> Few<f64> {
            let others = _mm512_set1_pd(fill);
            let row = head_pd(xs, others, 0);
            let nan = _mm512_cmp_pd_mask::<_CMP_UNORD_Q>(row, row) != 0;
            let best = if greatest {
                let row = _mm512_max_pd(row, others);
                avx2::greatest_pd(_mm256_max_pd(_mm512_castpd512_pd256(row), _mm512_extractf64x4_pd::<1>(row)))
            } else {
                let row = _mm512_min_pd(row, others);
                avx2::least_pd(_mm256_min_pd(_mm512_castpd512_pd256(row), _mm512_extractf64x4_pd::<1>(row)))
            };
            let equal = _mm512_cmp_pd_mask::<_CMP_EQ_OQ>(row, _mm512_set1_pd(best));
            Few { nan, best, at: u64::from(equal).trailing_zeros() as usize }
        }
    }
}

impl Lanes<f64> for Avx512 {
    type Row = [__m512d; 4];
    type Nans = __mmask8;
    const FIVE_ROWS: bool = true;

    apart!(f64);
    #[inline(always)]
    fn few(self, xs: &[f64], fill: f64, greatest: bool) -> Few<f64> {
        if xs.len() <= 8 {
            self.few_pd(xs, fill, greatest)
        } else {
            few_of_row(self, xs, fill, greatest)
        }
    }
    enabled! {
        fn splat(x: f64) -> [__m512d; 4] { [_mm512_set1_pd(x); 4] }
        fn load(row: &[f64; 32]) -> [__m512d; 4] {
            // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
            unsafe { mem::transmute::<[f64; 32], [__m512d; 4]>(*row) }
        }
        fn head(part: &[f64], fill: f64) -> [__m512d; 4] {
            let fill = _mm512_set1_pd(fill);
            [head_pd(part, fill, 0), head_pd(part, fill, 1), head_pd(part, fill, 2), head_pd(part, fill, 3)]
        }
        fn store(row: [__m512d; 4]) -> [f64; 32] {
            // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
            unsafe { mem::transmute::<[__m512d; 4], [f64; 32]>(row) }
        }
        fn add(a: [__m512d; 4], b: [__m512d; 4]) -> [__m512d; 4] { each!(_mm512_add_pd, a, b) }
        fn sub(a: [__m512d; 4], b: [__m512d; 4]) -> [__m512d; 4] { each!(_mm512_sub_pd, a, b) }
        fn mul(a: [__m512d; 4], b: [__m512d; 4]) -> [__m512d; 4] { each!(_mm512_mul_pd, a, b) }
        fn mul_add(a: [__m512d; 4], b: [__m512d; 4], c: [__m512d; 4]) -> [__m512d; 4] { each!(_mm512_fmadd_pd, a, b, c) }
        fn add_beside(one: [__m512d; 4], a: [__m512d; 4], b: [__m512d; 4]) -> [__m512d; 4] { each!(_mm512_fmadd_pd, one, a, b) }
        fn select(bits: u64, row: [__m512d; 4], other: [__m512d; 4]) -> [__m512d; 4] {
            #[expect(clippy::cast_possible_truncation, reason = "only the lowest are asked for")]
            let pick = |i: usize| _mm512_mask_blend_pd((bits >> (8 * i)) as __mmask8, other[i], row[i]);
            [pick(0), pick(1), pick(2), pick(3)]
        }
        fn abs(row: [__m512d; 4]) -> [__m512d; 4] { let sign = [_mm512_set1_pd(-0.0); 4]; each!(_mm512_andnot_pd, sign, row) }
        fn min(a: [__m512d; 4], b: [__m512d; 4]) -> [__m512d; 4] { each!(_mm512_min_pd, a, b) }
        fn max(a: [__m512d; 4], b: [__m512d; 4]) -> [__m512d; 4] { each!(_mm512_max_pd, a, b) }
        fn sum(row: [__m512d; 4]) -> f64 {
            fold!(row, _mm512_add_pd, _mm512_castpd512_pd256, _mm512_extractf64x4_pd::<1>, _mm256_add_pd, avx2::sum_pd)
        }
        fn sum_first(row: [__m512d; 4], len: usize) -> f64 {
            if len > 16 {
                return fold!(row, _mm512_add_pd, _mm512_castpd512_pd256, _mm512_extractf64x4_pd::<1>, _mm256_add_pd, avx2::sum_pd);
            }
            let eight = if len > 8 { _mm512_add_pd(row[0], row[1]) } else { row[0] };
            avx2::sum_pd(_mm256_add_pd(_mm512_castpd512_pd256(eight), _mm512_extractf64x4_pd::<1>(eight)))
        }
        fn least(row: [__m512d; 4]) -> f64 {
            fold!(row, _mm512_min_pd, _mm512_castpd512_pd256, _mm512_extractf64x4_pd::<1>, _mm256_min_pd, avx2::least_pd)
        }
        fn greatest(row: [__m512d; 4]) -> f64 {
            fold!(row, _mm512_max_pd, _mm512_castpd512_pd256, _mm512_extractf64x4_pd::<1>, _mm256_max_pd, avx2::greatest_pd)
        }
        fn differ(a: [__m512d; 4], b: [__m512d; 4]) -> bool {
            let differ = |i: usize| _mm512_cmp_pd_mask::<_CMP_NEQ_UQ>(a[i], b[i]);
            differ(0) | differ(1) | differ(2) | differ(3) != 0
        }
        fn equals(row: [__m512d; 4], x: f64) -> u64 {
            let x = _mm512_set1_pd(x);
            let equal = |i: usize| u64::from(_mm512_cmp_pd_mask::<_CMP_EQ_OQ>(row[i], x));
            equal(0) | equal(1) << 8 | equal(2) << 16 | equal(3) << 24
        }
        fn no_nans() -> __mmask8 { 0 }
        fn nans(seen: __mmask8, row: [__m512d; 4]) -> __mmask8 {
            seen | _mm512_cmp_pd_mask::<_CMP_UNORD_Q>(row[0], row[1])
                | _mm512_cmp_pd_mask::<_CMP_UNORD_Q>(row[2], row[3])
        }
        fn any(seen: __mmask8) -> bool { seen != 0 }
        fn find(xs: &[f64], x: f64) -> Option<usize> { find_pd(xs, x) }
    }
}

/// `Widen::take_head`: of at most half a row, the lower registers alone.
macro_rules! take_head {
    ($T:ident) => {
        #[inline(always)]
        fn take_head(
            self,
            to: Running<[__m512d; 4]>,
            part: &[$T],
            pivot: $T,
        ) -> Running<[__m512d; 4]> {
            let all = to.take::<$T, Self>(self, self.widen_head(part, pivot));
            if part.len() > 16 {
                return all;
            }
            let lower = |all: [__m512d; 4], to: [__m512d; 4]| [all[0], all[1], to[2], to[3]];
            Running {
                sums: lower(all.sums, to.sums),
                squares: lower(all.squares, to.squares),
                ..to
            }
        }
    };
}

impl Widen<f32> for Avx512 {
    take_head!(f32);
    enabled! {
        fn widen(row: &[f32; 32]) -> [__m512d; 4] {
            let (eights, _) = row.as_chunks::<8>();
            [widened(eights[0]), widened(eights[1]), widened(eights[2]), widened(eights[3])]
        }
        fn widen_head(part: &[f32], fill: f32) -> [__m512d; 4] {
            [head_ps_pd(part, fill, 0), head_ps_pd(part, fill, 1), head_ps_pd(part, fill, 2), head_ps_pd(part, fill, 3)]
        }
    }
}

impl Widen<f64> for Avx512 {
    take_head!(f64);
    #[inline(always)]
    fn widen(self, row: &[f64; 32]) -> [__m512d; 4] {
        Lanes::<f64>::load(self, row)
    }
    #[inline(always)]
    fn widen_head(self, part: &[f64], fill: f64) -> [__m512d; 4] {
        Lanes::<f64>::head(self, part, fill)
    }
}
