//! NEON, which is Advanced SIMD: what every little-endian `AArch64` CPU that Rust knows has, unless
//! its target says otherwise.

use core::arch::aarch64::{
    float32x4_t, float64x2_t, vcvt_f64_f32, vcvt_high_f64_f32, vget_low_f32,
};

use super::Kernel;
use super::narrow::{lanes, registers, widen};
use crate::element::sealed::Float;
use crate::lanes::{Lanes, Widen};

/// Proof that the code that holds it runs with NEON (SK-2).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Neon(());

/// Runs `kernel` with the instructions enabled.
#[inline(never)]
#[target_feature(enable = "neon")]
pub(super) fn run<T: Float, K: Kernel<T>>(kernel: K) -> K::Out
where
    Neon: Lanes<T> + Widen<T>,
{
    kernel.run(Neon(()))
}

/// The functions of registers of one type of element.
macro_rules! functions {
    (
        $name:ident: $T:ident, $Reg:ident, $Mask:ident; $splat:ident $none:ident $add:ident
        $sub:ident $mul:ident $min:ident $max:ident $equal:ident $and:ident $abs:ident;
        fn sum($sum:ident) $sum_of:expr; fn least($least:ident) $least_of:expr;
        fn greatest($greatest:ident) $greatest_of:expr; fn some($seen:ident) $some:expr;
    ) => {
        mod $name {
            use core::arch::aarch64 as arch;
            pub(super) type Reg = arch::$Reg;
            /// All ones where there was no NaN: no instruction asks for the other.
            pub(super) type Mask = arch::$Mask;

            super::registers! { "neon"
                fn splat(x: $T) -> Reg { arch::$splat(x) }
                fn add(a: Reg, b: Reg) -> Reg { arch::$add(a, b) }
                fn sub(a: Reg, b: Reg) -> Reg { arch::$sub(a, b) }
                fn mul(a: Reg, b: Reg) -> Reg { arch::$mul(a, b) }
                fn abs(a: Reg) -> Reg { arch::$abs(a) }
                fn min(a: Reg, b: Reg) -> Reg { arch::$min(a, b) }
                fn max(a: Reg, b: Reg) -> Reg { arch::$max(a, b) }
                fn sum($sum: Reg) -> $T { $sum_of }
                fn least($least: Reg) -> $T { $least_of }
                fn greatest($greatest: Reg) -> $T { $greatest_of }
                fn none() -> Mask { arch::$none(!0) }
                fn unordered(a: Reg, b: Reg) -> Mask { arch::$and(arch::$equal(a, a), arch::$equal(b, b)) }
                fn either(a: Mask, b: Mask) -> Mask { arch::$and(a, b) }
                fn some($seen: Mask) -> bool { $some }
            }
        }
    };
}

functions! {
    singles: f32, float32x4_t, uint32x4_t; vdupq_n_f32 vdupq_n_u32 vaddq_f32
    vsubq_f32 vmulq_f32 vminq_f32 vmaxq_f32 vceqq_f32 vandq_u32 vabsq_f32;
    fn sum(v) arch::vpadds_f32(arch::vadd_f32(arch::vget_low_f32(v), arch::vget_high_f32(v)));
    fn least(v) arch::vminvq_f32(v);
    fn greatest(v) arch::vmaxvq_f32(v);
    fn some(seen) arch::vminvq_u32(seen) == 0;
}
functions! {
    doubles: f64, float64x2_t, uint64x2_t; vdupq_n_f64 vdupq_n_u64 vaddq_f64
    vsubq_f64 vmulq_f64 vminq_f64 vmaxq_f64 vceqq_f64 vandq_u64 vabsq_f64;
    fn sum(v) arch::vpaddd_f64(v);
    fn least(v) arch::vminvq_f64(v);
    fn greatest(v) arch::vmaxvq_f64(v);
    fn some(seen) (arch::vgetq_lane_u64::<0>(seen) & arch::vgetq_lane_u64::<1>(seen)) == 0;
}

/// Four `f32` as two registers of `f64`.
#[inline]
#[target_feature(enable = "neon")]
fn widened(four: float32x4_t) -> [float64x2_t; 2] {
    [vcvt_f64_f32(vget_low_f32(four)), vcvt_high_f64_f32(four)]
}

lanes!(Neon, "neon", f32, singles, 64);
lanes!(Neon, "neon", f64, doubles, 32);
widen!(Neon, "neon", float32x4_t, float64x2_t, widened);
