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
    /// Where this half is: its own index, which no one else stores. Kept here, since to load it from
    /// where the other half reads it costs a transfer of the line each time (0.1 against 0.4 µs or more
    /// for a round trip).
    pos: usize,
    /// Up to where the slots from `pos` on are known to be this half's; in the same lap as `pos`, and
    /// of no meaning if it is behind.
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
        let pos = side.pos();
        Self { pos, end: pos, side, marker: PhantomData }
    }

    #[inline(always)]
    pub(crate) fn capacity(&self) -> usize {
        self.side.capacity
    }

    /// How many slots are this half's now: at least so many for as long as it does not move.
    pub(crate) fn available(&self) -> usize {
        position::distance(self.pos, self.side.limit(), self.side.capacity)
    }

    /// Whether no slot is this half's now.
    pub(crate) fn is_stuck(&self) -> bool {
        self.available() == 0
    }

    /// Whether the other half has gone. All that it did before is seen once this is true.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.side.state().load(Ordering::Acquire) & of(!PRODUCER, LEFT) != 0
    }

    /// This half's position, if the slot there is its own as of now.
    #[inline(always)]
    pub(super) fn ready(&mut self) -> Option<usize> {
        if self.pos < self.end { Some(self.pos) } else { self.further(1).ok() }
    }

    /// Looks up what is this half's now, and returns how many slots that are in all.
    #[inline(always)]
    fn look(&mut self) -> usize {
        self.learn(self.side.limit())
    }

    /// Remembers where this half has to stop, and returns how many slots that are in all.
    #[inline(always)]
    fn learn(&mut self, limit: usize) -> usize {
        let run = limit.wrapping_sub(self.pos);
        // In the same lap, and not empty: no more than the slots' difference. Across laps, LAP is
        // in the difference, more than any capacity.
        if run.wrapping_sub(1) < position::MAX_CAPACITY {
            self.end = limit;
            return run;
        }
        let (pos, end, count) = around(self.pos, limit, self.side.capacity);
        (self.pos, self.end) = (pos, end);
        count
    }

    /// How many slots from `pos` on are known to be this half's.
    #[inline(always)]
    fn known(&self) -> usize {
        self.end.saturating_sub(self.pos)
    }

    /// This half's position, if as many slots from there on as a slice of `count` items needs are its
    /// own, up to the end of the ring at most, as of now. If not, how many slots are its own in all:
    /// those up to `end`, and then from slot 0 on.
    #[inline(always)]
    pub(super) fn straight(&mut self, count: usize) -> Result<usize, usize> {
        if self.holds(count) { Ok(self.pos) } else { self.further(count) }
    }

    /// The same where what is known does not suffice.
    #[inline(always)]
    fn further(&mut self, count: usize) -> Result<usize, usize> {
        let limit = self.side.limit();
        // All that is there, and used up next: `end` may as well stay behind, one store less.
        if limit.wrapping_sub(self.pos) == count && count <= position::MAX_CAPACITY {
            return Ok(self.pos);
        }
        let all = self.learn(limit);
        if self.holds(count) { Ok(self.pos) } else { Err(all) }
    }

    /// Whether as many slots as a slice of `count` items needs are known to be this half's.
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
        self.pos
    }

    /// Gives everything up to `pos` to the other side, by a way into the ring that was copied out.
    ///
    /// # Safety
    ///
    /// `side` is the half's own. `pos` is valid, in the lap of `end`, and the slots from the half's own
    /// `pos` up to it are the half's; they are initialised (the producer's) or will not be used again
    /// (the consumer's).
    #[inline(always)]
    pub(super) unsafe fn publish(&mut self, side: Side<T, PRODUCER>, pos: usize) {
        self.pos = pos;
        side.publish(pos);
    }

    /// [`publish`](Self::publish), `count` slots on, around the end of the ring or not.
    ///
    /// # Safety
    ///
    /// `count` is one that [`at_most`](Self::at_most) gave, or less, with no move since; the slots
    /// are as `publish` demands.
    #[inline(always)]
    pub(super) unsafe fn publish_many(&mut self, count: usize) {
        let side = self.side;
        let pos = position::advance(self.pos, count, side.capacity);
        if count > self.known() {
            // In the next lap now: all that is known to be ours in it was just given away.
            self.end = pos;
        }
        // SAFETY: the caller's; `end` was moved to the lap of `pos` if that is the next.
        unsafe { self.publish(side, pos) };
    }

    /// The slots that are this half's now, but `most` at most.
    pub(super) fn span(&self, most: usize) -> Span<'_, T> {
        let (side, pos) = (self.side, self.pos);
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
        // SAFETY: the pointer is `self`'s; the types differ by a lifetime in the marker alone.
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
