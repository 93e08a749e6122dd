//! AVX2: a row is eight registers. Its folds of one register serve AVX-512 too.

#[allow(clippy::wildcard_imports, reason = "intrinsics by the dozen, all with a prefix")]
use core::arch::x86_64::*;
use core::convert::identity;
use core::mem;

use super::Kernel;
use crate::element::sealed::Float;
use crate::lanes::{Lanes, padded};
use crate::mean_var::Running;

/// Proof that the code that holds it runs with AVX2 (SK-2).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Avx2(());

/// Runs `kernel` with the instructions enabled.
#[inline(never)]
#[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
pub(super) fn run<T: Float, K: Kernel<T>>(a: K::A, b: K::B, c: K::C) -> K::Out
where
    Avx2: Lanes<T>,
{
    K::of_parts(a, b, c).run(Avx2(()))
}

/// `Lanes::out_of_line`. What calls `run` has its features: or else the compiler forgets that `run` is
/// not to be inlined.
macro_rules! apart {
    ($T:ident) => {
        #[inline(always)]
        fn out_of_line<K: Kernel<$T>>(self, kernel: K) -> K::Out {
            #[inline]
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
            #[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
            fn body($($arg: $of),*) -> $out $body
            // SAFETY: [SK-2] there is a `self`, so the CPU has the features that `body` enables,
            // which is all that a call of it asks.
            unsafe { body($($arg),*) }
        }
    )*};
}

/// Functions of registers, with the instructions enabled.
macro_rules! registers {
    ($(fn $name:ident($($arg:ident: $of:ty),*) -> $out:ty $body:block)*) => {$(
        #[inline]
        #[target_feature(enable = "avx2")]
        pub(super) fn $name($($arg: $of),*) -> $out $body
    )*};
}

/// Folds of one register by halves.
macro_rules! folds {
    ($(ps $name:ident: $f:ident;)*) => {registers!{$(
        fn $name(v: __m256) -> f32 {
            let four = $f(_mm256_castps256_ps128(v), _mm256_extractf128_ps::<1>(v));
            let two = $f(four, _mm_movehl_ps(four, four));
            _mm_cvtss_f32($f(two, _mm_movehdup_ps(two)))
        }
    )*}};
    ($(pd $name:ident: $f:ident;)*) => {registers!{$(
        fn $name(v: __m256d) -> f64 {
            let two = $f(_mm256_castpd256_pd128(v), _mm256_extractf128_pd::<1>(v));
            _mm_cvtsd_f64($f(two, _mm_unpackhi_pd(two, two)))
        }
    )*}};
}
folds! { ps sum_ps: _mm_add_ps; ps least_ps: _mm_min_ps; ps greatest_ps: _mm_max_ps; }
folds! { pd sum_pd: _mm_add_pd; pd least_pd: _mm_min_pd; pd greatest_pd: _mm_max_pd; }

registers! {
    // Of two registers, side by side as soon as one holds both, so that one instruction adds for both.
    fn sums_ps(a: __m256, b: __m256) -> (f64, f64) {
        let a = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps::<1>(a));
        let b = _mm_add_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps::<1>(b));
        let twos = _mm_add_ps(_mm_unpacklo_ps(a, b), _mm_unpackhi_ps(a, b));
        let ones = _mm_cvtps_pd(_mm_add_ps(twos, _mm_movehl_ps(twos, twos)));
        (_mm_cvtsd_f64(ones), _mm_cvtsd_f64(_mm_unpackhi_pd(ones, ones)))
    }
}

