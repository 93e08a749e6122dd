//! Sums of differences and of their squares, by columns.

#[allow(clippy::wildcard_imports, reason = "intrinsics by the dozen, all with a prefix")]
use core::arch::x86_64::*;
use core::mem;

use super::prefetch;
use crate::mean_var::Running;

/// `Lanes::take_rows`: the sums of half a row, their squares and what they come from are all there are
/// registers for.
macro_rules! columns {
    ($($name:ident, $few:ident, $take:ident, $half:ident: $T:ident, $lanes:literal / $four:literal, $Reg:ident, $add:ident $sub:ident $mul:ident $fmadd:ident;)*) => {$(
        #[inline]
        #[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
        pub(super) fn $name(
            mut to: Running<[$Reg; 8]>,
            rows: &[[$T; $lanes]],
            later: &[[$T; $lanes]],
        ) -> Running<[$Reg; 8]> {
            let (far, near) = rows.split_at(later.len().min(rows.len()));
            // Two at once: memory is slow to send every other part of what it is asked for.
            for (rows, later) in far.chunks(2).zip(later.chunks(2)) {
                later.iter().for_each(prefetch);
                $few(&mut to, rows);
            }
            $few(&mut to, near);
            to
        }

        #[inline]
        #[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
        fn $half(row: &[$T; $lanes], half: usize) -> [$Reg; 4] {
            let (halves, _) = row.as_chunks::<$four>();
            // SAFETY: [SK-4] both are 128 bytes of plain data: any bits of one are a value of the other.
            unsafe { mem::transmute::<[$T; $four], [$Reg; 4]>(halves[half]) }
        }

        /// `Running::take` of half a row.
        #[inline]
        #[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
        fn $take<const TURN: bool>(
            one: $Reg, pivot: $Reg, four: [$Reg; 4], mut sums: [$Reg; 4], mut squares: [$Reg; 4],
        ) -> ([$Reg; 4], [$Reg; 4]) {
            for i in 0..4 {
                let difference = $sub(pivot, four[i]);
                let square = $mul(difference, difference);
                (sums[i], squares[i]) = if TURN {
                    ($fmadd(one, difference, sums[i]), $add(squares[i], square))
                } else {
                    ($add(sums[i], difference), $fmadd(one, square, squares[i]))
                };
            }
            (sums, squares)
        }

        /// Out of line, or the compiler would keep the sums that are not at work in registers, and those that
        /// are in memory.
        #[inline(never)]
        #[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
        fn $few(to: &mut Running<[$Reg; 8]>, rows: &[[$T; $lanes]]) {
            let (one, pivot) = (to.one[0], to.pivot[0]);
            let (sums, _) = to.sums.as_chunks_mut::<4>();
            let (squares, _) = to.squares.as_chunks_mut::<4>();
            for (half, (sums, squares)) in sums.iter_mut().zip(squares).enumerate() {
                let (mut all, mut all_squares) = (*sums, *squares);
                let (pairs, last) = rows.as_chunks();
                for [first, second] in pairs {
                    (all, all_squares) = $take::<false>(one, pivot, $half(first, half), all, all_squares);
                    (all, all_squares) = $take::<true>(one, pivot, $half(second, half), all, all_squares);
                }
                if let [row] = last {
                    (all, all_squares) = $take::<false>(one, pivot, $half(row, half), all, all_squares);
                }
                (*sums, *squares) = (all, all_squares);
            }
        }
    )*};
}

columns! {
    take_ps, few_ps, take_half_ps, half_ps: f32, 64 / 32, __m256, _mm256_add_ps _mm256_sub_ps _mm256_mul_ps _mm256_fmadd_ps;
    take_pd, few_pd, take_half_pd, half_pd: f64, 32 / 16, __m256d, _mm256_add_pd _mm256_sub_pd _mm256_mul_pd _mm256_fmadd_pd;
}
