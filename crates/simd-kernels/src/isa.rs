/// An instruction set that a back-end may be written for; a plain name, which proves nothing.
///
/// [`Level::new`](crate::Level::new) turns it into a [`Level`](crate::Level) where the CPU has it.
/// The order is that of speed on one architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Isa {
    /// Plain Rust: on every CPU.
    Scalar,
    /// SSE2: every x86-64 CPU.
    Sse2,
    /// AVX2, SSE3 to SSE4.2, FMA, BMI1, BMI2, LZCNT and POPCNT: Haswell, Zen, and later.
    Avx2,
    /// What `Avx2` needs, F16C, and AVX-512 F, BW, DQ, VL, VBMI2 and VNNI: Ice Lake, Zen 4, and later.
    Avx512,
    /// NEON, or Advanced SIMD: every 64-bit Arm CPU.
    Neon,
}
