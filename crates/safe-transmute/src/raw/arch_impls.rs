//! The traits for atomics and for vectors of the machine.

// PINNED: tests/oracle.rs, tests/ui/atomic_as_bytes.rs

use core::sync::atomic;

use crate::{
    __private::{any_bytes, no_conditions},
    FromBytes, FromZeros, TryFromBytes, Unaligned,
    raw::conditions::Conditions,
};

/// What any initialised bytes are: validity is not asked.
#[allow(unused_macros, reason = "a target may have neither atomics nor vectors")]
macro_rules! any {
    ($($type:ty)*) => {$(
        // SAFETY: [ST-1] it is an integer, or some, at any value.
        unsafe impl FromZeros for $type {}
        // SAFETY: [ST-2] it is an integer, or some, at any value.
        unsafe impl FromBytes for $type {}
        // SAFETY: [ST-8, ST-2] it is `FromBytes`, which `any_bytes` asks of it.
        unsafe impl TryFromBytes for $type {
            const CONDITIONS: Option<Conditions> = no_conditions::<Self>();
            #[inline]
            fn is_valid(_: &[u8]) -> bool {
                any_bytes::<Self>()
            }
            #[inline]
            fn all_valid(_: &[u8]) -> bool {
                any_bytes::<Self>()
            }
        }
    )*};
}

#[cfg(target_has_atomic = "8")]
any! { atomic::AtomicU8 atomic::AtomicI8 }
#[cfg(target_has_atomic = "16")]
any! { atomic::AtomicU16 atomic::AtomicI16 }
#[cfg(target_has_atomic = "32")]
any! { atomic::AtomicU32 atomic::AtomicI32 }
#[cfg(target_has_atomic = "64")]
any! { atomic::AtomicU64 atomic::AtomicI64 }
#[cfg(target_has_atomic = "ptr")]
any! { atomic::AtomicUsize atomic::AtomicIsize }

// SAFETY: [ST-1] it has the representation of `bool`, and `false` is 0.
#[cfg(target_has_atomic = "8")]
unsafe impl FromZeros for atomic::AtomicBool {}
// SAFETY: [ST-1] it has the representation of a pointer, and null is 0.
#[cfg(target_has_atomic = "ptr")]
unsafe impl<T> FromZeros for atomic::AtomicPtr<T> {}

#[cfg(target_has_atomic = "8")]
macro_rules! one_byte {
    ($($type:ty)*) => {$(
        // SAFETY: [ST-5] it has the representation of one byte.
        unsafe impl Unaligned for $type {}
    )*};
}

#[cfg(target_has_atomic = "8")]
one_byte! { atomic::AtomicU8 atomic::AtomicI8 atomic::AtomicBool }

/// Vectors of integers or floats that fill a register: any bytes are one, and none is padding.
///
/// Not those that Rust 1.85 lacks, as `__m128bh`; nor pairs and more of NEON's, which are structs.
#[cfg(any(
    target_arch = "x86",
    target_arch = "x86_64",
    target_arch = "aarch64",
    target_arch = "wasm32"
))]
macro_rules! vectors {
    ($($type:ty)*) => {$(
        any! { $type }
        // SAFETY: [ST-3] numbers side by side that fill it.
        unsafe impl crate::IntoBytes for $type {}
        // SAFETY: [ST-4] numbers have no cells.
        unsafe impl crate::Immutable for $type {}
    )*};
}

#[cfg(target_arch = "x86")]
use core::arch::x86;
#[cfg(target_arch = "x86_64")]
use core::arch::x86_64 as x86;

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
vectors! {
    x86::__m128 x86::__m128d x86::__m128i
    x86::__m256 x86::__m256d x86::__m256i
    x86::__m512 x86::__m512d x86::__m512i
}

#[cfg(target_arch = "aarch64")]
use core::arch::aarch64;

#[cfg(target_arch = "aarch64")]
vectors! {
    aarch64::int8x8_t aarch64::int16x4_t aarch64::int32x2_t aarch64::int64x1_t
    aarch64::uint8x8_t aarch64::uint16x4_t aarch64::uint32x2_t aarch64::uint64x1_t
    aarch64::float32x2_t aarch64::float64x1_t
    aarch64::int8x16_t aarch64::int16x8_t aarch64::int32x4_t aarch64::int64x2_t
    aarch64::uint8x16_t aarch64::uint16x8_t aarch64::uint32x4_t aarch64::uint64x2_t
    aarch64::float32x4_t aarch64::float64x2_t
    aarch64::poly8x8_t aarch64::poly16x4_t aarch64::poly64x1_t
    aarch64::poly8x16_t aarch64::poly16x8_t aarch64::poly64x2_t
}

#[cfg(target_arch = "wasm32")]
vectors! { core::arch::wasm32::v128 }
