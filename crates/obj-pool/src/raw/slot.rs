// PINNED: tests/it/auto_traits.rs

use core::{
    mem::MaybeUninit,
    ptr,
    sync::atomic::Ordering::{Acquire, Relaxed, Release},
};

use crate::{
    record::Book,
    sync::{AtomicU32, UnsafeCell},
};

/// Free, no object.
pub(super) const EMPTY: u32 = 0;
/// Free, an object waits.
pub(super) const IDLE: u32 = 1;
/// Taken.
pub(super) const HELD: u32 = 2;
/// A temporary: no pool's slot, never free.
#[cfg(feature = "alloc")]
pub(super) const ALONE: u32 = 3;

/// Taken, and its owner is to look for a waiter when the right ends.
#[cfg(feature = "std")]
const WANTED: u32 = HELD | WAIT;
/// With a free state: kept for the waiter that was told the slot's number.
#[cfg(feature = "std")]
const WAIT: u32 = 4;
/// The bits of a state that tell whether an object waits: as in a free one's.
const CONTENT: u32 = 3;

/// A place for one object. What each user touches comes first, in one cache line.
#[allow(missing_debug_implementations, reason = "it is not to be seen")]
#[repr(C)]
pub struct Slot<T, B> {
    state: AtomicU32,
    pub(super) book: B,
    pub(super) object: UnsafeCell<MaybeUninit<T>>,
}

impl<T, B: Book> Slot<T, B> {
    #[cfg(feature = "alloc")]
    fn new(state: u32, book: B, object: MaybeUninit<T>) -> Self {
        Self { state: AtomicU32::new(state), book, object: UnsafeCell::new(object) }
    }

    #[cfg(feature = "alloc")]
    pub(super) fn empty(index: u32) -> Self {
        Self::new(EMPTY, B::new(index, 0), MaybeUninit::uninit())
    }

    #[cfg(feature = "alloc")]
    pub(super) fn idle(index: u32, object: T) -> Self {
        Self::new(IDLE, B::new(index, 1), MaybeUninit::new(object))
    }

    /// A temporary's. Its one right is the caller's.
    #[cfg(feature = "alloc")]
    pub(super) fn alone(object: T) -> Self {
        Self::new(ALONE, B::new(u32::MAX, 0), MaybeUninit::new(object))
    }
}

impl<T> Slot<T, ()> {
    /// An empty slot that keeps no book.
    #[cfg(not(hardpan_loom))]
    pub(crate) const fn bare() -> Self {
        let object = UnsafeCell::new(MaybeUninit::uninit());
        Self { state: AtomicU32::new(EMPTY), book: (), object }
    }
}

impl<T, B> Slot<T, B> {
    /// Takes the slot for the caller, who then has the one right to it, and says whether it has an
    /// object. `None` if it was seen taken.
    #[inline]
    pub(super) fn claim(&self) -> Option<bool> {
        let mut seen = self.state.load(Relaxed);
        while seen <= IDLE {
            match self.state.compare_exchange(seen, HELD, Acquire, Relaxed) {
                Ok(_) => return Some(seen == IDLE),
                Err(now) => seen = now,
            }
        }
        None
    }

    /// Takes the slot if it has an idle object.
    #[inline]
    pub(super) fn claim_idle(&self) -> bool {
        self.state.load(Relaxed) == IDLE
            && self.state.compare_exchange(IDLE, HELD, Acquire, Relaxed).is_ok()
    }

    /// [`claim`](Self::claim) for a slot that no other thread can reach now.
    #[cfg(feature = "alloc")]
    #[inline]
    pub(super) fn claim_unshared(&self) -> Option<bool> {
        let seen = self.state.load(Relaxed);
        if seen > IDLE {
            return None;
        }
        self.state.store(HELD, Relaxed);
        Some(seen == IDLE)
    }

