//! Sums, extremes, places, moments and elementwise functions with run-time SIMD dispatch and **the
//! same bits on every machine**.
//!
//! [`sum`](sum()) of a slice of floats is one result: on AVX-512, on AVX2 and without either, at
//! any alignment, with any build flags, in one call or as a stream cut anywhere. So results can be
//! compared, cached, signed and replayed across a fleet, and a test's expected value can be
//! written down. It runs at the speed of memory, and is more accurate than adding from left to
//! right.
//!
//! ```
//! use simd_kernels::{MeanVar, argmax, count, dot, mean_var, minmax, sum, sum_precise, sum_wide};
//!
//! let latencies = [1.5_f32, 0.75, 9.0, 0.75];
//! assert_eq!(sum(&latencies), 12.0);
//! assert_eq!(minmax(&latencies), Some((0.75, 9.0)));
//! assert_eq!(argmax(&latencies), Some(2));
//! assert_eq!(mean_var(&latencies).unwrap().mean, 3.0);
//! assert_eq!(dot(&latencies, &[2.0, 0.0, 1.0, 0.0]), Ok(12.0));
//!
//! // Rounded once; and integers in a type that holds every sum.
//! assert_eq!(sum_precise(&[1e300, 1.0, -1e300]), 1.0);
//! assert_eq!(sum_wide(&[u8::MAX; 300]), 76_500_u64);
//!
//! // Streams hold their state in themselves, and never allocate.
//! let mut stream = MeanVar::new();
//! stream.push(&latencies[..3]);
//! stream.push(&latencies[3..]);
//! assert_eq!(stream.finish(), mean_var(&latencies));
//!
//! assert_eq!(count(b"hardpan", b'a'), 2);
//! ```
//!
//! # What there is
//!
//! | | of | |
//! |---|---|---|
//! | [`sum`](sum()), [`dot`](dot()), [`l1`], [`l2_squared`], `l2`, [`euclidean_squared`], `cosine` | floats | the same bits everywhere |
//! | [`Sum`], [`Dot`], [`MeanVar`] | floats | streams: the same bits however they are cut |
//! | [`mean_var`](mean_var()) -> [`Moments`] | floats | one pass, the same bits everywhere |
//! | [`sum_precise`] | floats | exact, rounded once: the same bits in any order |
//! | [`dot_fused`] | floats | **outside the promise**: its rounding depends on the level |
//! | [`sum_wide`] | integers to 64 bits | cannot overflow |
//! | [`min`](min()), [`max`](max()), [`minmax`], [`argmin`], [`argmax`] | all | NaN wins, -0 below +0, the first of equal ones |
//! | [`min_num`], [`max_num`], [`argmin_num`], [`argmax_num`] | floats | past all NaNs |
//! | [`sum_masked`]; [`min_masked`], [`max_masked`] | floats; all | of the elements whose bit is set |
//! | [`count`], [`find`], [`find_any`], [`histogram`](histogram()) | bytes | |
//! | [`axpy`], [`scale`], [`add`], [`sub`], [`mul`], [`clamp`], [`abs`], [`swap_bytes`] | all | in place, or `_into` another slice |
//! | [`f32_to_f64`], [`f64_to_f32`] | floats | into another slice |
//!
//! Each is a method of [`Level`] too: `level.sum(xs)`.
//!
//! # What is promised
//!
//! - **Sum, dot product, norms, distance, cosine, mean and variance** are the results of operations
//!   that are written down, in an order that is written down: [below](#the-order-of-additions) and at
//!   [`Moments::merge`]. [`sum_precise`] is the float nearest to the exact sum, which has no order.
//!   Only [`dot_fused`] depends on the [`Level`].
//! - **A NaN result** of a reduction is the canonical one (`0x7fc0_0000`, `0x7ff8_0000_0000_0000`),
//!   whatever the signs and payloads of the NaNs it came from. Functions of each element leave a NaN's
//!   sign and payload to the CPU; all other results of theirs are the same everywhere too.
//! - **Empty input**: sums and the dot product of floats are -0.0, the identity of addition; norms and
//!   distances are +0.0; counts and sums of integers are 0; the cosine is NaN; all else is `None`.
//! - **Safe on any CPU**: a [`Level`] can only be had by detection, which asks CPUID, and XCR0 for
//!   what the operating system saves. It needs no `std`.
//! - **No allocation**, anywhere.
//!
//! The promise holds in the floating-point environment that Rust requires: rounding to nearest,
//! subnormals kept. A program that sets flags in MXCSR (flush to zero, another rounding) has left
//! Rust's rules, and gets results that are as different as its other floats are; reads stay in
//! bounds nevertheless.
//!
//! # The order of additions
//!
//! Think of V lanes, 64 for `f32` and 32 for `f64` (256 bytes), whatever the machine has. Element i
//! is added to lane i mod V. After 64 rows of V elements, a *block* of 16 KiB, the lanes are folded
//! by halves into the block's sum, and start again. Sums of blocks are joined as the bits of a
//! binary counter carry: 1 + 1 blocks, 2 + 2, 4 + 4, … At the end the open block, which may be
//! empty, is folded in the same way and joined with what the counter holds, smallest first.
//!
//! ```text
//! lane[0..V] = -0.0                       (-0.0 + x is x, for every x, also -0.0)
//! for i, x in elements:
//!     lane[i mod V] += x
//!     if i + 1 is a multiple of 64 * V:   counter.push(fold(lane));  lane[0..V] = -0.0
//! result = counter.finish(fold(lane));    if it is NaN: the canonical NaN
//!
//! fold(lane):         for h = V/2, V/4, … 1:  for j in 0..h:  lane[j] = lane[j] + lane[j + h]
//!                     return lane[0]
//! counter.push(p):    i = 0;  while bit i of blocks is 1:  p = at[i] + p;  i += 1
//!                     at[i] = p;  blocks += 1
//! counter.finish(p):  for each bit i of blocks that is 1, lowest first:  p = at[i] + p
//! ```
//!
//! [`dot`](dot()), [`euclidean_squared`], [`l1`] and [`l2_squared`] add up a · b, (a − b)², |x| and x²
//! in the same way, each operation rounded once and none fused; all but the first have no negative
//! term, and so +0.0 in place of -0.0.
//!
//! Each `+` rounds once. With b blocks, |error| ≤ (69 + ⌈log₂ b⌉) u Σ|x| to the first order, where
//! u = 2⁻²⁴ for `f32` and 2⁻⁵³ for `f64`.
//!
//! Mean and variance: the first element of a block (0.0 if that is not finite) is its *pivot* k. The lanes
//! are those of `T`; from S and Q on, all is in `f64`.
//!
//! ```text
//! for each block of 64 * V elements (the last may be shorter), n of them:
//!     s[0..V] = q[0..V] = +0.0
//!     for i, x in block:    d = x - k;  s[i mod V] += d;  q[i mod V] += d * d    (not fused)
//!     S = fold(s);  Q = fold(q);  a = S / n
//!     counter.push({ count: n, mean: k + a, m2: Q - S * a, or 0.0 if that is below 0.0 })
//! ```
//!
//! The last block is not pushed but joined by `counter.finish`, if it has an element; the counter's
//! `+` is [`Moments::merge`]. So values far from zero cost no digits, and equal values have exactly
//! their mean and a variance of exactly 0; the error is at [`mean_var`](mean_var()).
//!
//! # Levels
//!
//! | [`Isa`] | needs | |
//! |---|---|---|
//! | `Avx512` | those of `Avx2`, F16C, AVX-512 F, BW, DQ, VL, VBMI2, VNNI | Ice Lake, Zen 4, and later |
//! | `Avx2` | AVX2, SSE3 to SSE4.2, FMA, BMI1, BMI2, LZCNT, POPCNT | Haswell, Zen, and later |
//! | `Sse2` | SSE2 | every x86-64 |
//! | `Neon` | NEON | every 64-bit Arm, little-endian |
//! | `Scalar` | nothing | every target of Rust; the compiler vectorises for its baseline |
//!
//! Where the build itself asks for all that `Avx512` needs (`-C target-cpu=znver4`, say), the level is
//! known when it is compiled, and a call goes to its code without a check.
//!
//! 32-bit x86 without SSE2 is refused at compile time: its registers round twice.
//!
//! # Feature flags
//!
//! - `std` (default): `l2`, `cosine`, `Moments::std_dev` and `Moments::sample_std_dev`, which need a
//!   square root. Without it the crate is `no_std`, with the same detection.
//! - `libm`: the same four without `std`, by the crate of that name. The same bits: a square root is
//!   rounded once wherever it comes from.
#![no_std]
#![deny(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::print_stdout))]
#![warn(clippy::std_instead_of_core, clippy::std_instead_of_alloc)]