/// The same function on each register of two rows.
macro_rules! each {
    ($f:path, $a:ident, $b:ident) => {
        [
            $f($a[0], $b[0]),
            $f($a[1], $b[1]),
            $f($a[2], $b[2]),
            $f($a[3], $b[3]),
            $f($a[4], $b[4]),
            $f($a[5], $b[5]),
            $f($a[6], $b[6]),
            $f($a[7], $b[7]),
        ]
    };
    ($f:path, $a:ident, $b:ident, $c:ident) => {
        [
            $f($a[0], $b[0], $c[0]),
            $f($a[1], $b[1], $c[1]),
            $f($a[2], $b[2], $c[2]),
            $f($a[3], $b[3], $c[3]),
            $f($a[4], $b[4], $c[4]),
            $f($a[5], $b[5], $c[5]),
            $f($a[6], $b[6], $c[6]),
            $f($a[7], $b[7], $c[7]),
        ]
    };
}

/// The extremes of pairs of registers in the first half of `$best`, and whether there is a NaN in one: a pair
/// at a time, or the compiler would need more registers than there are.
macro_rules! halved {
    ($f:ident, $or:ident, $cmp:ident, $best:ident, $seen:ident, $row:ident) => {{
        let [mut a, mut b, mut c, mut d, ..] = $best;
        a = $f(a, $f($row[0], $row[1]));
        let seen = $or($seen, $cmp::<_CMP_UNORD_Q>($row[0], $row[1]));
        b = $f(b, $f($row[2], $row[3]));
        let seen = $or(seen, $cmp::<_CMP_UNORD_Q>($row[2], $row[3]));
        c = $f(c, $f($row[4], $row[5]));
        let seen = $or(seen, $cmp::<_CMP_UNORD_Q>($row[4], $row[5]));
        d = $f(d, $f($row[6], $row[7]));
        let seen = $or(seen, $cmp::<_CMP_UNORD_Q>($row[6], $row[7]));
        ([a, b, c, d, $best[4], $best[5], $best[6], $best[7]], seen)
    }};
}

/// A row from a function of the register's number.
macro_rules! made {
    ($f:ident($($arg:expr),*)) => {
        [
            $f($($arg),*, 0), $f($($arg),*, 1), $f($($arg),*, 2), $f($($arg),*, 3),
            $f($($arg),*, 4), $f($($arg),*, 5), $f($($arg),*, 6), $f($($arg),*, 7),
        ]
    };
}

/// `pick` on each register of two rows, with the bits of its own `$width` lanes lowest.
macro_rules! picked {
    ($pick:ident($bits:ident, $a:ident, $b:ident), $width:literal) => {
        [
            $pick($bits, $a[0], $b[0]),
            $pick($bits >> $width, $a[1], $b[1]),
            $pick($bits >> (2 * $width), $a[2], $b[2]),
            $pick($bits >> (3 * $width), $a[3], $b[3]),
            $pick($bits >> (4 * $width), $a[4], $b[4]),
            $pick($bits >> (5 * $width), $a[5], $b[5]),
            $pick($bits >> (6 * $width), $a[6], $b[6]),
            $pick($bits >> (7 * $width), $a[7], $b[7]),
        ]
    };
}

// Below the macros, which they use.
mod bytes;
mod columns;
pub(super) use bytes::{count, prefetch};

registers! {
    fn pick_ps(bits: u64, a: __m256, b: __m256) -> __m256 {
        #[expect(clippy::cast_possible_truncation, reason = "only the lowest are asked for")]
        let bits = _mm256_set1_epi32(bits as i32);
        let ones = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
        let mask = _mm256_cmpeq_epi32(_mm256_and_si256(bits, ones), ones);
        _mm256_blendv_ps(b, a, _mm256_castsi256_ps(mask))
    }
    fn pick_pd(bits: u64, a: __m256d, b: __m256d) -> __m256d {
        let bits = _mm256_set1_epi64x(bits.cast_signed());
        let ones = _mm256_setr_epi64x(1, 2, 4, 8);
        let mask = _mm256_cmpeq_epi64(_mm256_and_si256(bits, ones), ones);
        _mm256_blendv_pd(b, a, _mm256_castsi256_pd(mask))
    }
}

