#[cfg(feature = "alloc")]
use core::sync::atomic::Ordering::Relaxed;

#[cfg(feature = "alloc")]
use crate::{
    Meta, Stats,
    sync::{AtomicU32, AtomicUsize},
};

/// What is written down about a slot's objects. Only the slot's holder writes.
pub trait Book: Sized {
    /// Slot `index`, whose first `created` objects are made (0 or 1).
    fn new(index: u32, created: usize) -> Self;

    /// A new object, for a user who waits for it.
    fn created(&self) {}

    fn reused(&self) {}

    fn discarded(&self) {}
}

impl Book for () {
    fn new(_index: u32, _created: usize) -> Self {}
}

/// A slot's share of its pool's statistics, and the history of its object. Only the slot's holder
/// adds, so an addition is a load and a store; anybody may read. The counters are as wide as a word,
/// and wrap.
#[cfg(feature = "alloc")]
#[allow(missing_debug_implementations, reason = "it is not to be seen")]
pub struct Record {
    reused: AtomicUsize,
    created: AtomicUsize,
    discarded: AtomicUsize,
    /// `reused` less the uses of the object that is here now.
    birth: AtomicUsize,
    /// `reused` when `retain` came by last.
    visited: AtomicUsize,
    /// How many of its visits in a row found the object unused since the one before.
    rounds: AtomicU32,
    index: u32,
}

#[cfg(feature = "alloc")]
impl Record {
    #[inline]
    pub(crate) fn index(&self) -> u32 {
        self.index
    }

    pub(crate) fn add_to(&self, stats: &mut Stats) {
        stats.created += self.created.load(Relaxed) as u64;
        stats.reused += self.reused.load(Relaxed) as u64;
        stats.discarded += self.discarded.load(Relaxed) as u64;
    }

    /// A round of `retain` comes by.
    pub(crate) fn visit(&self) -> Meta {
        let reused = self.reused.load(Relaxed);
        let rounds = if self.visited.load(Relaxed) == reused {
            self.rounds.load(Relaxed).saturating_add(1)
        } else {
            self.visited.store(reused, Relaxed);
            0
        };
        self.rounds.store(rounds, Relaxed);
        Meta { uses: reused.wrapping_sub(self.birth.load(Relaxed)) as u64, rounds_idle: rounds }
    }

    /// Adds one. Two who do it at once may count as one.
    #[inline]
    fn bump(counter: &AtomicUsize) {
        counter.store(counter.load(Relaxed).wrapping_add(1), Relaxed);
    }
}

#[cfg(feature = "alloc")]
impl Book for Record {
    fn new(index: u32, created: usize) -> Self {
        Self {
            reused: AtomicUsize::new(0),
            created: AtomicUsize::new(created),
            discarded: AtomicUsize::new(0),
            birth: AtomicUsize::new(0),
            visited: AtomicUsize::new(usize::MAX),
            rounds: AtomicU32::new(0),
            index,
        }
    }

    fn created(&self) {
        Self::bump(&self.created);
        // Its first use has begun; and no visit has seen it.
        let before = self.reused.load(Relaxed).wrapping_sub(1);
        self.birth.store(before, Relaxed);
        self.visited.store(before, Relaxed);
    }

    #[inline]
    fn reused(&self) {
        Self::bump(&self.reused);
    }

    #[inline]
    fn discarded(&self) {
        Self::bump(&self.discarded);
    }
}