    /// [`claim`](Self::claim), but a slot that is taken is wanted from then on.
    #[cfg(feature = "std")]
    pub(super) fn claim_or_want(&self) -> Option<bool> {
        let mut seen = self.state.load(Relaxed);
        loop {
            let next = match seen {
                EMPTY | IDLE => HELD,
                HELD => WANTED,
                _ => return None,
            };
            match self.state.compare_exchange(seen, next, Acquire, Relaxed) {
                Ok(_) => return (next == HELD).then_some(seen == IDLE),
                Err(now) => seen = now,
            }
        }
    }

    /// Takes a slot that was kept for a waiter. It is wanted if there are others.
    #[cfg(feature = "std")]
    pub(super) fn claim_kept(&self, others: bool) -> Option<bool> {
        let next = if others { WANTED } else { HELD };
        let seen = self.state.load(Relaxed);
        // The queue's lock has put them in order already; this room does not rely on it.
        (seen == WAIT | EMPTY || seen == WAIT | IDLE)
            .then(|| self.state.compare_exchange(seen, next, Acquire, Relaxed).ok())?
            .map(|seen| seen == WAIT | IDLE)
    }

    /// Ends the caller's right as [`release`](Self::release) does, unless the slot is wanted: then
    /// `false`, and the right goes on.
    #[cfg(feature = "std")]
    #[inline]
    pub(super) fn release_unless_wanted(&self, free: u32) -> bool {
        self.state.compare_exchange(HELD, free, Release, Relaxed).is_ok()
    }

    /// Ends the caller's right, and keeps the slot for a waiter.
    #[cfg(feature = "std")]
    pub(super) fn keep(&self, free: u32) {
        self.state.store(WAIT | free, Release);
    }

    /// Ends the caller's right, which leaves an object (`IDLE`) or none (`EMPTY`).
    #[inline]
    pub(super) fn release(&self, free: u32) {
        self.state.store(free, Release);
    }

    /// Whether it is free without an object, at this moment.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.state.load(Relaxed) == EMPTY
    }

    #[cfg(feature = "alloc")]
    #[inline]
    pub(super) fn is_alone(&self) -> bool {
        self.state.load(Relaxed) == ALONE
    }

    /// Whether it is taken, and whether it is free with an object.
    #[cfg(feature = "alloc")]
    pub(super) fn in_use_or_idle(&self) -> (bool, bool) {
        let state = self.state.load(Relaxed);
        (state > IDLE, state == IDLE)
    }
}

impl<T, B> Drop for Slot<T, B> {
    fn drop(&mut self) {
        if self.state.load(Relaxed) & CONTENT == IDLE {
            let object = self.object.get().cast::<T>();
            // SAFETY: [OP-2] an idle slot's object is initialised, and the cell aligns it.
            // [OP-1, OP-3] `&mut self` and no right to it: nobody else reaches the object, now or
            // later, and the cell does not drop what it holds. [OP-4] Whoever drops the slot has it
            // to itself, so the return that made it idle happened before.
            unsafe { ptr::drop_in_place(object) };
        }
    }
}

// SAFETY: through `&Slot` one gets at the object only by a right, which is one thread's at a time
// [OP-1, OP-3] with its uses in order [OP-4]. So sharing the slot moves objects from thread to thread
// and shares none: that is `T: Send`. All else in a slot is atomic, but for the book, which says for
// itself.
unsafe impl<T: Send, B: Sync> Sync for Slot<T, B> {}

#[cfg(all(test, hardpan_loom))]
mod tests {
    use loom::{sync::Arc, thread};

    use super::*;

    #[test]
    fn a_slot_that_is_kept_is_handed_over() {
        loom::model(|| {
            let slot = Arc::new(Slot::<usize, crate::record::Record>::empty(0));
            assert_eq!(
                (slot.claim(), slot.claim_or_want(), slot.claim()),
                (Some(false), None, None)
            );
            assert!(!slot.release_unless_wanted(EMPTY));
            let other = Arc::clone(&slot);
            let waiter = thread::spawn(move || {
                if let Some(idle) = other.claim_kept(false) {
                    assert!(!idle);
                    other.object.get(); // as a write
                    other.release(EMPTY);
                }
            });
            slot.object.get();
            slot.keep(EMPTY);
            assert_eq!(slot.claim_or_want(), None);
            waiter.join().unwrap();
        });
    }
}
