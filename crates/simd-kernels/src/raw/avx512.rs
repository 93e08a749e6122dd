//! AVX-512: a row is four registers.

#[allow(clippy::wildcard_imports, reason = "intrinsics by the dozen, all with a prefix")]
use core::arch::x86_64::*;
use core::mem;

use super::{Kernel, avx2};
use crate::element::sealed::Float;
use crate::lanes::{Lanes, apart_of_row, few_of_row};
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
    Avx512: Lanes<T>,
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

/// `Lanes::take_head`, of the registers alone that get an element.
macro_rules! take_head {
    ($T:ident, $Reg:ident, $lanes:literal, $apart:ident) => {
        #[inline(always)]
        fn take_head(self, to: Running<[$Reg; 4]>, part: &[$T], _pivot: $T) -> Running<[$Reg; 4]> {
            let all = to.take_apart::<false, $T, _>(self, self.$apart(part, to.pivot));
            let first = |n: usize| {
                let from = |i: usize| if i < n { all } else { to };
                let rows = [from(0), from(1), from(2), from(3)];
                let sums = [0, 1, 2, 3].map(|i| rows[i].sums[i]);
                Running { sums, squares: [0, 1, 2, 3].map(|i| rows[i].squares[i]), ..to }
            };
            match part.len().div_ceil($lanes) {
                0 | 1 => first(1),
                2 => first(2),
                3 => first(3),
                _ => all,
            }
        }
    };
}

// Below the macros, which they use.
mod bytes;
mod long_words;
mod masks;
mod search;
use masks::{apart_pd, apart_ps, head_pd, head_ps};
use search::{find_pd, find_ps};

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
        fn row_apart_ps(part: &[f32], pivot: [__m512; 4]) -> [__m512; 4] {
            let of = |i| apart_ps(part, pivot[i], i);
            [of(0), of(1), of(2), of(3)]
        }
        fn few_apart_ps(xs: &[f32], pivot: f32) -> (f64, f64) {
            let Some(all) = xs.first_chunk::<16>() else {
                let differences = apart_ps(xs, _mm512_set1_ps(pivot), 0);
                let squares = _mm512_mul_ps(differences, differences);
                return avx2::sums_ps(eight(differences), eight(squares));
            };
            // In halves, which the fold begins with. The pivot from here: for the compiler it is another one, which it
            // takes from memory to all lanes at once.
            let pivot = _mm256_set1_ps(all[0]);
            // SAFETY: [SK-4] both are 64 bytes of plain data: any bits of one are a value of the other.
            let [low, high] = unsafe { mem::transmute::<[f32; 16], [__m256; 2]>(*all) };
            let (low, high) = (_mm256_sub_ps(pivot, low), _mm256_sub_ps(pivot, high));
            let squares = _mm256_add_ps(_mm256_mul_ps(low, low), _mm256_mul_ps(high, high));
            avx2::sums_ps(_mm256_add_ps(low, high), squares)
        }
    }
}

/// The first step of a register's fold by halves.
#[inline]
#[target_feature(enable = "avx512f,avx512dq")]
fn eight(v: __m512) -> __m256 {
    _mm256_add_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps::<1>(v))
}

/// The first step of a register's fold by halves.
#[inline]
#[target_feature(enable = "avx512f,avx512dq")]
fn four(v: __m512d) -> __m256d {
    _mm256_add_pd(_mm512_castpd512_pd256(v), _mm512_extractf64x4_pd::<1>(v))
}

impl Lanes<f32> for Avx512 {
    type Row = [__m512; 4];
    type Nans = __mmask16;
    const FIVE_ROWS: bool = true;

    apart!(f32);
    take_head!(f32, __m512, 16, row_apart_ps);
    #[inline(always)]
    fn few(self, xs: &[f32], fill: f32, greatest: bool) -> Few<f32> {
        if xs.len() <= 16 {
            self.few_ps(xs, fill, greatest)
        } else {
            few_of_row(self, xs, fill, greatest)
        }
    }
    #[inline(always)]
    fn apart(self, xs: &[f32], pivot: f32) -> (f64, f64) {
        if xs.len() <= 16 { self.few_apart_ps(xs, pivot) } else { apart_of_row(self, xs, pivot) }
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
        fn add_beside(one: [__m512; 4], a: [__m512; 4], b: [__m512; 4]) -> [__m512; 4] { each!(_mm512_fmadd_ps, one, a, b) }
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
            avx2::sum_ps(eight(row[0]))
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
        fn row_apart_pd(part: &[f64], pivot: [__m512d; 4]) -> [__m512d; 4] {
            let of = |i| apart_pd(part, pivot[i], i);
            [of(0), of(1), of(2), of(3)]
        }
        fn few_apart_pd(xs: &[f64], pivot: f64) -> (f64, f64) {
            let Some(all) = xs.first_chunk::<16>() else {
                let pivot = _mm512_set1_pd(pivot);
                let (low, high) = (apart_pd(xs, pivot, 0), apart_pd(xs, pivot, 1));
                let squares = _mm512_add_pd(_mm512_mul_pd(low, low), _mm512_mul_pd(high, high));
                return (avx2::sum_pd(four(_mm512_add_pd(low, high))), avx2::sum_pd(four(squares)));
            };
            // As in `few_apart_ps`.
            let pivot = _mm256_set1_pd(all[0]);
            // SAFETY: [SK-4] both are 128 bytes of plain data: any bits of one are a value of the other.
            let halves = unsafe { mem::transmute::<[f64; 16], [__m256d; 4]>(*all) };
            let differences = halves.map(|half| _mm256_sub_pd(pivot, half));
            let squares = differences.map(|half| _mm256_mul_pd(half, half));
            let fold = |[a, b, c, d]: [__m256d; 4]| avx2::sum_pd(_mm256_add_pd(_mm256_add_pd(a, c), _mm256_add_pd(b, d)));
            (fold(differences), fold(squares))
        }
    }
}

impl Lanes<f64> for Avx512 {
    type Row = [__m512d; 4];
    type Nans = __mmask8;
    const FIVE_ROWS: bool = true;

    apart!(f64);
    take_head!(f64, __m512d, 8, row_apart_pd);
    #[inline(always)]
    fn few(self, xs: &[f64], fill: f64, greatest: bool) -> Few<f64> {
        if xs.len() <= 8 {
            self.few_pd(xs, fill, greatest)
        } else {
            few_of_row(self, xs, fill, greatest)
        }
    }
    #[inline(always)]
    fn apart(self, xs: &[f64], pivot: f64) -> (f64, f64) {
        if xs.len() <= 16 { self.few_apart_pd(xs, pivot) } else { apart_of_row(self, xs, pivot) }
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
            avx2::sum_pd(four(eight))
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
