//! What the producer does to the slots.

use core::ptr::NonNull;

use super::{Half, Slot, WriteChunk, copy::copy};

impl<T> Half<'_, T, true> {
    #[inline(always)]
    pub(crate) fn push(&mut self, item: T) -> Result<(), T> {
        let side = self.side;
        let Some(pos) = self.next() else { return Err(item) };
        side.watch(pos, 1);
        // SAFETY: [RB-4] the half's own position is valid.
        let slot = unsafe { side.slot(pos) };
        // SAFETY: [RB-1, RB-4] `next` said that the slot at `pos` is ours, so that it is valid and
        // aligned, and [RB-3] it holds nothing that the write would leak or race with.
        unsafe { slot.write(item) };
        // SAFETY: [RB-4] the slot at `pos` is ours, and now initialised.
        unsafe { side.publish(pos + 1) };
        self.pos = pos + 1;
        Ok(())
    }

    #[inline(always)]
    pub(crate) fn push_slice(&mut self, items: &[T]) -> usize
    where
        T: Copy,
    {
        let count = items.len();
        let side = self.side;
        if count == 0 {
            return 0;
        }
        let pos = match self.straight(count) {
            Ok(pos) => pos,
            Err(limit) => return self.push_around(items, limit),
        };
        side.watch(pos, count);
        // SAFETY: [RB-4] the half's own position is valid.
        let slot = unsafe { side.slot(pos) };
        // SAFETY: `items` has `count` items. [RB-1] the slots from `pos` to the end of the ring are
        // at least as many, [RB-4] they are ours alone, so that no reference of the caller's
        // overlaps them, and [RB-3] they hold nothing.
        unsafe { copy(NonNull::from(items).cast(), slot, count) };
        // SAFETY: [RB-4] `straight` said that they are ours; they are all initialised.
        unsafe { side.publish(pos + count) };
        self.pos = pos + count;
        count
    }

    /// The rest of `push_slice`: around the end of the ring, or fewer than all.
    #[inline(never)]
    fn push_around(&mut self, items: &[T], limit: usize) -> usize
    where
        T: Copy,
    {
        let (count, first) = self.split(items.len(), limit);
        if count == 0 {
            return 0; // without a store, which would take the line from a half that waits too
        }
        let (side, pos) = (self.side, self.pos);
        side.watch(pos, count);
        let from = NonNull::from(items).cast::<T>();
        // SAFETY: [RB-4] the half's own position is valid.
        let slot = unsafe { side.slot(pos) };
        // SAFETY: [RB-1, RB-3, RB-4] as in `push_slice`, for the `first` up to the end of the ring.
        unsafe { copy(from, slot, first) };
        // SAFETY: [RB-7] `first` is not more than the length of `items`.
        let rest = unsafe { from.add(first) };
        // SAFETY: [RB-1, RB-3, RB-4] as for the first part, for the `count - first` slots from the
        // start on.
        unsafe { copy(rest, side.slots, count - first) };
        // SAFETY: [RB-4] `count` is from `split`, of slots that are ours; they are all initialised.
        unsafe { self.publish_many(count) };
        count
    }

    /// Pushes while there is room; an item is asked for only when there is.
    #[inline]
    pub(crate) fn push_iter(&mut self, items: impl IntoIterator<Item = T>) -> usize {
        let mut items = items.into_iter();
        let mut count = 0;
        // The iterator may panic, or ask for its own `size_hint` to be believed: each item is
        // published before the next is asked for.
        while self.ready() {
            let Some(item) = items.next() else { break };
            count += usize::from(self.push(item).is_ok());
        }
        count
    }

    #[inline]
    pub(crate) fn vacant_slot(&mut self) -> Option<Slot<'_, T>> {
        if !self.ready() {
            return None;
        }
        // SAFETY: [RB-1] the ring outlives the half, and so the borrow; a `Slot` neither moves nor
        // lends the half.
        let half = unsafe { self.erased() };
        // SAFETY: [RB-4] it is `ready`, just asked.
        Some(unsafe { Slot::new(half) })
    }

    /// A chunk of `count` slots, or how many there are.
    pub(crate) fn write_chunk(&mut self, count: usize) -> Result<WriteChunk<'_, T>, usize> {
        let (most, _) = self.at_most(count);
        if most < count { Err(most) } else { Ok(self.write_chunk_max(count)) }
    }

    pub(crate) fn write_chunk_max(&mut self, count: usize) -> WriteChunk<'_, T> {
        let (count, _) = self.at_most(count);
        // SAFETY: [RB-1] the ring outlives the half, and so the borrow; a `WriteChunk` neither moves nor
        // lends the half.
        WriteChunk::new(unsafe { self.erased() }, count)
    }
}
