//! Room that the processor has handed over and not yet given back under the lock.
//!
//! A lock for each small batch would cost more than the batch. So the processor notes here what it
//! hands to a flush, by one atomic operation before the sink's code runs, and a sender that finds no
//! room collects it under the lock. If one waits already, that same operation says so, and the
//! processor gives the room back at once.
//!
//! Both halves are one word, so that every sender's mark and every note have one order: either
//! the sender's collection finds the room, or the processor's note finds the mark. That order is all
//! that is asked of it: what the room stands for is guarded by the lock.

use crate::inbox::Handed;
use crate::sync::{AtomicUsize, Ordering::Relaxed};

/// By itself: only senders without room share it with the processor, and not all of them the lock's.
#[derive(Debug)]
#[repr(align(128))]
pub(super) struct Owed(AtomicUsize);

/// A sender waits for room.
const WAITED_FOR: usize = 1;
const BATCH: usize = 1 << 1;
const ITEM: usize = 1 << 16;

/// No more than so many items may be owed, each perhaps a batch of its own.
pub(crate) const OWED_AT_MOST: usize = 64;
const _: () = assert!(OWED_AT_MOST * BATCH < ITEM);

fn handed(word: usize) -> Handed {
    Handed { items: word / ITEM, batches: (word % ITEM / BATCH) as u64 }
}

impl Owed {
    pub(super) fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// The processor hands over a batch of `items`. True: somebody waits for their room.
    #[inline]
    pub(super) fn note(&self, items: usize) -> bool {
        self.0.fetch_add(items * ITEM + BATCH, Relaxed) & WAITED_FOR != 0
    }

    /// A look.
    #[inline]
    pub(super) fn peek(&self) -> Handed {
        handed(self.0.load(Relaxed))
    }

    // Under the lock.

    /// For a sender.
    pub(super) fn collect(&self) -> Handed {
        handed(self.0.fetch_and(WAITED_FOR, Relaxed))
    }

    /// For a sender that is about to wait: from now on nothing is owed.
    pub(super) fn collect_and_mark(&self) -> Handed {
        handed(self.0.swap(WAITED_FOR, Relaxed))
    }

    /// By the processor, so that nothing is noted meanwhile: all has been collected, and this is whether
    /// somebody still waits.
    #[inline]
    pub(super) fn clear(&self, waited_for: bool) {
        let word = usize::from(waited_for) * WAITED_FOR;
        if self.0.load(Relaxed) != word {
            self.0.store(word, Relaxed);
        }
    }
}
