//! One half of a ring: the algorithm of both, for every kind of storage.

use core::{marker::PhantomData, ptr::NonNull};

use super::{CLAIMED, LEFT, Shared, of};
use crate::{
    position::{self, LAP},
    sync::{AtomicUsize, Ordering},
};

/// The producer's half, or the consumer's. The invariants are in the module above.
///
/// `*mut T` in the marker makes it invariant in `T` (a half both of whose sides are the same ring
/// must not change what the ring holds), and neither `Send` nor `Sync` but as said below.
pub(crate) struct Half<'a, T, const PRODUCER: bool> {
    /// Where this half is: its own index, which no one else stores.
    pos: usize,
    /// How far it may go, as far as it knows.
    limit: usize,
    capacity: usize,
    slots: NonNull<T>,
    shared: NonNull<Shared>,
    marker: PhantomData<(&'a (), *mut T)>,
}

// SAFETY: [RB-3, RB-4] a half alone touches its side's slots and stores its side's index, and
// orders both against the other side's, so that it may do so on any one thread; the items it moves
// between threads are `Send`, as are those that it drops when it frees the ring.
unsafe impl<T: Send, const PRODUCER: bool> Send for Half<'_, T, PRODUCER> {}

impl<T, const PRODUCER: bool> Half<'_, T, PRODUCER> {
    /// A half of an existing ring.
    ///
    /// # Safety
    ///
    /// RB-1 to RB-3 hold of the ring, and this side's `CLAIMED` bit was set for this half (RB-5),
    /// after what the side's last half did.
    pub(super) unsafe fn new(shared: NonNull<Shared>, slots: NonNull<T>, capacity: usize) -> Self {
        let mut half = Self { pos: 0, limit: 0, capacity, slots, shared, marker: PhantomData };
        // Relaxed: the claim ordered this side's last store before us (RB-5).
        half.pos = half.mine().load(Ordering::Relaxed);
        half.limit = half.load_limit();
        half
    }

    #[inline(always)]
    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    // No `&Shared` is held across an atomic operation: the other half may free it right after
    // ours. The atomics themselves are safe to refer to (they are `UnsafeCell`s), not the padding.

    #[inline(always)]
    fn head(&self) -> &AtomicUsize {
        // SAFETY: [RB-1] `shared` is valid while `self` is.
        unsafe { &(*self.shared.as_ptr()).head.0 }
    }

    #[inline(always)]
    fn tail(&self) -> &AtomicUsize {
        // SAFETY: [RB-1] `shared` is valid while `self` is.
        unsafe { &(*self.shared.as_ptr()).tail.0 }
    }

    #[inline(always)]
    fn state(&self) -> &AtomicUsize {
        // SAFETY: [RB-1] `shared` is valid while `self` is.
        unsafe { &(*self.shared.as_ptr()).state.0 }
    }

    #[inline(always)]
    fn mine(&self) -> &AtomicUsize {
        if PRODUCER { self.tail() } else { self.head() }
    }

    /// The end of what is this half's now: the consumer's up to the tail, the producer's up to the
    /// head, one lap on.
    #[inline(always)]
    fn load_limit(&self) -> usize {
        // Acquire: the other half's accesses to the slots that it gave away happen before ours.
        if PRODUCER {
            self.head().load(Ordering::Acquire) ^ LAP
        } else {
            self.tail().load(Ordering::Acquire)
        }
    }

    /// How many slots are this half's now: at least so many for as long as it does not move.
    pub(crate) fn available(&self) -> usize {
        position::distance(self.pos, self.load_limit(), self.capacity)
    }

    /// Whether no slot is this half's now.
    pub(crate) fn is_stuck(&self) -> bool {
        self.pos == self.load_limit()
    }

    /// Whether the other half has gone. All that it did before is seen once this is true.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.state().load(Ordering::Acquire) & of(!PRODUCER, LEFT) != 0
    }

    /// Whether there is a slot at `pos` for this half, as of now.
    #[inline(always)]
    fn ready(&mut self) -> bool {
        self.pos != self.limit || {
            self.limit = self.load_limit();
            self.pos != self.limit
        }
    }

    /// The most slots that this half may use now, at most `count`.
    #[inline(always)]
    fn at_most(&mut self, count: usize) -> usize {
        let mut available = position::distance(self.pos, self.limit, self.capacity);
        if available < count {
            self.limit = self.load_limit();
            available = position::distance(self.pos, self.limit, self.capacity);
        }
        available.min(count)
    }

    /// Gives everything up to `pos` to the other side.
    ///
    /// # Safety
    ///
    /// `pos` is valid and lies from the half's own on up to its limit; the slots before it are
    /// initialised (the producer's) or will not be used again (the consumer's).
    #[inline(always)]
    unsafe fn publish(&mut self, pos: usize) {
        self.pos = pos;
        // Release: our accesses to the slots happen before those of the other half.
        self.mine().store(pos, Ordering::Release);
    }

    /// For the model checker: `count` slots from `pos` on are about to be accessed.
    #[inline(always)]
    fn watch(&self, count: usize) {
        // SAFETY: [RB-1] `shared` is valid while `self` is.
        let watch = unsafe { &(*self.shared.as_ptr()).watch };
        if PRODUCER {
            watch.write(position::slot(self.pos), count);
        } else {
            watch.read(position::slot(self.pos), count);
        }
    }
}

