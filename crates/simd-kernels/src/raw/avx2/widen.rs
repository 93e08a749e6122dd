//! Sums in `f64`, of what is there and of what is widened.

#[allow(clippy::wildcard_imports, reason = "intrinsics by the dozen, all with a prefix")]
use core::arch::x86_64::*;
use core::mem;

use super::{Avx2, prefetch};
use crate::lanes::{Lanes, Widen, padded};
use crate::mean_var::Running;

/// Four `f32` widened to `f64`.
#[inline]
#[target_feature(enable = "avx2")]
fn widened(fours: &[[f32; 4]], i: usize) -> __m256d {
    // SAFETY: [SK-4] both are 16 bytes of plain data: any bits of one are a value of the other.
    let narrow = unsafe { mem::transmute::<[f32; 4], __m128>(fours[i]) };
    _mm256_cvtps_pd(narrow)
}

/// Takes the differences of rows by columns: the sums of half a row, their squares and what they come from are
/// all there are registers for. Not of `f64`: from memory, where a pass
/// reads every other part of it, that takes longer.
#[inline]
#[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
fn by_columns(to: &mut Running<[__m256d; 8]>, rows: &[[f32; 32]], later: &[[f32; 32]]) {
    let (one, minus) = (to.one[0], to.minus[0]);
    let (sums, _) = to.sums.as_chunks_mut::<4>();
    let (squares, _) = to.squares.as_chunks_mut::<4>();
    for (half, (sums, squares)) in sums.iter_mut().zip(squares).enumerate() {
        let (mut all, mut all_squares) = (*sums, *squares);
        for (i, row) in rows.iter().enumerate() {
            // Half of them in each pass.
            if i % 2 == half
                && let Some(later) = later.get(i)
            {
                prefetch(later);
            }
            let (fours, _) = row.as_chunks::<4>();
            let column = |i: usize| _mm256_add_pd(widened(fours, 4 * half + i), minus);
            let apart = [column(0), column(1), column(2), column(3)];
            for i in 0..4 {
                all[i] = _mm256_add_pd(all[i], apart[i]);
                let square = _mm256_mul_pd(apart[i], apart[i]);
                all_squares[i] = _mm256_fmadd_pd(one, square, all_squares[i]);
            }
        }
        (*sums, *squares) = (all, all_squares);
    }
}

impl Widen<f32> for Avx2 {
    #[inline(always)]
    fn take_rows(
        self,
        mut to: Running<[__m256d; 8]>,
        rows: &[[f32; 32]],
        later: &[[f32; 32]],
    ) -> Running<[__m256d; 8]> {
        // Of few rows, the two ways of the sums through memory would cost more than they spare.
        if rows.len() < 48 {
            for row in rows {
                to = to.take::<f32, Self>(self, self.widen(row));
            }
            return to;
        }
        // SAFETY: [SK-2] there is a `self`, so the CPU has the features that `by_columns` enables,
        // which is all that a call of it asks.
        unsafe { by_columns(&mut to, rows, later) };
        to
    }
    enabled! {
        fn widen(row: &[f32; 32]) -> [__m256d; 8] {
            let (fours, _) = row.as_chunks::<4>();
            made!(widened(fours))
        }
        fn widen_head(part: &[f32], fill: f32) -> [__m256d; 8] {
            let row: [f32; 32] = padded(part, fill);
            let (fours, _) = row.as_chunks::<4>();
            made!(widened(fours))
        }
    }
}

impl Widen<f64> for Avx2 {
    #[inline(always)]
    fn widen(self, row: &[f64; 32]) -> [__m256d; 8] {
        Lanes::<f64>::load(self, row)
    }
    #[inline(always)]
    fn widen_head(self, part: &[f64], fill: f64) -> [__m256d; 8] {
        Lanes::<f64>::head(self, part, fill)
    }
}
