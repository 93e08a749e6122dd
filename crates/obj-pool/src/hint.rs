//! Where a search starts: at the slot where this thread last succeeded, in whichever pool.
//!
//! It is only a hint: any value is right, a good one is quick. A thread that has none yet, or one
//! from a larger pool, gets a start far from those of the others (Fibonacci hashing: multiples of
//! the golden ratio spread evenly over any number of slots; Knuth, TAOCP 3, 6.4).
//!
//! loom runs its threads on one thread, so its models start at the first slot, as without `std`.

pub(crate) use imp::{remember, start};

#[cfg(all(feature = "std", not(hardpan_loom)))]
mod imp {
    use core::{
        cell::Cell,
        sync::atomic::{AtomicUsize, Ordering},
    };

    std::thread_local! {
        // Neither lazy nor with a destructor: it can be read as long as the thread runs.
        static LAST: Cell<usize> = const { Cell::new(usize::MAX) };
    }

    /// A number below `max`, which is not 0.
    #[inline]
    pub(crate) fn start(max: usize) -> usize {
        let last = LAST.try_with(Cell::get).unwrap_or(0);
        if last < max { last } else { spread(max) }
    }

    #[inline]
    pub(crate) fn remember(index: usize) {
        // A thread without its locals searches from a start of its own each time.
        let _ = LAST.try_with(|last| last.set(index));
    }

    #[cold]
    fn spread(max: usize) -> usize {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let thread = NEXT.fetch_add(1, Ordering::Relaxed) as u64;
        let fraction = u128::from(thread.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let start = usize::try_from((fraction * max as u128) >> 64).unwrap_or(0);
        remember(start);
        start
    }
}

#[cfg(not(all(feature = "std", not(hardpan_loom))))]
mod imp {
    #[inline]
    pub(crate) fn start(_max: usize) -> usize {
        0
    }

    #[inline]
    pub(crate) fn remember(_index: usize) {}
}
