use core::sync::atomic::Ordering::Relaxed;

use crate::sync::AtomicUsize;

/// What a pool has done and holds, from [`Pool::stats`](crate::Pool::stats).
///
/// Each figure is true of each slot at some moment of the call; while other threads use the pool,
/// the moments differ. Gets that succeeded = created (less the prewarmed) + reused + overflowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Stats {
    /// Objects that were made for slots, the prewarmed ones included.
    pub created: u64,
    /// Gets that found an object, and found it good.
    pub reused: u64,
    /// Objects of slots that the pool dropped: refused by a hook, lost to a hook's panic, or
    /// discarded by their user.
    pub discarded: u64,
    /// Temporaries that were made because all slots were taken.
    pub overflowed: u64,
    /// Slots that are taken now, those of forgotten guards included.
    pub in_use: usize,
    /// Objects that wait in their slots now.
    pub idle: usize,
}

/// A slot's share of the counters. Only the slot's holder adds to them, so an addition is a load and
/// a store; anybody may read. They are as wide as a word, and wrap.
pub(crate) struct Counts {
    pub(crate) created: AtomicUsize,
    pub(crate) reused: AtomicUsize,
    pub(crate) discarded: AtomicUsize,
}

impl Counts {
    pub(crate) fn new(created: usize) -> Self {
        Self {
            created: AtomicUsize::new(created),
            reused: AtomicUsize::new(0),
            discarded: AtomicUsize::new(0),
        }
    }

    /// Adds one. Two who do it at once may count as one.
    #[inline]
    pub(crate) fn bump(counter: &AtomicUsize) {
        counter.store(counter.load(Relaxed).wrapping_add(1), Relaxed);
    }

    pub(crate) fn add_to(&self, stats: &mut Stats) {
        stats.created += self.created.load(Relaxed) as u64;
        stats.reused += self.reused.load(Relaxed) as u64;
        stats.discarded += self.discarded.load(Relaxed) as u64;
    }
}
