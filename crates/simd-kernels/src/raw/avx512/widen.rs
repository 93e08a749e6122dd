//! Sums in `f64`, of what is there and of what is widened.

#[allow(clippy::wildcard_imports, reason = "intrinsics by the dozen, all with a prefix")]
use core::arch::x86_64::*;
use core::mem;

use super::Avx512;
use super::masks::EIGHTS;
use crate::lanes::{Lanes, Widen};
use crate::mean_var::Running;

/// Register `i` of a row of `f32` widened to `f64`.
#[inline]
#[target_feature(enable = "avx512f,avx512vl")]
fn head_ps_pd(part: &[f32], fill: f32, i: usize) -> __m512d {
    let mask = EIGHTS[part.len().min(32)][i];
    let from = part.as_ptr().wrapping_add(8 * i);
    let fill = _mm256_set1_ps(fill);
    // SAFETY: [SK-3] as in `masks::head_ps`, with eight lanes.
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
