//! What the rivals do not have ready, written as their own examples have it.

use numkong::ReduceMoments;
use pulp::{Arch, Simd, WithSimd};

/// Pulp's kernel for a sum: four registers.
pub struct Sum<'a>(pub &'a [f32]);

impl WithSimd for Sum<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let (body, tail) = S::as_simd_f32s(self.0);
        let (fours, rest) = pulp::as_arrays::<4, _>(body);
        let mut sums = [simd.splat_f32s(0.0); 4];
        for four in fours {
            for (sum, x) in sums.iter_mut().zip(four) {
                *sum = simd.add_f32s(*sum, *x);
            }
        }
        for (sum, x) in sums.iter_mut().zip(rest) {
            *sum = simd.add_f32s(*sum, *x);
        }
        let tail = simd.partial_load_f32s(tail);
        let [a, b, c, d] = sums;
        let ab = simd.add_f32s(a, b);
        let cd = simd.add_f32s(c, simd.add_f32s(d, tail));
        simd.reduce_sum_f32s(simd.add_f32s(ab, cd))
    }
}

/// Pulp's kernel for a dot product: four registers, fused.
pub struct Dot<'a>(pub &'a [f32], pub &'a [f32]);

impl WithSimd for Dot<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let ((a, a_tail), (b, b_tail)) = (S::as_simd_f32s(self.0), S::as_simd_f32s(self.1));
        let ((a4, a), (b4, b)) = (pulp::as_arrays::<4, _>(a), pulp::as_arrays::<4, _>(b));
        let mut sums = [simd.splat_f32s(0.0); 4];
        for (a, b) in a4.iter().zip(b4) {
            for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
                *sum = simd.mul_add_e_f32s(*a, *b, *sum);
            }
        }
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum = simd.mul_add_e_f32s(*a, *b, *sum);
        }
        let (a, b) = (simd.partial_load_f32s(a_tail), simd.partial_load_f32s(b_tail));
        sums[3] = simd.mul_add_e_f32s(a, b, sums[3]);
        let [a, b, c, d] = sums;
        simd.reduce_sum_f32s(simd.add_f32s(simd.add_f32s(a, b), simd.add_f32s(c, d)))
    }
}

/// Pulp's kernels for a variance in one pass: sums of the differences from the first element and of
/// their squares, fused.
macro_rules! variance {
    ($(#[$about:meta])* $Name:ident: $T:ident, $Reg:ident; $cut:ident $splat:ident $sub:ident $add:ident $mul_add_e:ident $reduce_sum:ident) => {
        $(#[$about])*
        pub struct $Name<'a>(pub &'a [$T]);

        impl WithSimd for $Name<'_> {
            type Output = $T;

            #[inline(always)]
            fn with_simd<S: Simd>(self, simd: S) -> $T {
                let Some(&first) = self.0.first() else { return $T::NAN };
                let pivot = simd.$splat(first);
                let (body, tail) = S::$cut(self.0);
                let (fours, rest) = pulp::as_arrays::<4, _>(body);
                let mut sums = [simd.$splat(0.0); 4];
                let mut squares = sums;
                for four in fours {
                    for ((sum, square), x) in sums.iter_mut().zip(&mut squares).zip(four) {
                        let d = simd.$sub(*x, pivot);
                        (*sum, *square) = (simd.$add(*sum, d), simd.$mul_add_e(d, d, *square));
                    }
                }
                for ((sum, square), x) in sums.iter_mut().zip(&mut squares).zip(rest) {
                    let d = simd.$sub(*x, pivot);
                    (*sum, *square) = (simd.$add(*sum, d), simd.$mul_add_e(d, d, *square));
                }
                let all = |r: [S::$Reg; 4]| {
                    simd.$reduce_sum(
                        simd.$add(simd.$add(r[0], r[1]), simd.$add(r[2], r[3])),
                    )
                };
                let (mut sum, mut square) = (all(sums), all(squares));
                for x in tail {
                    (sum, square) = (sum + (x - first), square + (x - first) * (x - first));
                }
                let n = self.0.len() as $T;
                (square - sum * sum / n) / n
            }
        }
    };
}

variance! {
    /// In `f32`.
    Variance: f32, f32s; as_simd_f32s splat_f32s sub_f32s add_f32s mul_add_e_f32s reduce_sum_f32s
}
variance! {
    /// In `f64`.
    VarianceF64: f64, f64s; as_simd_f64s splat_f64s sub_f64s add_f64s mul_add_e_f64s reduce_sum_f64s
}

/// Pulp's kernel for y += a x, fused.
pub struct Axpy<'a>(pub f32, pub &'a [f32], pub &'a mut [f32]);

impl WithSimd for Axpy<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let a = simd.splat_f32s(self.0);
        let (x, x_tail) = S::as_simd_f32s(self.1);
        let (y, y_tail) = S::as_mut_simd_f32s(self.2);
        for (y, x) in y.iter_mut().zip(x) {
            *y = simd.mul_add_e_f32s(a, *x, *y);
        }
        let tail =
            simd.mul_add_e_f32s(a, simd.partial_load_f32s(x_tail), simd.partial_load_f32s(y_tail));
        simd.partial_store_f32s(y_tail, tail);
    }
}

/// The roofline: reads everything and keeps its union, which the compiler vectorises fully.
pub struct Read<'a>(pub &'a [f32]);

impl WithSimd for Read<'_> {
    type Output = u32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> u32 {
        self.0.iter().fold(0, |all, x| all | x.to_bits())
    }
}

/// The roofline of two slices.
pub struct ReadTwo<'a>(pub &'a [f32], pub &'a [f32]);

impl WithSimd for ReadTwo<'_> {
    type Output = u32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> u32 {
        self.0.iter().zip(self.1).fold(0, |all, (x, y)| all | x.to_bits() | y.to_bits())
    }
}

/// The roofline of bytes: reads them as words.
pub fn read_bytes(arch: Arch, bytes: &[u8]) -> u32 {
    // The benches' bytes begin at a multiple of 64 and are a multiple of 4, or few.
    let (head, words, tail) = bytemuck::pod_align_to::<u8, f32>(bytes);
    arch.dispatch(Read(words)) | (head.len() + tail.len()) as u32
}

/// Of Numkong's sums of the elements and of their squares.
pub fn variance_of_squares(xs: &[f32]) -> f64 {
    let (sum, squares) = f32::reduce_moments(xs, size_of::<f32>());
    let n = xs.len() as f64;
    (squares - sum * sum / n) / n
}

pub fn naive_variance(xs: &[f32]) -> f64 {
    let mean = xs.iter().map(|&x| f64::from(x)).sum::<f64>() / xs.len() as f64;
    xs.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / xs.len() as f64
}

pub fn naive_histogram(bytes: &[u8]) -> [u64; 256] {
    let mut counts = [0; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    counts
}