impl<T> Half<'_, T, true> {
    #[inline(always)]
    pub(crate) fn push(&mut self, item: T) -> Result<(), T> {
        if !self.ready() {
            return Err(item);
        }
        self.watch(1);
        // SAFETY: [RB-1, RB-2] the slot of `pos` is below `capacity`.
        let slot = unsafe { self.slots.add(position::slot(self.pos)) };
        // SAFETY: [RB-1] the slot is valid and aligned; [RB-4] `pos` is before `limit`, so it is
        // ours, and [RB-3] it holds nothing that the write would leak or race with.
        unsafe { slot.write(item) };
        // SAFETY: one slot on is at most `limit`, as `pos` was before it; the slot is initialised.
        unsafe { self.publish(position::next(self.pos, self.capacity)) };
        Ok(())
    }

    #[inline(always)]
    pub(crate) fn push_slice(&mut self, items: &[T]) -> usize
    where
        T: Copy,
    {
        let count = self.at_most(items.len());
        let slot = position::slot(self.pos);
        let first = position::before_end(slot, count, self.capacity);
        self.watch(count);
        // SAFETY: [RB-1, RB-2] the slot of `pos` is below `capacity`.
        let start = unsafe { self.slots.add(slot) };
        // SAFETY: `items` has at least `first` items. [RB-1] the slots from `start` to the end of
        // the ring are at least `first`, [RB-4] they are ours alone, so that no reference of the
        // caller's overlaps them, and [RB-3] they hold nothing.
        unsafe { start.copy_from_nonoverlapping(NonNull::from(items).cast(), first) };
        if first < count {
            let rest = NonNull::from(&items[first..]).cast();
            // SAFETY: as above, for the `count - first` slots from the ring's start on.
            unsafe { self.slots.copy_from_nonoverlapping(rest, count - first) };
        }
        // SAFETY: `count` slots on is at most `limit`, and they are all initialised.
        unsafe { self.publish(position::advance(self.pos, count, self.capacity)) };
        count
    }
}

impl<T> Half<'_, T, false> {
    #[inline(always)]
    pub(crate) fn pop(&mut self) -> Option<T> {
        if !self.ready() {
            return None;
        }
        self.watch(1);
        // SAFETY: [RB-1, RB-2] the slot of `pos` is below `capacity`.
        let slot = unsafe { self.slots.add(position::slot(self.pos)) };
        // SAFETY: [RB-1] the slot is valid and aligned; [RB-4, RB-3] `pos` is before `limit`, so
        // it is ours and initialised. Publishing, next, gives the slot away: no one reads the item
        // from it again.
        let item = unsafe { slot.read() };
        // SAFETY: one slot on is at most `limit`, as `pos` was before it; the slot was moved from.
        unsafe { self.publish(position::next(self.pos, self.capacity)) };
        Some(item)
    }

    #[inline(always)]
    pub(crate) fn pop_slice(&mut self, items: &mut [T]) -> usize
    where
        T: Copy,
    {
        let count = self.at_most(items.len());
        let slot = position::slot(self.pos);
        let first = position::before_end(slot, count, self.capacity);
        self.watch(count);
        // SAFETY: [RB-1, RB-2] the slot of `pos` is below `capacity`.
        let start = unsafe { self.slots.add(slot) };
        // SAFETY: `items` has room for `first`. [RB-1] the slots from `start` to the end of the
        // ring are at least `first`, [RB-4, RB-3] they are ours and initialised; being ours alone,
        // `items`, which the caller has by `&mut`, does not overlap them. `T` is `Copy`.
        unsafe { start.copy_to_nonoverlapping(NonNull::from(&mut *items).cast(), first) };
        if first < count {
            let rest = NonNull::from(&mut items[first..]).cast();
            // SAFETY: as above, for the `count - first` slots from the ring's start on.
            unsafe { self.slots.copy_to_nonoverlapping(rest, count - first) };
        }
        // SAFETY: `count` slots on is at most `limit`, and `Copy` items need no drop.
        unsafe { self.publish(position::advance(self.pos, count, self.capacity)) };
        count
    }
}

impl<T, const PRODUCER: bool> Drop for Half<'_, T, PRODUCER> {
    fn drop(&mut self) {
        // From claimed to left: both bits flip at once.
        let bits = of(PRODUCER, CLAIMED | LEFT);
        // Release: all that we did happens before what the next half of our side does, before what
        // is done by one who sees us gone, and before the free. Acquire: the same of the other's.
        let before = self.state().fetch_xor(bits, Ordering::AcqRel);
        #[cfg(feature = "alloc")]
        if before & super::HEAP != 0 && before & of(!PRODUCER, LEFT) != 0 {
            // SAFETY: [RB-5] the ring is on the heap, both halves have left, and of the two
            // read-modify-writes that said so ours was the second, so that we alone are here.
            unsafe { super::heap::free(self.shared, self.slots, self.capacity) };
        }
        #[cfg(not(feature = "alloc"))]
        let _ = before;
    }
}
