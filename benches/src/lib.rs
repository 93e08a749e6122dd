//! Each crate beside its rivals, in one run. The benches are in `benches/`.

/// Has what follows begin at the given multiple of 16 bytes in a cache line of its own.
#[macro_export]
macro_rules! place {
    ($sixteenths:literal) => {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: padding, which does nothing.
        unsafe {
            core::arch::asm!(
                ".p2align 6",
                ".skip 16 * {}, 0x90",
                const $sixteenths,
                options(nomem, nostack, preserves_flags)
            );
        }
    };
}

/// Does a job four times: its loops stand at each of the four places of a cache line where the compiler
/// lets loops begin. For loops of few instructions one of the places can cost a third more (on a Zen 5
/// that where the last jump alone comes into a new line), and which one a build gives whom is chance.
#[macro_export]
macro_rules! at_four_places {
    ($job:expr) => {{
        $crate::place!(0);
        core::hint::black_box($job);
        $crate::place!(1);
        core::hint::black_box($job);
        $crate::place!(2);
        core::hint::black_box($job);
        $crate::place!(3);
        core::hint::black_box($job);
    }};
}
