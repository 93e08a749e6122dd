//! One half of a ring: the algorithm of both, for every kind of storage.

// PINNED: tests/it/auto_traits.rs

use core::{
    marker::PhantomData,
    ptr::{self, NonNull},
};

use super::{CLAIMED, LEFT, Shared, of, side::Side, span::Span};
use crate::{position, sync::Ordering};

/// The producer's half, or the consumer's. The invariants are in the module above.
///
/// `*mut T` in the marker makes it invariant in `T` (a half both of whose sides are the same ring
/// must not change what the ring holds), and neither `Send` nor `Sync` but as said below.
pub(crate) struct Half<'a, T, const PRODUCER: bool> {
    /// Where this half is, if that is before `end`; else of no meaning, and the index is where the
    /// other half reads it. To load it from there costs a transfer of the line if the other half looked
    /// since: as a rule it does only where this one has slots left (0.1 against 0.4 µs or more for a
    /// round trip, were it loaded each time).
    pos: usize,
    /// Up to where the slots from `pos` on are known to be this half's, in the same lap.
    end: usize,
    pub(super) side: Side<T, PRODUCER>,
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
        let side = Side { slots, shared, capacity };
        Self { pos: 0, end: 0, side, marker: PhantomData }
    }

    #[inline(always)]
    pub(crate) fn capacity(&self) -> usize {
        self.side.capacity
    }

    /// How many slots are this half's now: at least so many for as long as it does not move.
    pub(crate) fn available(&self) -> usize {
        position::distance(self.side.pos(), self.side.limit(), self.side.capacity)
    }

    /// Whether no slot is this half's now.
    pub(crate) fn is_stuck(&self) -> bool {
        self.available() == 0
    }

    /// Whether the other half has gone. All that it did before is seen once this is true.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.side.state().load(Ordering::Acquire) & of(!PRODUCER, LEFT) != 0
    }

    /// Whether the slot at this half's position is known to be its own, as of now.
    #[inline(always)]
    pub(super) fn ready(&mut self) -> bool {
        self.known() > 0 || self.look() > 0
    }

    /// Takes a slot: its position, if there is one. It is to be published before anything else is done
    /// with the half.
    #[inline(always)]
    pub(super) fn one(&mut self) -> Option<usize> {
        if self.pos < self.end {
            return Some(self.step(1));
        }
        let (pos, limit) = (self.side.pos(), self.side.limit());
        // All that is there: nothing will be known after it, which is what is noted already.
        if limit.wrapping_sub(pos) == 1 {
            return Some(pos);
        }
        (self.learn(pos, limit) > 0).then(|| self.step(1))
    }

    /// Takes as many slots as a slice of `count` items, 1 or more, needs, if they are this half's own up
    /// to the end of the ring: the position of the first. They are to be published before anything
    /// else is done with the half. If they are not, how many slots are its own in all: those
    /// up to `end`, and then from slot 0 on.
    #[inline(always)]
    pub(super) fn straight(&mut self, count: usize) -> Result<usize, usize> {
        if self.holds(count) {
            return Ok(self.step(count));
        }
        let (pos, limit) = (self.side.pos(), self.side.limit());
        if limit.wrapping_sub(pos) == count && count <= position::MAX_CAPACITY {
            self.end = self.pos; // nothing will be known after it
            return Ok(pos);
        }
        let all = self.learn(pos, limit);
        if self.holds(count) { Ok(self.step(count)) } else { Err(all) }
    }

    /// Moves over slots that are known to be this half's; returns the position of the first.
    #[inline(always)]
    pub(super) fn step(&mut self, count: usize) -> usize {
        let pos = self.pos;
        self.pos = pos + count;
        pos
    }

    /// Looks up what is this half's now, and returns how many slots that are in all.
    #[inline(always)]
    fn look(&mut self) -> usize {
        self.learn(self.side.pos(), self.side.limit())
    }

    /// Remembers where this half is and has to stop, and returns how many slots that are in all.
    #[inline(always)]
    fn learn(&mut self, pos: usize, limit: usize) -> usize {
        let run = limit.wrapping_sub(pos);
        // In the same lap, and not empty: no more than the slots' difference. Across laps, LAP is
        // in the difference, more than any capacity.
        if run.wrapping_sub(1) < position::MAX_CAPACITY {
            (self.pos, self.end) = (pos, limit);
            return run;
        }
        let (pos, end, count) = around(pos, limit, self.side.capacity);
        (self.pos, self.end) = (pos, end);
        count
    }

    /// How many slots from `pos` on are known to be this half's.
    #[inline(always)]
    fn known(&self) -> usize {
        self.end.saturating_sub(self.pos)
    }

    /// Whether as many slots as a slice of `count` items, 1 or more, needs are known to be this half's.
    #[inline(always)]
    #[expect(clippy::cast_possible_wrap, reason = "below zero is how far `end` is behind")]
    fn holds(&self, count: usize) -> bool {
        if size_of::<T>() == 0 {
            return count <= self.known();
        }
        // One comparison: a slice of items that have a size has isize::MAX of them at most.
        count as isize <= self.end.wrapping_sub(self.pos) as isize
    }

    /// The most slots that this half may use now, at most `count`; and how many of those come
    /// before the end of the ring. The rest are from slot 0 on.
    #[inline(always)]
    pub(super) fn at_most(&mut self, count: usize) -> (usize, usize) {
        if count <= self.known() {
            return (count, count);
        }
        let all = self.look();
        self.split(count, all)
    }

    /// Of `all` slots that are this half's now, the first `count`, or all if there are fewer; and
    /// how many of those come before the end of the ring.
    #[inline(always)]
    pub(super) fn split(&self, count: usize, all: usize) -> (usize, usize) {
        let count = count.min(all);
        (count, count.min(self.known()))
    }

    /// This half's position.
    #[inline(always)]
    pub(super) fn pos(&self) -> usize {
        if self.known() > 0 { self.pos } else { self.side.pos() }
    }

    /// Gives the next `count` slots to the other side, around the end of the ring or not.
    ///
    /// # Safety
    ///
    /// `count` is one that [`at_most`](Self::at_most) gave, or less, but not 0, with no move since; the
    /// slots are initialised (the producer's) or will not be used again (the consumer's).
    #[inline(always)]
    pub(super) unsafe fn publish_many(&mut self, count: usize) {
        let side = self.side;
        let pos = position::advance(self.pos(), count, side.capacity);
        if count > self.known() {
            // In the next lap now: all that is known to be ours in it was just given away.
            self.end = pos;
        }
        self.pos = pos;
        // SAFETY: the caller's: [RB-4] these slots are ours.
        unsafe { side.publish(pos) };
    }

    /// The slots that are this half's now, but `most` at most.
    pub(super) fn span(&self, most: usize) -> Span<'_, T> {
        let (side, pos) = (self.side, self.pos());
        // SAFETY: RB-1, RB-2.
        let all = unsafe { Span::new(side.slots, side.capacity, pos, side.limit()) };
        let span = all.take(most);
        side.watch(pos, span.len());
        span
    }

    /// The same half for a guard that borrows it: without `'a`, in which a `&mut` would be
    /// invariant, so that a guard has one lifetime, its own.
    ///
    /// # Safety
    ///
    /// The half is not moved, swapped, or lent to anyone for longer than the borrow of `self`.
    #[inline(always)]
    pub(super) unsafe fn erased(&mut self) -> &mut Half<'static, T, PRODUCER> {
        // SAFETY: [RB-4] the pointer is `self`'s, which stays the one half of its side: the caller
        // promises. The types differ by a lifetime in the marker alone.
        unsafe { &mut *ptr::from_mut(self).cast() }
    }
}

impl<T, const PRODUCER: bool> Drop for Half<'_, T, PRODUCER> {
    fn drop(&mut self) {
        // From claimed to left: both bits flip at once.
        let (side, bits) = (self.side, of(PRODUCER, CLAIMED | LEFT));
        // Release: all that we did happens before what the next half of our side does, before what
        // is done by one who sees us gone, and before the free. Acquire: the same of the other's.
        let before = side.state().fetch_xor(bits, Ordering::AcqRel);
        #[cfg(feature = "alloc")]
        if before & super::HEAP != 0 && before & of(!PRODUCER, LEFT) != 0 {
            // SAFETY: [RB-5] the ring is on the heap, both halves have left, and of the two
            // read-modify-writes that said so ours was the second, so that we alone are here.
            unsafe { super::heap::free(side.shared, side.slots, side.capacity) };
        }
        #[cfg(not(feature = "alloc"))]
        let _ = before;
    }
}

/// What is rare when looking: across the end of the ring, or nothing there. By values, so that a
/// half can live in registers.
#[cold]
#[inline(never)]
fn around(pos: usize, limit: usize, capacity: usize) -> (usize, usize, usize) {
    position::run(pos, limit, capacity)
}
