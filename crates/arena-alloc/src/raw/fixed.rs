//! Blocks in memory that the caller lends.

// PINNED: tests/it/fixed.rs

use core::{alloc::Layout, marker::PhantomData, mem::MaybeUninit, ptr::NonNull};

use super::{Host, cursor::Cursor, freed, host::nothing};
use crate::AllocError;

/// The body of a [`BufArena`](crate::BufArena).
///
/// AddressSanitizer is told nothing: the memory is its owner's again when the arena goes, also if it
/// was forgotten.
pub(crate) struct Fixed<'b> {
    cursor: Cursor,
    /// The address of the first byte.
    start: usize,
    memory: PhantomData<&'b mut [MaybeUninit<u8>]>,
}

// SAFETY: [AA-2] blocks come from the cursor, which returns none twice but after `reset`, which
// borrows `self` mutably; the memory is lent for `'b`, longer than any borrow of `self`.
unsafe impl Host for Fixed<'_> {
    #[inline(always)]
    fn take_left(&self, layout: Layout) -> Option<NonNull<u8>> {
        self.cursor.take(layout)
    }

    #[inline(always)]
    fn take_left_for<T>(&self) -> Option<NonNull<u8>> {
        self.cursor.take_for::<T>()
    }

    // Not a call, as `error` is none: if both were, the cursor would have an address, and go through
    // memory with each block. So a short-lived arena is two registers.
    #[inline(always)]
    fn take_new(&self, layout: Layout) -> Option<NonNull<u8>> {
        nothing(layout)
    }

    #[inline(always)]
    unsafe fn resize_last(
        &self,
        block: NonNull<u8>,
        old: usize,
        new: usize,
    ) -> Option<NonNull<u8>> {
        // SAFETY: [AA-2] the caller's promise.
        let block = unsafe { self.cursor.resize(None, block, old, new) }?;
        if new < old {
            // SAFETY: [AA-1, AA-2] the block begins here and has `old` bytes.
            let cut = unsafe { block.add(new) };
            // SAFETY: [AA-1] what was cut off is the cursor's again.
            unsafe { freed::fill(cut, old - new) };
        }
        Some(block)
    }

    #[inline(always)]
    fn error(&self, requested: usize) -> AllocError {
        AllocError { requested, limit_left: Some(self.cursor.left()) }
    }
}

impl<'b> Fixed<'b> {
    #[inline]
    pub(crate) fn new(memory: &'b mut [MaybeUninit<u8>]) -> Self {
        let len = memory.len();
        let start = NonNull::from(memory).cast();
        // SAFETY: [AA-1] the slice is one allocation's, and borrowed mutably for `'b`; blocks are
        // tied to borrows of `self`, which end before.
        let cursor = unsafe { Cursor::over(start, len) };
        Self { start: cursor.next().addr().get(), cursor, memory: PhantomData }
    }

    pub(crate) fn used(&self) -> usize {
        self.cursor.next().addr().get() - self.start
    }

    pub(crate) fn left(&self) -> usize {
        self.cursor.left()
    }

    pub(crate) fn reset(&mut self) {
        let used = self.used();
        // SAFETY: [AA-1] the cursor began `used` bytes before `next`, in the same allocation.
        let start = unsafe { self.cursor.next().sub(used) };
        // SAFETY: [AA-1, AA-2] `self` is borrowed mutably, so no block is in use.
        unsafe { freed::fill(start, used) };
        // SAFETY: [AA-1, AA-2] `start` was the first `next`, and no block is in use.
        unsafe { self.cursor.back_to(start) };
    }
}