/// Folds a row by halves.
macro_rules! fold {
    ($r:ident, $f:ident, $rest:ident) => {{
        let (a, b) = ($f($r[0], $r[4]), $f($r[1], $r[5]));
        let (c, d) = ($f($r[2], $r[6]), $f($r[3], $r[7]));
        $rest($f($f(a, c), $f(b, d)))
    }};
}

/// Register `i` of a row of `f32` of which `part` is there. No masked load: of those, emulators are
/// known that read the other lanes too.
#[inline]
#[target_feature(enable = "avx2")]
fn head_ps(part: &[f32], fill: f32, i: usize) -> __m256 {
    let from = part.get(8 * i..).unwrap_or(&[]);
    if from.is_empty() {
        return _mm256_set1_ps(fill);
    }
    let eight = from.first_chunk().copied().unwrap_or_else(|| padded(from, fill));
    // SAFETY: [SK-4] both are 32 bytes of plain data: any bits of one are a value of the other.
    unsafe { mem::transmute::<[f32; 8], __m256>(eight) }
}

/// Register `i` of a row of `f64` of which `part` is there.
#[inline]
#[target_feature(enable = "avx2")]
fn head_pd(part: &[f64], fill: f64, i: usize) -> __m256d {
    let from = part.get(4 * i..).unwrap_or(&[]);
    if from.is_empty() {
        return _mm256_set1_pd(fill);
    }
    let four = from.first_chunk().copied().unwrap_or_else(|| padded(from, fill));
    // SAFETY: [SK-4] both are 32 bytes of plain data: any bits of one are a value of the other.
    unsafe { mem::transmute::<[f64; 4], __m256d>(four) }
}

impl Lanes<f32> for Avx2 {
    type Row = [__m256; 8];
    type Nans = __m256;
    const NEAR: usize = 1 << 20;
    const AHEAD: usize = 16 << 10;

