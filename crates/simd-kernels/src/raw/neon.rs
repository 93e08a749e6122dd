//! NEON, which is Advanced SIMD: what every little-endian `AArch64` CPU that Rust knows has, unless
//! its target says otherwise.

// PINNED: cross aarch64

use core::arch::aarch64::{
    uint8x16_t, vandq_u8, vceqq_u8, vdupq_n_u8, vdupq_n_u64, vgetq_lane_u64, vpaddq_u8,
    vreinterpretq_u8_u64, vreinterpretq_u64_u8,
};
use core::mem;

use super::Kernel;
use super::narrow::{enabled, lanes, nan, quartered, registers};
use crate::element::sealed::Float;
use crate::lanes::{Bytes, Lanes};

/// Proof that the code that holds it runs with NEON (SK-2).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Neon(());

/// Runs `kernel` with the instructions enabled.
#[target_feature(enable = "neon")]
pub(super) fn run<T: Float, K: Kernel<T>>(a: K::A, b: K::B, c: K::C) -> K::Out
where
    Neon: Lanes<T>,
{
    K::of_parts(a, b, c).run(Neon(()))
}

/// The functions of registers of one type of element.
macro_rules! functions {
    (
        $name:ident: $T:ident, $Reg:ident, $Mask:ident; $splat:ident $none:ident $add:ident
        $sub:ident $mul:ident $less:ident $more:ident $equal:ident $and:ident $abs:ident $fma:ident $choose:ident;
        fn mask($bits:ident) $mask:expr;
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
                fn min(a: Reg, b: Reg) -> Reg { arch::$choose(arch::$less(a, b), a, b) }
                fn max(a: Reg, b: Reg) -> Reg { arch::$choose(arch::$more(a, b), a, b) }
                fn mul_add(a: Reg, b: Reg, c: Reg) -> Reg { arch::$fma(c, a, b) }
                fn pick($bits: u64, a: Reg, b: Reg) -> Reg { arch::$choose($mask, a, b) }
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
    vsubq_f32 vmulq_f32 vcltq_f32 vcgtq_f32 vceqq_f32 vandq_u32 vabsq_f32 vfmaq_f32 vbslq_f32;
    fn mask(bits) arch::vtstq_u32(arch::vdupq_n_u32(bits as u32), arch::vcombine_u32(arch::vcreate_u32(2 << 32 | 1), arch::vcreate_u32(8 << 32 | 4)));
    fn sum(v) arch::vpadds_f32(arch::vadd_f32(arch::vget_low_f32(v), arch::vget_high_f32(v)));
    fn least(v) arch::vminvq_f32(v);
    fn greatest(v) arch::vmaxvq_f32(v);
    fn some(seen) arch::vminvq_u32(seen) == 0;
}
functions! {
    doubles: f64, float64x2_t, uint64x2_t; vdupq_n_f64 vdupq_n_u64 vaddq_f64
    vsubq_f64 vmulq_f64 vcltq_f64 vcgtq_f64 vceqq_f64 vandq_u64 vabsq_f64 vfmaq_f64 vbslq_f64;
    fn mask(bits) arch::vtstq_u64(arch::vdupq_n_u64(bits), arch::vcombine_u64(arch::vcreate_u64(1), arch::vcreate_u64(2)));
    fn sum(v) arch::vpaddd_f64(v);
    fn least(v) arch::vminvq_f64(v);
    fn greatest(v) arch::vmaxvq_f64(v);
    fn some(seen) (arch::vgetq_lane_u64::<0>(seen) & arch::vgetq_lane_u64::<1>(seen)) == 0;
}

impl Bytes for Neon {
    enabled! { "neon"
        fn equal(block: &[u8; 64], byte: u8) -> u64 {
            // SAFETY: [SK-4] both are 64 bytes of plain data: any bits of one are a value of the other.
            let four = unsafe { mem::transmute::<[u8; 64], [uint8x16_t; 4]>(*block) };
            let byte = vdupq_n_u8(byte);
            // Byte i of each half keeps bit i; pairwise additions bring eight of them into one.
            let weights = vreinterpretq_u8_u64(vdupq_n_u64(0x8040_2010_0804_0201));
            let bits = |x| vandq_u8(vceqq_u8(x, byte), weights);
            let low = vpaddq_u8(bits(four[0]), bits(four[1]));
            let high = vpaddq_u8(bits(four[2]), bits(four[3]));
            let all = vpaddq_u8(low, high);
            vgetq_lane_u64::<0>(vreinterpretq_u64_u8(vpaddq_u8(all, all)))
        }
    }
}

/// Whether there is a NaN in a pair of registers.
macro_rules! see {
    ($seen:ident, $at:literal, $a:expr, $b:expr) => {
        $seen = either($seen, unordered($a, $b));
    };
}

/// The methods of `Lanes` that tell whether there is a NaN.
macro_rules! nans {
    () => {
        type Nans = Mask;

        enabled! { "neon"
            fn no_nans() -> Mask { none() }
            fn nans(seen: Mask, r: Row) -> Mask { either(seen, nan!(r)) }
            fn any(seen: Mask) -> bool { some(seen) }
            fn lesser(best: Row, seen: Mask, row: Row) -> (Row, Mask) {
                quartered!(min, see, best, seen, row)
            }
            fn greater(best: Row, seen: Mask, row: Row) -> (Row, Mask) {
                quartered!(max, see, best, seen, row)
            }
        }
    };
}

lanes!(Neon, "neon", f32, singles, 64 / 4; nans);
lanes!(Neon, "neon", f64, doubles, 32 / 2; nans);
