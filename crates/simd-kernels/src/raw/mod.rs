#![allow(unsafe_code, reason = "the one room of this crate where unsafe lives")]
//! The CPU's instruction sets: who may use them, and the calls that do.
//!
//! # Invariants
//!
//! - **SK-1** A [`Token`] names an instruction set that the CPU has and whose registers the
//!   operating system saves, with every feature that its back-end's functions enable. Its field is
//!   private to this file; its makers, [`Token::new`] and [`Token::best`], ask CPUID and XCR0 ([`cpu`]),
//!   but where the build asks for the features in all of the program.
//! - **SK-2** A value of a back-end's type (`Sse2`, `Avx2`, `Avx512`, `Neon`) exists only while code runs that the
//!   back-end's `run` called, or outlives it as a copy: so only on a CPU that has the back-end's
//!   features, for `run` is called with a token's proof, or that of another such value. The type's field is private to the
//!   back-end's file, and `run` is its one maker.
//! - **SK-3** A back-end reads memory through slices and arrays that its caller borrowed, at
//!   indices below their length, and writes none.
//! - **SK-4** Arrays of elements and of registers are plain data: no padding, and every bit pattern
//!   is a value. Where one is made from the other they have one size (or it does not compile), and
//!   a register's lanes are in the order of elements.
//! - **SK-5** The module [`cpu`]`::x86` is compiled for x86-64 alone, of which every CPU has the
//!   instruction CPUID; it answers for a leaf that it lacks too, with values that mean nothing.
//! - **SK-6** The modules `sse2` and `neon` are compiled for targets alone whose every CPU has SSE2, or NEON.
//!
//! Nothing here trusts a safe trait: a [`Kernel`] may do what safe code can, and no more.

use crate::Isa;
use crate::element::sealed::Float;
use crate::lanes::{Lanes, Scalar};

#[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(miri)))]
mod avx2;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(miri)))]
mod avx512;
mod cpu;
#[cfg(any(
    all(target_arch = "x86_64", target_feature = "sse2", not(miri)),
    all(target_arch = "aarch64", target_feature = "neon", target_endian = "little", not(miri))
))]
mod narrow;
#[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little", not(miri)))]
mod neon;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(miri)))]
mod sse2;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(miri)))]
mod sums;

/// A computation that is written once and runs on every back-end.
///
/// A call passes a value of at most two words in registers, a larger one through memory, and few
/// elements are added up in less time than that takes. So a kernel is passed in up to three parts.
pub trait Kernel<T: Float>: Sized {
    /// What it computes.
    type Out;
    /// A part of it; `()` where there is none.
    type A;
    /// A part of it; `()` where there is none.
    type B;
    /// A part of it; `()` where there is none.
    type C;

    /// Its parts.
    fn parts(self) -> (Self::A, Self::B, Self::C);
    /// The kernel of these parts.
    fn of_parts(a: Self::A, b: Self::B, c: Self::C) -> Self;

    /// Runs on the back-end `lanes`. Marked `#[inline(always)]` in every implementation: it must
    /// become a part of the back-end's `run`, where the instructions are enabled.
    fn run<L: Lanes<T>>(self, lanes: L) -> Self::Out;
}

/// The proof that an instruction set may be used (SK-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token(Isa);

impl Token {
    /// The token of an instruction set that this crate has a back-end for and this CPU can run.
    #[inline]
    pub(crate) fn new(isa: Isa) -> Option<Self> {
        // In `Isa`'s order, what is below the best is a part of it (or has no back-end).
        (isa <= cpu::best() && cpu::has_backend(isa)).then_some(Self(isa))
    }

    /// The fastest that this CPU can run. CPUID is asked once; then this is one atomic load.
    #[inline]
    pub(crate) fn best() -> Self {
        Self(cpu::best())
    }

    /// The instruction set.
    #[inline]
    pub(crate) const fn isa(self) -> Isa {
        self.0
    }