    apart!(f32);
    enabled! {
        fn splat(x: f32) -> [__m256; 8] { [_mm256_set1_ps(x); 8] }
        fn load(row: &[f32; 64]) -> [__m256; 8] {
            // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
            unsafe { mem::transmute::<[f32; 64], [__m256; 8]>(*row) }
        }
        fn head(part: &[f32], fill: f32) -> [__m256; 8] { made!(head_ps(part, fill)) }
        fn store(row: [__m256; 8]) -> [f32; 64] {
            // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
            unsafe { mem::transmute::<[__m256; 8], [f32; 64]>(row) }
        }
        fn add(a: [__m256; 8], b: [__m256; 8]) -> [__m256; 8] { each!(_mm256_add_ps, a, b) }
        fn sub(a: [__m256; 8], b: [__m256; 8]) -> [__m256; 8] { each!(_mm256_sub_ps, a, b) }
        fn mul(a: [__m256; 8], b: [__m256; 8]) -> [__m256; 8] { each!(_mm256_mul_ps, a, b) }
        fn mul_add(a: [__m256; 8], b: [__m256; 8], c: [__m256; 8]) -> [__m256; 8] { each!(_mm256_fmadd_ps, a, b, c) }
        fn add_beside(one: [__m256; 8], a: [__m256; 8], b: [__m256; 8]) -> [__m256; 8] { each!(_mm256_fmadd_ps, one, a, b) }
        fn select(bits: u64, row: [__m256; 8], other: [__m256; 8]) -> [__m256; 8] { picked!(pick_ps(bits, row, other), 8) }
        fn abs(row: [__m256; 8]) -> [__m256; 8] { let sign = [_mm256_set1_ps(-0.0); 8]; each!(_mm256_andnot_ps, sign, row) }
        fn min(a: [__m256; 8], b: [__m256; 8]) -> [__m256; 8] { each!(_mm256_min_ps, a, b) }
        fn max(a: [__m256; 8], b: [__m256; 8]) -> [__m256; 8] { each!(_mm256_max_ps, a, b) }
        fn take_rows(to: Running<[__m256; 8]>, rows: &[[f32; 64]], later: &[[f32; 64]]) -> Running<[__m256; 8]> {
            columns::take_ps(to, rows, later)
        }
        fn sum(row: [__m256; 8]) -> f32 { fold!(row, _mm256_add_ps, sum_ps) }
        fn least(row: [__m256; 8]) -> f32 { fold!(row, _mm256_min_ps, least_ps) }
        fn greatest(row: [__m256; 8]) -> f32 { fold!(row, _mm256_max_ps, greatest_ps) }
        fn differ(a: [__m256; 8], b: [__m256; 8]) -> bool {
            let differ = each!(_mm256_cmp_ps::<_CMP_NEQ_UQ>, a, b);
            _mm256_movemask_ps(fold!(differ, _mm256_or_ps, identity)) != 0
        }
        fn equals(row: [__m256; 8], x: f32) -> u64 {
            let x = _mm256_set1_ps(x);
            let equal = |lane: usize| _mm256_cmp_ps::<_CMP_EQ_OQ>(row[lane], x);
            let bits = |i: usize| u64::from(_mm256_movemask_ps(equal(i)).cast_unsigned()) << (8 * i);
            let (low, high) = (bits(0) | bits(1) | bits(2) | bits(3), bits(4) | bits(5) | bits(6) | bits(7));
            low | high
        }
        fn no_nans() -> __m256 { _mm256_setzero_ps() }
        fn nans(seen: __m256, row: [__m256; 8]) -> __m256 {
            let a = _mm256_cmp_ps::<_CMP_UNORD_Q>(row[0], row[1]);
            let b = _mm256_cmp_ps::<_CMP_UNORD_Q>(row[2], row[3]);
            let c = _mm256_cmp_ps::<_CMP_UNORD_Q>(row[4], row[5]);
            let d = _mm256_cmp_ps::<_CMP_UNORD_Q>(row[6], row[7]);
            _mm256_or_ps(seen, _mm256_or_ps(_mm256_or_ps(a, b), _mm256_or_ps(c, d)))
        }
        fn any(seen: __m256) -> bool { _mm256_movemask_ps(seen) != 0 }
        fn lesser(best: [__m256; 8], seen: __m256, row: [__m256; 8]) -> ([__m256; 8], __m256) {
            halved!(_mm256_min_ps, _mm256_or_ps, _mm256_cmp_ps, best, seen, row)
        }
        fn greater(best: [__m256; 8], seen: __m256, row: [__m256; 8]) -> ([__m256; 8], __m256) {
            halved!(_mm256_max_ps, _mm256_or_ps, _mm256_cmp_ps, best, seen, row)
        }
    }
}

impl Lanes<f64> for Avx2 {
    type Row = [__m256d; 8];
    type Nans = __m256d;
    const NEAR: usize = 1 << 20;
    const AHEAD: usize = 16 << 10;

