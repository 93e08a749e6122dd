/// An instruction set that a back-end may be written for; a plain name, which proves nothing.
///
/// [`Level::new`](crate::Level::new) turns it into a [`Level`](crate::Level) where the CPU has it.
/// The order is that of speed on one architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Isa {
    /// Plain Rust: on every CPU.
    Scalar,
    /// x86-64 without AVX. No back-end of its own yet: the compiler uses SSE2 for [`Isa::Scalar`].
    Sse2,
    /// AVX2, FMA, BMI1, BMI2, LZCNT and POPCNT: Haswell, Zen, and later.
    Avx2,
    /// AVX-512 F, BW, DQ, VL and VBMI2: Ice Lake, Zen 4, and later.
    Avx512,
    /// `AArch64` Advanced SIMD. No back-end of its own yet: the compiler uses it for
    /// [`Isa::Scalar`].
    Neon,
}