#[cfg(feature = "std")]
extern crate std;

#[cfg(all(target_arch = "x86", not(target_feature = "sse2")))]
compile_error!("x86 without SSE2 rounds floats twice: simd-kernels could not keep its promise");

mod blocks;
mod bytes;
mod certified;
#[cfg(any(feature = "std", feature = "libm"))]
mod cosine;
mod counter;
mod dot;
mod each;
mod element;
mod elementwise;
mod extremes;
mod histogram;
mod isa;
mod lanes;
mod len_mismatch;
mod level;
mod masked;
mod mean_var;
mod moments;
mod norms;
mod places;
mod precise;
mod raw;
mod search;
mod sum;
mod terms;
mod wide;

pub use bytes::{count, find, find_any};
#[cfg(any(feature = "std", feature = "libm"))]
pub use cosine::cosine;
pub use dot::{Dot, dot, dot_fused, euclidean_squared};
pub use element::{Element, Float, Integer};
pub use elementwise::{
    abs, abs_into, add, add_into, axpy, axpy_into, clamp, clamp_into, f32_to_f64, f64_to_f32, mul,
    mul_into, scale, scale_into, sub, sub_into, swap_bytes, swap_bytes_into,
};
pub use extremes::{max, max_num, min, min_num, minmax};
pub use histogram::histogram;
pub use isa::Isa;
pub use len_mismatch::LenMismatch;
pub use level::Level;
pub use masked::{max_masked, min_masked, sum_masked};
pub use mean_var::{MeanVar, mean_var};
pub use moments::Moments;
#[cfg(any(feature = "std", feature = "libm"))]
pub use norms::l2;
pub use norms::{l1, l2_squared};
pub use places::{argmax, argmax_num, argmin, argmin_num};
pub use precise::sum_precise;
pub use sum::{Sum, sum};
pub use wide::sum_wide;