    apart!(f64);
    enabled! {
        fn splat(x: f64) -> [__m256d; 8] { [_mm256_set1_pd(x); 8] }
        fn load(row: &[f64; 32]) -> [__m256d; 8] {
            // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
            unsafe { mem::transmute::<[f64; 32], [__m256d; 8]>(*row) }
        }
        fn head(part: &[f64], fill: f64) -> [__m256d; 8] { made!(head_pd(part, fill)) }
        fn store(row: [__m256d; 8]) -> [f64; 32] {
            // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
            unsafe { mem::transmute::<[__m256d; 8], [f64; 32]>(row) }
        }
        fn add(a: [__m256d; 8], b: [__m256d; 8]) -> [__m256d; 8] { each!(_mm256_add_pd, a, b) }
        fn sub(a: [__m256d; 8], b: [__m256d; 8]) -> [__m256d; 8] { each!(_mm256_sub_pd, a, b) }
        fn mul(a: [__m256d; 8], b: [__m256d; 8]) -> [__m256d; 8] { each!(_mm256_mul_pd, a, b) }
        fn mul_add(a: [__m256d; 8], b: [__m256d; 8], c: [__m256d; 8]) -> [__m256d; 8] { each!(_mm256_fmadd_pd, a, b, c) }
        fn add_beside(one: [__m256d; 8], a: [__m256d; 8], b: [__m256d; 8]) -> [__m256d; 8] { each!(_mm256_fmadd_pd, one, a, b) }
        fn select(bits: u64, row: [__m256d; 8], other: [__m256d; 8]) -> [__m256d; 8] { picked!(pick_pd(bits, row, other), 4) }
        fn abs(row: [__m256d; 8]) -> [__m256d; 8] { let sign = [_mm256_set1_pd(-0.0); 8]; each!(_mm256_andnot_pd, sign, row) }
        fn min(a: [__m256d; 8], b: [__m256d; 8]) -> [__m256d; 8] { each!(_mm256_min_pd, a, b) }
        fn max(a: [__m256d; 8], b: [__m256d; 8]) -> [__m256d; 8] { each!(_mm256_max_pd, a, b) }
        fn take_rows(to: Running<[__m256d; 8]>, rows: &[[f64; 32]], later: &[[f64; 32]]) -> Running<[__m256d; 8]> {
            columns::take_pd(to, rows, later)
        }
        fn sum(row: [__m256d; 8]) -> f64 { fold!(row, _mm256_add_pd, sum_pd) }
        fn least(row: [__m256d; 8]) -> f64 { fold!(row, _mm256_min_pd, least_pd) }
        fn greatest(row: [__m256d; 8]) -> f64 { fold!(row, _mm256_max_pd, greatest_pd) }
        fn differ(a: [__m256d; 8], b: [__m256d; 8]) -> bool {
            let differ = each!(_mm256_cmp_pd::<_CMP_NEQ_UQ>, a, b);
            _mm256_movemask_pd(fold!(differ, _mm256_or_pd, identity)) != 0
        }
        fn equals(row: [__m256d; 8], x: f64) -> u64 {
            let x = _mm256_set1_pd(x);
            let equal = |lane: usize| _mm256_cmp_pd::<_CMP_EQ_OQ>(row[lane], x);
            let bits = |i: usize| u64::from(_mm256_movemask_pd(equal(i)).cast_unsigned()) << (4 * i);
            let (low, high) = (bits(0) | bits(1) | bits(2) | bits(3), bits(4) | bits(5) | bits(6) | bits(7));
            low | high
        }
        fn no_nans() -> __m256d { _mm256_setzero_pd() }
        fn nans(seen: __m256d, row: [__m256d; 8]) -> __m256d {
            let a = _mm256_cmp_pd::<_CMP_UNORD_Q>(row[0], row[1]);
            let b = _mm256_cmp_pd::<_CMP_UNORD_Q>(row[2], row[3]);
            let c = _mm256_cmp_pd::<_CMP_UNORD_Q>(row[4], row[5]);
            let d = _mm256_cmp_pd::<_CMP_UNORD_Q>(row[6], row[7]);
            _mm256_or_pd(seen, _mm256_or_pd(_mm256_or_pd(a, b), _mm256_or_pd(c, d)))
        }
        fn any(seen: __m256d) -> bool { _mm256_movemask_pd(seen) != 0 }
        fn lesser(best: [__m256d; 8], seen: __m256d, row: [__m256d; 8]) -> ([__m256d; 8], __m256d) {
            halved!(_mm256_min_pd, _mm256_or_pd, _mm256_cmp_pd, best, seen, row)
        }
        fn greater(best: [__m256d; 8], seen: __m256d, row: [__m256d; 8]) -> ([__m256d; 8], __m256d) {
            halved!(_mm256_max_pd, _mm256_or_pd, _mm256_cmp_pd, best, seen, row)
        }
    }
}
