//! What this CPU and its operating system can run.

use crate::Isa;

/// Whether this build has a back-end for `isa`.
#[inline]
pub(super) const fn has_backend(isa: Isa) -> bool {
    let x86 = cfg!(all(target_arch = "x86_64", target_feature = "sse2", not(miri)));
    match isa {
        Isa::Scalar => true,
        Isa::Sse2 | Isa::Avx2 | Isa::Avx512 => x86,
        Isa::Neon => NEON,
    }
}

/// NEON is a part of the target, or not: nothing is asked at run time.
const NEON: bool = cfg!(all(
    target_arch = "aarch64",
    target_feature = "neon",
    target_endian = "little",
    not(miri)
));

#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2", not(miri))))]
#[inline]
pub(super) const fn best() -> Isa {
    if NEON { Isa::Neon } else { Isa::Scalar }
}

#[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(miri)))]
pub(super) use x86::best;

#[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(miri)))]
mod x86 {
    use core::arch::x86_64::{__cpuid, __cpuid_count, _xgetbv, CpuidResult};
    use core::sync::atomic::{AtomicU8, Ordering::Relaxed};

    use crate::Isa;

    const UNKNOWN: u8 = 0;
    const SSE2: u8 = 1;
    const AVX2: u8 = 2;
    const AVX512: u8 = 3;

    /// What detection found. Threads that race to fill it store the same value, and nothing else is
    /// published through it: relaxed is enough.
    static BEST: AtomicU8 = AtomicU8::new(UNKNOWN);

    /// Whether the build itself asks for all that AVX-512 needs: then every other function of the
    /// program may use it too, and there is nothing to ask at run time.
    const BUILT_FOR_AVX512: bool = cfg!(all(
        target_feature = "avx2",
        target_feature = "fma",
        target_feature = "bmi1",
        target_feature = "bmi2",
        target_feature = "lzcnt",
        target_feature = "popcnt",
        target_feature = "avx512f",
        target_feature = "avx512bw",
        target_feature = "avx512dq",
        target_feature = "avx512vl",
        target_feature = "avx512vbmi2",
        target_feature = "avx512vnni",
    ));

    /// The best back-end that can run here.
    #[inline]
    pub(in crate::raw) fn best() -> Isa {
        if BUILT_FOR_AVX512 {
            return Isa::Avx512;
        }
        match BEST.load(Relaxed) {
            AVX512 => Isa::Avx512,
            AVX2 => Isa::Avx2,
            SSE2 => Isa::Sse2,
            _ => detect_once(),
        }
    }

    #[cold]
    fn detect_once() -> Isa {
        let isa = detect();
        let code = match isa {
            Isa::Avx512 => AVX512,
            Isa::Avx2 => AVX2,
            _ => SSE2,
        };
        BEST.store(code, Relaxed);
        isa
    }

    /// A function `0` of the form of CPUID's leaves: bit numbers, all of which must be set.
    const fn all(register: u32, bits: &[u32]) -> bool {
        let mut i = 0;
        while i < bits.len() {
            if register >> bits[i] & 1 == 0 {
                return false;
            }
            i += 1;
        }
        true
    }

    /// Asks CPUID for the features that the back-ends enable, and XCR0 for the registers that the
    /// operating system saves (Intel SDM, volume 1, 13.3 and 15.2; volume 2, CPUID).
    fn detect() -> Isa {
        let leaf = |leaf, sub| {
            #[allow(unused_unsafe, reason = "safe to call since a later Rust than our oldest")]
            // SAFETY: [SK-5] the instruction is there; what it says of a leaf that is not is not
            // used (the highest leaf is asked for first, below).
            unsafe {
                __cpuid_count(leaf, sub)
            }
        };
        let highest = |from| {
            #[allow(unused_unsafe, reason = "safe to call since a later Rust than our oldest")]
            // SAFETY: [SK-5] the instruction is there.
            unsafe { __cpuid(from) }.eax
        };
        if highest(0) < 7 || highest(0x8000_0000) < 0x8000_0001 {
            return Isa::Sse2;
        }
        let (one, seven, extended) = (leaf(1, 0), leaf(7, 0), leaf(0x8000_0001, 0));

        // XSAVE, OSXSAVE and AVX: without OSXSAVE, XGETBV is no instruction.
        if !all(one.ecx, &[26, 27, 28]) {
            return Isa::Sse2;
        }
        // SAFETY: [SK-5] XGETBV exists, for CPUID says OSXSAVE (and XSAVE, the feature that the function
        // enables); register 0 (XCR0) is there whenever it is.
        let saved = unsafe { _xgetbv(0) };

        choose(one.ecx, seven, extended.ecx, saved)
    }

