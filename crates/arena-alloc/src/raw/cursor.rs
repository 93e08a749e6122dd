//! What is left of a piece of memory.

// PINNED: tests/it/auto_traits.rs

use core::{
    alloc::Layout,
    cell::Cell,
    ptr::{self, NonNull},
};

use super::chunk::HEADER;
use crate::bump::{self, HIGHEST_END, MIN_ALIGN, Taken};

/// Free bytes, from which blocks are taken, upwards.
pub(super) struct Cursor {
    /// The first free byte.
    next: Cell<NonNull<u8>>,
    /// The address behind the last free byte.
    end: Cell<usize>,
}

// SAFETY: [AA-1] the free bytes are the cursor's alone, so they can be sent with it.
unsafe impl Send for Cursor {}

impl Cursor {
    /// A cursor with no bytes.
    pub(super) const fn empty() -> Self {
        const { assert!(HEADER % MIN_ALIGN == 0 && HEADER <= HIGHEST_END) };
        // An address as AA-1 asks for, of no allocation; as if a chunk began at 0.
        let Some(nowhere) = NonNull::new(ptr::without_provenance_mut(HEADER)) else {
            unreachable!()
        };
        Self { next: Cell::new(nowhere), end: Cell::new(HEADER) }
    }

    /// A cursor over the usable part of the `len` bytes at `start`.
    ///
    /// # Safety
    ///
    /// [AA-1] The bytes lie in one live allocation over which `start` has provenance, and nobody
    /// else uses them while this cursor, or a block taken from it, is in use.
    #[inline]
    pub(super) unsafe fn over(start: NonNull<u8>, len: usize) -> Self {
        let address = start.addr();
        // An allocation does not wrap around the address space, so nothing overflows.
        let (next, end) = bump::usable(address, address.get() + len);
        // The address, of the same provenance, is one of the given bytes, or `end` is no other.
        Self { next: Cell::new(start.with_addr(next)), end: Cell::new(end) }
    }

    /// [`over`](Self::over) for bytes that are usable from the first one on.
    ///
    /// # Safety
    ///
    /// [AA-1] As `over`; `start` is a multiple of `MIN_ALIGN`, and the bytes do not end above
    /// `HIGHEST_END`.
    #[inline(always)]
    pub(super) unsafe fn over_usable(start: NonNull<u8>, len: usize) -> Self {
        let end = start.addr().get() + bump::round_down(len);
        Self { next: Cell::new(start), end: Cell::new(end) }
    }

    /// Takes a block for `layout`: aligned, in bounds of the cursor's allocation, and the caller's
    /// alone (AA-2). `None`, and nothing happens, if too little is left.
    #[inline(always)]
    pub(super) fn take(&self, layout: Layout) -> Option<NonNull<u8>> {
        let taken = bump::take(self.next.get().addr().get(), self.end.get(), layout)?;
        Some(self.carry_out(taken))
    }

    /// [`take`](Self::take) for a `T`, whose layout the compiler knows.
    #[inline(always)]
    pub(super) fn take_for<T>(&self) -> Option<NonNull<u8>> {
        let layout = Layout::new::<T>();
        if !const { bump::is_small(Layout::new::<T>()) } {
            return self.take(layout);
        }
        let taken = bump::take_small(self.next.get().addr().get(), self.end.get(), layout)?;
        Some(self.carry_out(taken))
    }

    #[inline(always)]
    fn carry_out(&self, taken: Taken) -> NonNull<u8> {
        let next = self.next.get();
        // SAFETY: [AA-1] both kinds of `take` return `pad <= total`, and a `total` that is not
        // above the number of free bytes behind `next`, all in its allocation; `next` has
        // provenance over it. (An empty cursor has `total == 0`, and adding 0 is sound for every
        // pointer.)
        let block = unsafe { next.add(taken.pad) };
        // SAFETY: [AA-1] as above, for `total`.
        self.next.set(unsafe { next.add(taken.total) });
        block
    }

    /// Makes the last block larger or smaller in its place, and returns it. `None`, and nothing
    /// happens, if the block at `block` is not the last, reaches the `floor` from below, has too little
    /// room, or is of size 0.
    ///
    /// # Safety
    ///
    /// [AA-2] The block was taken from this cursor, or from another, or is of size 0; `old` is its
    /// size, and it is the caller's; `old` and `new` are sizes of layouts. What is cut off is no longer
    /// used.
    #[inline(always)]
    pub(super) unsafe fn resize(
        &self,
        floor: Option<usize>,
        block: NonNull<u8>,
        old: usize,
        new: usize,
    ) -> Option<NonNull<u8>> {
        let next = self.next.get();
        let (address, end) = (next.addr().get(), self.end.get());
        // As `resize` asks: a block, which its cursor rounded up, ends within an allocation.
        let size = bump::resize(address, end, floor, block.addr().get(), old, new)?;
        // SAFETY: [AA-1] the block has bytes and ends at `next`, so they were taken from this cursor, and
        // its address is in the cursor's allocation, not above `next`; the pointer is made from the
        // cursor's, as `block` may have provenance over less.
        let block = unsafe { next.sub(address - block.addr().get()) };
        // SAFETY: [AA-1] `resize` returns no more than lies between the block and `end`.
        self.next.set(unsafe { block.add(size) });
        Some(block)
    }

    /// The number of free bytes.
    pub(super) fn left(&self) -> usize {
        self.end.get() - self.next.get().addr().get()
    }

    /// The first free byte.
    pub(super) fn next(&self) -> NonNull<u8> {
        self.next.get()
    }

    /// The address behind the last free byte.
    pub(super) fn end(&self) -> usize {
        self.end.get()
    }

    /// Leaves the bytes that are left, and goes on with those of `other`.
    #[expect(clippy::needless_pass_by_value, reason = "the other cursor must not go on, too")]
    pub(super) fn go_on(&self, other: Self) {
        self.next.set(other.next.get());
        self.end.set(other.end.get());
    }

    /// A cursor of this `next` and `end`.
    ///
    /// # Safety
    ///
    /// [AA-1] They were those of a cursor, at one time, and its bytes are as free as they were then.
    pub(super) unsafe fn again(next: NonNull<u8>, end: usize) -> Self {
        Self { next: Cell::new(next), end: Cell::new(end) }
    }

    /// Takes back all blocks from the address of `to`.
    ///
    /// # Safety
    ///
    /// [AA-1, AA-2] `to` was this cursor's `next` since it last went on with other bytes, and was
    /// not taken back since; the blocks taken, or grown, since then are no longer used.
    pub(super) unsafe fn back_to(&self, to: NonNull<u8>) {
        self.next.set(to);
    }
}
