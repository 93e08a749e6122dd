//! Loads of the first elements of a row, by masks.

#[allow(clippy::wildcard_imports, reason = "intrinsics by the dozen, all with a prefix")]
use core::arch::x86_64::*;

/// The lowest `len` bits (64 at most).
#[inline]
#[target_feature(enable = "bmi2")]
pub(super) fn ones(len: usize) -> u64 {
    _bzhi_u64(u64::MAX, u32::try_from(len.min(64)).unwrap_or(64))
}

/// The masks of the four registers of a row of which the first elements are there, for each number of
/// these: `$lanes` bits each. From memory, because a mask that is made in a general register takes
/// its way to the others four times, which a sum of 1,000 took a tenth longer for.
macro_rules! masks {
    ($($name:ident: $Mask:ident, $lanes:literal;)*) => {$(
        pub(super) const $name: &[[$Mask; 4]; 4 * $lanes + 1] = &{
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
#[target_feature(enable = "avx512f")]
pub(super) fn head_ps(part: &[f32], fill: __m512, i: usize) -> __m512 {
    let mask = SIXTEENS[part.len().min(64)][i];
    // SAFETY: [SK-3] the load reads the lanes whose mask bit is set; lane j's is when element
    // 16 * i + j is in the slice, which is borrowed (`SIXTEENS[len][i]` has bit j exactly if
    // 16 * i + j < len, and len is at most the slice's). The address of a register with no such
    // lane is formed, by a wrapping addition, and not read.
    unsafe { _mm512_mask_loadu_ps(fill, mask, part.as_ptr().wrapping_add(16 * i)) }
}

/// Register `i` of a row of `f64`.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn head_pd(part: &[f64], fill: __m512d, i: usize) -> __m512d {
    let mask = EIGHTS[part.len().min(32)][i];
    // SAFETY: [SK-3] as in `head_ps`, with eight lanes.
    unsafe { _mm512_mask_loadu_pd(fill, mask, part.as_ptr().wrapping_add(8 * i)) }
}

/// Register `i` of the differences of a row's first elements of `f32` from a pivot, +0.0 in the other lanes.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn apart_ps(part: &[f32], pivot: __m512, i: usize) -> __m512 {
    let mask = SIXTEENS[part.len().min(64)][i];
    // SAFETY: [SK-3] as in `head_ps`.
    let elements = unsafe { _mm512_maskz_loadu_ps(mask, part.as_ptr().wrapping_add(16 * i)) };
    _mm512_maskz_sub_ps(mask, pivot, elements)
}

/// Register `i` of the differences of a row's first elements of `f64` from a pivot, +0.0 in the other lanes.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn apart_pd(part: &[f64], pivot: __m512d, i: usize) -> __m512d {
    let mask = EIGHTS[part.len().min(32)][i];
    // SAFETY: [SK-3] as in `head_ps`, with eight lanes.
    let elements = unsafe { _mm512_maskz_loadu_pd(mask, part.as_ptr().wrapping_add(8 * i)) };
    _mm512_maskz_sub_pd(mask, pivot, elements)
}