    /// The best that these leaves of CPUID and this XCR0 allow.
    fn choose(one: u32, seven: CpuidResult, extended: u32, saved: u64) -> Isa {
        // SSE3, SSSE3, FMA, SSE4.1, SSE4.2, POPCNT, AVX; BMI1, AVX2, BMI2; LZCNT: what the back-end
        // enables, and what that brings with it. XCR0: SSE and AVX state.
        let avx2 = saved & 0x06 == 0x06
            && all(one, &[0, 9, 12, 19, 20, 23, 28])
            && all(seven.ebx, &[3, 5, 8])
            && all(extended, &[5]);
        // F16C, which F brings with it; AVX512 F, DQ, BW, VL, VNNI; VBMI2, which came with Ice Lake: the
        // AVX-512 CPUs before it slow down when they use it. XCR0: also the mask registers and both
        // halves of the new state.
        let avx512 = avx2
            && saved & 0xe6 == 0xe6
            && all(one, &[29])
            && all(seven.ebx, &[16, 17, 30, 31])
            && all(seven.ecx, &[6, 11]);
        match (avx512, avx2) {
            (true, _) => Isa::Avx512,
            (_, true) => Isa::Avx2,
            // A part of the target.
            _ => Isa::Sse2,
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        const ALL: u32 = u32::MAX;
        const SEVEN: CpuidResult = CpuidResult { eax: ALL, ebx: ALL, ecx: ALL, edx: ALL };

        /// A hypervisor may hide each by itself, whatever else it leaves.
        #[test]
        fn a_level_that_lacks_one_feature_is_not_chosen() {
            assert_eq!(choose(ALL, SEVEN, ALL, u64::MAX), Isa::Avx512);
            // SSE3, SSSE3, FMA, SSE4.1, SSE4.2, POPCNT, AVX, F16C.
            for (bit, isa) in [0, 9, 12, 19, 20, 23, 28]
                .map(|bit| (bit, Isa::Sse2))
                .into_iter()
                .chain([(29, Isa::Avx2)])
            {
                assert_eq!(choose(!(1 << bit), SEVEN, ALL, u64::MAX), isa, "leaf 1, bit {bit}");
            }
            // BMI1, AVX2, BMI2; AVX512 F, DQ, BW, VL; VBMI2, VNNI.
            for (bit, isa) in [3, 5, 8]
                .map(|bit| (bit, Isa::Sse2))
                .into_iter()
                .chain([16, 17, 30, 31].map(|bit| (bit, Isa::Avx2)))
            {
                let seven = CpuidResult { ebx: !(1 << bit), ..SEVEN };
                assert_eq!(choose(ALL, seven, ALL, u64::MAX), isa, "leaf 7, bit {bit}");
            }
            for bit in [6, 11] {
                let seven = CpuidResult { ecx: !(1 << bit), ..SEVEN };
                assert_eq!(choose(ALL, seven, ALL, u64::MAX), Isa::Avx2, "leaf 7, ECX, bit {bit}");
            }
            // LZCNT; what the operating system saves.
            assert_eq!(choose(ALL, SEVEN, !(1 << 5), u64::MAX), Isa::Sse2);
            for (bit, isa) in [1, 2]
                .map(|bit| (bit, Isa::Sse2))
                .into_iter()
                .chain([5, 6, 7].map(|bit| (bit, Isa::Avx2)))
            {
                assert_eq!(choose(ALL, SEVEN, ALL, !(1 << bit)), isa, "XCR0, bit {bit}");
            }
        }
    }
}
