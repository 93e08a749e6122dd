//! What is left of a chunk.

use core::{
    alloc::Layout,
    cell::Cell,
    ptr::{self, NonNull},
};

use crate::bump::{self, MIN_ALIGN};

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
        // An address as AA-1 asks for, of no allocation.
        let Some(nowhere) = NonNull::new(ptr::without_provenance_mut(MIN_ALIGN)) else {
            unreachable!()
        };
        Self { next: Cell::new(nowhere), end: Cell::new(MIN_ALIGN) }
    }

    /// Takes a block for `layout`: aligned, in bounds of the cursor's allocation, and the caller's
    /// alone (AA-2). `None`, and nothing happens, if too little is left.
    #[inline(always)]
    pub(super) fn take(&self, layout: Layout) -> Option<NonNull<u8>> {
        let next = self.next.get();
        let taken = bump::take(next.addr().get(), self.end.get(), layout)?;
        // SAFETY: [AA-1] `pad <= total`, which is not above the number of free bytes behind `next`,
        // all in its allocation; `next` has provenance over it. (An empty cursor has `total == 0`,
        // and adding 0 is sound for every pointer.)
        let block = unsafe { next.add(taken.pad) };
        // SAFETY: [AA-1] as above, for `total`.
        self.next.set(unsafe { next.add(taken.total) });
        Some(block)
    }

    /// The number of free bytes.
    pub(super) fn left(&self) -> usize {
        self.end.get() - self.next.get().addr().get()
    }

    /// Leaves the bytes that are left, and goes on with those from `start` up to the address `end`.
    ///
    /// # Safety
    ///
    /// They are the tail of one live allocation over which `start` has provenance, and nobody else
    /// uses them while this cursor, or a block taken from it, is in use. `start` is a multiple of
    /// `MIN_ALIGN` and not above `end`.
    pub(super) unsafe fn go_on(&self, start: NonNull<u8>, end: usize) {
        self.next.set(start);
        self.end.set(end);
    }
}
