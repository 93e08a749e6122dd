//! Lines of slots, asked for before they are written.
//!
//! The consumer read a slot's line a lap ago, so that the producer's store has to fetch it back; and all
//! stores after it wait, as x86 lets them be seen in order. That made the producer the slower half: 0.75 ns
//! an item, by itself, where the consumer takes 0.49 (`u64`, on a Zen 5). With lines asked for ahead the
//! producer takes 0.48, and can keep a lead, once it has one (`patience.rs`).
//!
//! - **RB-8, the hint.** `CAN` is `YES` only if the CPU has `prefetchw`: the first x86-64 chips of Intel
//!   do not, and to them it is an invalid instruction.

pub(super) use cpu::{ask, prepare};

/// How far ahead. At 128 bytes the line comes too late; from 384 on the consumer, whose own prefetcher
/// runs ahead of it, has often taken it back by then.
const DISTANCE: usize = 256;

const LINE: usize = 64;

/// How often to ask, a power of two, and how far ahead, both in items. Not for larger items, each of
/// which would pay for it: a struct of 64 bytes 2 % of its way in and out on one thread.
pub(super) const fn pace<T>() -> Option<(usize, usize)> {
    match size_of::<T>() {
        size @ 1..=32 => Some((1 << (LINE / size).ilog2(), DISTANCE / size)),
        _ => None,
    }
}

#[cfg(not(all(
    target_arch = "x86_64",
    target_pointer_width = "64",
    not(any(miri, target_env = "sgx"))
)))]
mod cpu {
    #[inline(always)]
    pub(in crate::raw) fn prepare() {}

    #[inline(always)]
    pub(in crate::raw) fn ask<T>(_place: *const T) {}
}

#[cfg(all(
    target_arch = "x86_64",
    target_pointer_width = "64",
    not(any(miri, target_env = "sgx"))
))]
mod cpu {
    use core::{
        arch::{asm, x86_64::__cpuid},
        sync::atomic::{AtomicU8, Ordering::Relaxed},
    };

    const UNKNOWN: u8 = 0;
    const NO: u8 = 1;
    const YES: u8 = 2;

    /// Whoever fills it in stores the same, and publishes nothing else by it: relaxed is enough.
    static CAN: AtomicU8 = AtomicU8::new(UNKNOWN);

    /// To be called before what is to be fast, which asks for nothing until then.
    #[inline]
    pub(in crate::raw) fn prepare() {
        if CAN.load(Relaxed) == UNKNOWN {
            find_out();
        }
    }

    #[cold]
    fn find_out() {
        #[allow(unused_unsafe, reason = "safe to call since a later Rust than our oldest")]
        // SAFETY: [RB-8] in the making: every x86-64 CPU has CPUID and this leaf, which is the one
        // that says that it is one.
        let features = unsafe { __cpuid(0x8000_0001) }.ecx;
        CAN.store(if features & 1 << 8 == 0 { NO } else { YES }, Relaxed);
    }

    /// Has the line of a place fetched, to be written soon.
    #[inline(always)]
    #[allow(clippy::pointers_in_nomem_asm_block, reason = "nothing is read or written there")]
    pub(in crate::raw) fn ask<T>(place: *const T) {
        if CAN.load(Relaxed) == YES {
            // SAFETY: [RB-8] the CPU has the instruction, which is a hint: it changes nothing that a
            // program can see, and does not fault, whatever the address.
            unsafe {
                asm!("prefetchw [{}]", in(reg) place, options(nomem, nostack, preserves_flags));
            }
        }
    }
}

#[cfg(all(test, not(hardpan_loom)))]
mod tests {
    use super::*;

    fn asks_for_each_line<const SIZE: usize>() {
        let (step, distance) = pace::<[u8; SIZE]>().expect("small");
        assert!(step.is_power_of_two() && step * SIZE <= LINE);
        assert!((DISTANCE - SIZE + 1..=DISTANCE).contains(&(distance * SIZE)));
    }

    #[test]
    fn asks_for_each_line_of_small_items_and_for_none_of_others() {
        asks_for_each_line::<1>();
        asks_for_each_line::<3>();
        asks_for_each_line::<8>();
        asks_for_each_line::<24>();
        asks_for_each_line::<32>();
        assert_eq!((pace::<()>(), pace::<[u8; 33]>()), (None, None));
    }
}
