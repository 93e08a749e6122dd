//! One half of a ring: the algorithm of both, for every kind of storage.

// PINNED: tests/it/auto_traits.rs

use core::{
    marker::PhantomData,
    ptr::{self, NonNull},
};

use super::{CLAIMED, LEFT, Shared, ahead, of, side::Side, span::Span};
use crate::{patience::Patience, position, sync::Ordering};

/// The producer's half, or the consumer's. The invariants are in the module above.
///
/// `*mut T` in the marker makes it invariant in `T` (a half both of whose sides are the same ring
/// must not change what the ring holds), and neither `Send` nor `Sync` but as said below.
pub(crate) struct Half<'a, T, const PRODUCER: bool> {
    /// Where this half is. To load it from where the other half reads it would cost a transfer of the
    /// line whenever that one looked since.
    pub(super) pos: usize,
    /// Up to where the slots from `pos` on are known to be this half's, if that is further on.
    end: usize,
    /// For looks one by one.
    patience: Patience,
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
        ahead::prepare();
        let side = Side { slots, shared, capacity };
        // Nothing is known of the slots: the first call looks.
        let pos = side.pos();
        Self { pos, end: pos, patience: Patience::NEW, side, marker: PhantomData }
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

    /// The position of the next slot, if there is one. It is to be given away before anything else is done
    /// with the half, and then `pos` set to the one after it: until then, `pos` may be by a name of the
    /// lap before `end`'s.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Option<usize> {
        let pos = self.pos;
        if pos < self.end {
            self.ask_ahead(pos);
            return Some(pos);
        }
        let limit = if self.patience.is_due() {
            let (limit, patience) = look(pos, self.side, self.patience);
            self.patience = patience;
            limit
        } else {
            self.side.limit()
        };
        if in_a_lap(pos, limit) {
            self.end = limit;
            self.patience.found(pos, limit);
            return Some(pos);
        }
        // Nothing, for one who polls, is not worth a call.
        let (pos, end) =
            if pos == limit { (pos, pos) } else { around(pos, limit, self.side.capacity) };
        self.end = end;
        if pos < end {
            return Some(pos);
        }
        self.pos = pos;
        None
    }

    /// Once a line: has a line further on fetched, if it is known to be of slots of this half's.
    #[inline(always)]
    fn ask_ahead(&self, pos: usize) {
        let Some((step, distance)) = (const { ahead::pace::<T>() }) else { return };
        if !PRODUCER || pos % step != 0 {
            return;
        }
        // Not of others' slots: that would take the line from who uses it.
        let place = pos + distance;
        if place < self.end {
            // SAFETY: [RB-4] `end` is valid and, as `pos` is below it, in the same lap: `place` is valid.
            ahead::ask(unsafe { self.side.slot(place) }.as_ptr());
        }
    }

    /// Whether there is a next slot, at this half's position.
    #[inline(always)]
    pub(super) fn ready(&mut self) -> bool {
        let next = self.next();
        if let Some(pos) = next {
            self.pos = pos;
        }
        next.is_some()
    }

    /// The position of the first of as many slots as a slice of `count` items, 1 or more, needs, if they
    /// are this half's own without a gap; to be treated as that of [`next`](Self::next). If not, the
    /// limit of what is its own: those up to `end`, and then from slot 0 on.
    #[inline(always)]
    pub(super) fn straight(&mut self, count: usize) -> Result<usize, usize> {
        let pos = self.pos;
        if fits::<T>(count, pos, self.end) {
            return Ok(pos);
        }
        let limit = self.side.limit();
        let (pos, end) = self.run(pos, limit);
        self.end = end;
        if fits::<T>(count, pos, end) {
            return Ok(pos);
        }
        self.pos = pos;
        Err(limit)
    }

    /// Where the slots from `pos` to `limit` begin, by its normal name if they are not all of its lap, and
    /// where they or the ring end.
    #[inline(always)]
    fn run(&self, pos: usize, limit: usize) -> (usize, usize) {
        if in_a_lap(pos, limit) { (pos, limit) } else { around(pos, limit, self.side.capacity) }
    }

    /// How many slots from `pos` on are known to be this half's.
    #[inline(always)]
    fn known(&self) -> usize {
        self.end.saturating_sub(self.pos)
    }

    /// The most slots that this half may use now, at most `count`; and how many of those come
    /// before the end of the ring. The rest are from slot 0 on.
    #[inline(always)]
    pub(super) fn at_most(&mut self, count: usize) -> (usize, usize) {
        if count <= self.known() {
            return (count, count);
        }
        let limit = self.side.limit();
        (self.pos, self.end) = self.run(self.pos, limit);
        self.split(count, limit)
    }

    /// The most slots of those up to `limit`, where this half's end now, at most `count`; and how many
    /// of those come before the end of the ring. The rest are from slot 0 on.
    #[inline(always)]
    pub(super) fn split(&self, count: usize, limit: usize) -> (usize, usize) {
        let count = count.min(position::distance(self.pos, limit, self.side.capacity));
        (count, count.min(self.known()))
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
        let pos = position::advance(self.pos, count, side.capacity);
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

/// Whether a slice of `count` items, 1 or more, fits between two positions of one lap; none if the first
/// is not below the second.
#[inline(always)]
#[expect(clippy::cast_possible_wrap, reason = "below zero is how far `end` is behind")]
fn fits<T>(count: usize, pos: usize, end: usize) -> bool {
    if size_of::<T>() == 0 {
        return count <= end.saturating_sub(pos);
    }
    // One comparison: a slice of items that have a size has isize::MAX of them at most.
    count as isize <= end.wrapping_sub(pos) as isize
}

/// A look that is due to wait. By values, as [`around`].
#[cold]
#[inline(never)]
fn look<T, const PRODUCER: bool>(
    pos: usize,
    side: Side<T, PRODUCER>,
    patience: Patience,
) -> (usize, Patience) {
    patience.look(pos, side.capacity, || side.limit())
}

/// Whether there are slots from `pos` to `limit`, and all in one lap.
#[inline(always)]
fn in_a_lap(pos: usize, limit: usize) -> bool {
    // No more than the slots' difference; across laps, LAP is in it, more than any capacity.
    limit.wrapping_sub(pos).wrapping_sub(1) < position::MAX_CAPACITY
}

/// What is rare when looking: across the end of the ring, or nothing there. By values, so that a
/// half can live in registers.
#[cold]
#[inline(never)]
fn around(pos: usize, limit: usize, capacity: usize) -> (usize, usize) {
    let (pos, end, _) = position::run(pos, limit, capacity);
    (pos, end)
}
