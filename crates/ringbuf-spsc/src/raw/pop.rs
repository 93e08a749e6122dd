//! What the consumer does to the slots.

use core::{mem::MaybeUninit, ptr::NonNull};

use super::{Drain, Half, ReadChunk, copy::copy, side::Side};

/// An item of as many bytes is copied to where it is to be returned before its slot is given away: a copy less.
/// A smaller one is in registers by then, in the pieces that it was stored in.
const IN_PLACE: usize = 64;

/// An item that has been moved out of its slot, which is to be given away.
struct Popped<'h, 'a, T> {
    half: &'h mut Half<'a, T, false>,
    side: Side<T, false>,
    next: usize,
}

impl<T> Drop for Popped<'_, '_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: [RB-4] the slot before `next` is ours, and was moved from.
        unsafe { self.side.publish(self.next) };
        self.half.pos = self.next;
    }
}

impl<T> Half<'_, T, false> {
    #[inline(always)]
    pub(crate) fn pop(&mut self) -> Option<T> {
        let side = self.side;
        let pos = self.next()?;
        side.watch(pos, 1);
        // SAFETY: [RB-4] the half's own position is valid.
        let slot = unsafe { side.slot(pos) };
        let popped = Popped { half: self, side, next: pos + 1 };
        // SAFETY: [RB-1, RB-4, RB-3] `next` said that the slot at `pos` is ours, so that it is
        // valid, aligned and initialised. `popped` gives the slot away, next: no one reads the item from
        // it again.
        let item = unsafe { slot.read() };
        if size_of::<T>() < IN_PLACE {
            drop(popped);
        }
        Some(item)
    }

    #[inline(always)]
    pub(crate) fn pop_slice(&mut self, items: &mut [T]) -> usize
    where
        T: Copy,
    {
        let room = NonNull::from(&mut *items);
        // SAFETY: `items` may be written to, item by item, and is ours alone by `&mut`: none of its
        // places is a slot, which [RB-4] only this half may use.
        unsafe { self.pop_into(room.cast(), room.len()) }
    }

    #[inline(always)]
    pub(crate) fn pop_slice_uninit<'i>(&mut self, items: &'i mut [MaybeUninit<T>]) -> &'i mut [T] {
        let room = NonNull::from(&mut *items);
        // SAFETY: `items` may be written to, item by item, and is ours alone by `&mut`: none of its
        // places is a slot, which [RB-4] only this half may use.
        let count = unsafe { self.pop_into(room.cast(), room.len()) };
        let mut items = NonNull::slice_from_raw_parts(room.cast::<T>(), count);
        // SAFETY: the first `count` items were just moved in, initialised [RB-3]; we have them by
        // `&'i mut`.
        unsafe { items.as_mut() }
    }

    /// Moves up to `room` items to where the pointer says.
    ///
    /// # Safety
    ///
    /// `to` is aligned, valid for writes of `room` items, and the caller's alone.
    #[inline(always)]
    unsafe fn pop_into(&mut self, to: NonNull<T>, room: usize) -> usize {
        let side = self.side;
        if room == 0 {
            return 0;
        }
        let pos = match self.straight(room) {
            Ok(pos) => pos,
            // SAFETY: [RB-7] the caller's promise.
            Err(limit) => return unsafe { self.pop_around(to, room, limit) },
        };
        side.watch(pos, room);
        // SAFETY: [RB-4] the half's own position is valid.
        let slot = unsafe { side.slot(pos) };
        // SAFETY: `to` has room. [RB-1] the slots from `pos` to the end of the ring are as many,
        // [RB-4, RB-3] they are ours and initialised; being ours alone, they do not overlap what
        // the caller has alone. Publishing, below, gives them away, so that each item is moved.
        unsafe { copy(slot, to, room) };
        // SAFETY: [RB-4] `straight` said that they are ours; they were moved out.
        unsafe { side.publish(pos + room) };
        self.pos = pos + room;
        room
    }

    /// The rest of `pop_into`: around the end of the ring, or fewer than asked for.
    ///
    /// # Safety
    ///
    /// As for `pop_into`.
    #[inline(never)]
    unsafe fn pop_around(&mut self, to: NonNull<T>, room: usize, limit: usize) -> usize {
        let (count, first) = self.split(room, limit);
        if count == 0 {
            return 0; // as in `push_around`
        }
        let (side, pos) = (self.side, self.pos);
        side.watch(pos, count);
        // SAFETY: [RB-4] the half's own position is valid.
        let slot = unsafe { side.slot(pos) };
        // SAFETY: [RB-1, RB-3, RB-4] as in `pop_into`, for the `first` up to the end of the ring.
        unsafe { copy(slot, to, first) };
        // SAFETY: [RB-7] `first` is not more than `room`.
        let rest = unsafe { to.add(first) };
        // SAFETY: [RB-1, RB-3, RB-4] as for the first part, for the `count - first` slots from the
        // start on.
        unsafe { copy(side.slots, rest, count - first) };
        // SAFETY: [RB-4] `count` is from `split`, of slots that are ours; the items were moved out.
        unsafe { self.publish_many(count) };
        count
    }

    /// Drops the oldest `count` items, or all if there are fewer, and returns how many.
    pub(crate) fn discard(&mut self, count: usize) -> usize {
        /// Gives the slots away when all items are dropped, or a panic unwinds: by then none of
        /// them is used again, and before that the producer must not have them.
        struct Publish<'h, 'a, T>(&'h mut Half<'a, T, false>, usize);

        impl<T> Drop for Publish<'_, '_, T> {
            fn drop(&mut self) {
                // SAFETY: [RB-4] the count is from `at_most`, and the items were dropped.
                unsafe { self.0.publish_many(self.1) };
            }
        }

        let (count, _) = self.at_most(count);
        if count == 0 {
            return 0;
        }
        let publish = Publish(self, count);
        // SAFETY: [RB-3, RB-4] the first `count` items are initialised and ours, and we have `self`
        // by `&mut`; `publish` gives their slots away when this ends, however it ends.
        unsafe { publish.0.span(count).drop_items() };
        count
    }

    /// The items that are there now, at most `most`, around the end of the ring.
    pub(crate) fn items(&self, most: usize) -> (&[T], &[T]) {
        // SAFETY: [RB-3, RB-4] they are initialised and ours; who has `&self` only reads them.
        unsafe { self.span(most).as_slices() }
    }

    /// The items that are there now, at most `most`, around the end of the ring.
    pub(crate) fn items_mut(&mut self, most: usize) -> (&mut [T], &mut [T]) {
        // SAFETY: [RB-3, RB-4] they are initialised and ours, by `&mut self`.
        unsafe { self.span(most).as_mut_slices() }
    }

    /// A chunk of `count` items, or how many there are.
    pub(crate) fn read_chunk(&mut self, count: usize) -> Result<ReadChunk<'_, T>, usize> {
        let (most, _) = self.at_most(count);
        if most < count { Err(most) } else { Ok(self.read_chunk_max(count)) }
    }

    pub(crate) fn read_chunk_max(&mut self, count: usize) -> ReadChunk<'_, T> {
        let (count, _) = self.at_most(count);
        // SAFETY: [RB-1] the ring outlives the half, and so the borrow; a `ReadChunk` neither moves nor
        // lends the half.
        ReadChunk::new(unsafe { self.erased() }, count)
    }

    pub(crate) fn drain(&mut self) -> Drain<'_, T> {
        let (count, _) = self.at_most(usize::MAX);
        // SAFETY: [RB-1] the ring outlives the half, and so the borrow; a `Drain` neither moves nor
        // lends the half.
        Drain::new(unsafe { self.erased() }, count)
    }
}
