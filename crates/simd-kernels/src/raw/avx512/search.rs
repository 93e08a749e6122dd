//! The places of floats.

#[allow(clippy::wildcard_imports, reason = "intrinsics by the dozen, all with a prefix")]
use core::arch::x86_64::*;
use core::mem;

use super::masks::{head_pd, head_ps};

/// The place of the first element that equals `x`: a mask for each register, and the lowest bit. NaN in
/// the lanes without an element, which equals nothing.
macro_rules! find {
    ($($name:ident: $T:ident, $Reg:ident, $lanes:literal, $row:literal, $splat:ident, $head:ident, $equal:ident;)*) => {$(
        #[inline]
        #[target_feature(enable = "avx512f,bmi1,bmi2")]
        pub(super) fn $name(xs: &[$T], x: $T) -> Option<usize> {
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
