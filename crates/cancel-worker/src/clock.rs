//! The clock, and in our own unit tests a count of what a batch costs.

use tokio::time::Instant;

#[inline]
pub(crate) fn now() -> Instant {
    #[cfg(all(test, not(hardpan_loom)))]
    count::CLOCK.with(|n| n.set(n.get() + 1));
    Instant::now()
}

#[inline]
pub(crate) fn timer_made() {
    #[cfg(all(test, not(hardpan_loom)))]
    count::TIMERS.with(|n| n.set(n.get() + 1));
}

/// Also for one that was made before.
#[inline]
pub(crate) fn timer_set() {
    #[cfg(all(test, not(hardpan_loom)))]
    count::SETTINGS.with(|n| n.set(n.get() + 1));
}

#[inline]
pub(crate) fn token_cloned() {
    #[cfg(all(test, not(hardpan_loom)))]
    count::TOKENS.with(|n| n.set(n.get() + 1));
}

#[cfg(all(test, not(hardpan_loom)))]
pub(crate) mod count {
    use std::cell::Cell;

    thread_local! {
        pub(crate) static CLOCK: Cell<u64> = const { Cell::new(0) };
        pub(crate) static TIMERS: Cell<u64> = const { Cell::new(0) };
        pub(crate) static SETTINGS: Cell<u64> = const { Cell::new(0) };
        pub(crate) static TOKENS: Cell<u64> = const { Cell::new(0) };
    }

    /// Clock reads, timers made, timers set and tokens cloned by this thread so far.
    pub(crate) fn all() -> [u64; 4] {
        [CLOCK.get(), TIMERS.get(), SETTINGS.get(), TOKENS.get()]
    }
}