    /// Runs `kernel` on the token's back-end.
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(miri)))]
    #[inline]
    pub(crate) fn run<T: Float, K: Kernel<T>>(self, kernel: K) -> K::Out
    where
        Scalar: Lanes<T>,
        sse2::Sse2: Lanes<T>,
        avx2::Avx2: Lanes<T>,
        avx512::Avx512: Lanes<T>,
    {
        let (a, b, c) = kernel.parts();
        match self.0 {
            // SAFETY: [SK-1] the token says that the CPU has the features this function enables,
            // which is all that a call of it asks.
            Isa::Avx512 => unsafe { avx512::run::<T, K>(a, b, c) },
            // SAFETY: [SK-1] as above.
            Isa::Avx2 => unsafe { avx2::run::<T, K>(a, b, c) },
            Isa::Sse2 => sse2::<T, K>(a, b, c),
            _ => scalar::<T, K>(a, b, c),
        }
    }

    /// Runs `kernel` on the token's back-end.
    #[cfg(all(
        target_arch = "aarch64",
        target_feature = "neon",
        target_endian = "little",
        not(miri)
    ))]
    #[inline]
    pub(crate) fn run<T: Float, K: Kernel<T>>(self, kernel: K) -> K::Out
    where
        Scalar: Lanes<T>,
        neon::Neon: Lanes<T>,
    {
        let (a, b, c) = kernel.parts();
        match self.0 {
            Isa::Neon => neon::<T, K>(a, b, c),
            _ => scalar::<T, K>(a, b, c),
        }
    }

    /// Runs `kernel` on the one back-end there is.
    #[cfg(not(any(
        all(target_arch = "x86_64", target_feature = "sse2", not(miri)),
        all(target_arch = "aarch64", target_feature = "neon", target_endian = "little", not(miri))
    )))]
    #[inline]
    pub(crate) fn run<T: Float, K: Kernel<T>>(self, kernel: K) -> K::Out
    where
        Scalar: Lanes<T>,
    {
        let (a, b, c) = kernel.parts();
        scalar::<T, K>(a, b, c)
    }
}

/// Out of line, so that the dispatch itself needs no stack, nor a caller's loop any register for it.
/// `sse2::run` itself might be inlined: its features are the target's own.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(miri)))]
#[inline(never)]
fn sse2<T: Float, K: Kernel<T>>(a: K::A, b: K::B, c: K::C) -> K::Out
where
    sse2::Sse2: Lanes<T>,
{
    // SAFETY: [SK-6] the feature that `run` enables is there, which is all that a call of it asks.
    unsafe { sse2::run::<T, K>(a, b, c) }
}

/// Out of line: see `sse2`.
#[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little", not(miri)))]
#[inline(never)]
fn neon<T: Float, K: Kernel<T>>(a: K::A, b: K::B, c: K::C) -> K::Out
where
    neon::Neon: Lanes<T>,
{
    // SAFETY: [SK-6] the feature that `run` enables is there, which is all that a call of it asks.
    // PINNED: cross aarch64
    unsafe { neon::run::<T, K>(a, b, c) }
}

/// Out of line: see `sse2`.
#[inline(never)]
fn scalar<T: Float, K: Kernel<T>>(a: K::A, b: K::B, c: K::C) -> K::Out
where
    Scalar: Lanes<T>,
{
    K::of_parts(a, b, c).run(Scalar)
}

/// The parts of a kernel, inside its implementation: itself where it has at most two words, or else
/// its fields, which are two or three.
macro_rules! parts {
    () => {
        type A = Self;
        type B = ();
        type C = ();
        #[inline(always)]
        fn parts(self) -> (Self, (), ()) {
            (self, (), ())
        }
        #[inline(always)]
        fn of_parts(whole: Self, (): (), (): ()) -> Self {
            whole
        }
    };
    ($a:ident: $A:ty, $b:ident: $B:ty) => {
        type A = $A;
        type B = $B;
        type C = ();
        #[inline(always)]
        fn parts(self) -> ($A, $B, ()) {
            (self.$a, self.$b, ())
        }
        #[inline(always)]
        fn of_parts($a: $A, $b: $B, (): ()) -> Self {
            Self { $a, $b }
        }
    };
    ($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty) => {
        type A = $A;
        type B = $B;
        type C = $C;
        #[inline(always)]
        fn parts(self) -> ($A, $B, $C) {
            (self.$a, self.$b, self.$c)
        }
        #[inline(always)]
        fn of_parts($a: $A, $b: $B, $c: $C) -> Self {
            Self { $a, $b, $c }
        }
    };
}
pub(crate) use parts;
