//! One side's way into a ring.

use core::ptr::NonNull;

use super::Shared;
use crate::{
    position::{self, LAP},
    sync::{AtomicUsize, Ordering},
};

/// What a half needs to know of its ring, which never changes.
///
/// To be copied out of the half at the start of what must be fast: the compiler cannot know that
/// what is stored to a slot does not change the half, and would read all of this again.
pub(super) struct Side<T, const PRODUCER: bool> {
    pub(super) slots: NonNull<T>,
    pub(super) shared: NonNull<Shared>,
    pub(super) capacity: usize,
}

impl<T, const PRODUCER: bool> Clone for Side<T, PRODUCER> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, const PRODUCER: bool> Copy for Side<T, PRODUCER> {}

impl<T, const PRODUCER: bool> Side<T, PRODUCER> {
    // No `&Shared` is held across an atomic operation: the other half may free it right after
    // ours. The atomics themselves are safe to refer to (they are `UnsafeCell`s), not the padding.

    #[inline(always)]
    fn head(&self) -> &AtomicUsize {
        // SAFETY: [RB-1] `shared` is valid while the half is.
        unsafe { &(*self.shared.as_ptr()).head.0 }
    }

    #[inline(always)]
    fn tail(&self) -> &AtomicUsize {
        // SAFETY: [RB-1] `shared` is valid while the half is.
        unsafe { &(*self.shared.as_ptr()).tail.0 }
    }

    #[inline(always)]
    pub(super) fn state(&self) -> &AtomicUsize {
        // SAFETY: [RB-1] `shared` is valid while the half is.
        unsafe { &(*self.shared.as_ptr()).state.0 }
    }

    #[inline(always)]
    fn mine(&self) -> &AtomicUsize {
        if PRODUCER { self.tail() } else { self.head() }
    }

    /// The side's index.
    #[inline(always)]
    pub(super) fn pos(&self) -> usize {
        // Relaxed: the side's half stored it; if that was one before us, our claim ordered it (RB-5).
        self.mine().load(Ordering::Relaxed)
    }

    /// The end of what is this half's now: for the consumer the tail, for the producer the head, one
    /// lap on.
    #[inline(always)]
    pub(super) fn limit(&self) -> usize {
        let (other, lap) = if PRODUCER { (self.head(), LAP) } else { (self.tail(), 0) };
        // Acquire: the other half's accesses to the slots that it gave away happen before ours.
        other.load(Ordering::Acquire) ^ lap
    }

    /// Stores the side's index: gives everything up to there to the other side.
    ///
    /// # Safety
    ///
    /// The caller is the side's half. `pos` is valid, and the slots from the side's index up to it are the
    /// half's; they are initialised (the producer's) or will not be used again (the consumer's).
    #[inline(always)]
    pub(super) unsafe fn publish(&self, pos: usize) {
        // Release: our accesses to the slots happen before those of the other half.
        self.mine().store(pos, Ordering::Release);
    }

    /// The slot at a position, which may be that of the ring's end.
    ///
    /// # Safety
    ///
    /// The position is valid.
    #[inline(always)]
    pub(super) unsafe fn slot(&self, pos: usize) -> NonNull<T> {
        // The bit of the lap is out of the way by itself if so many items are a multiple of all
        // addresses.
        let index = if size_of::<T>() % 2 == 0 { pos } else { position::slot(pos) };
        let slot = self.slots.as_ptr().wrapping_add(index);
        // SAFETY: [RB-1] `LAP` times an even size is 0, and the slot is not above `capacity`: so this
        // is `slots`, or further on in the same allocation, or at its end.
        unsafe { NonNull::new_unchecked(slot) }
    }

    /// For the model checker: `count` slots from `pos` on are about to be accessed.
    #[inline(always)]
    pub(super) fn watch(&self, pos: usize, count: usize) {
        // SAFETY: [RB-1] `shared` is valid while the half is.
        let watch = unsafe { &(*self.shared.as_ptr()).watch };
        if PRODUCER {
            watch.write(position::slot(pos), count);
        } else {
            watch.read(position::slot(pos), count);
        }
    }
}
