//! Blocks within the arena itself.

// PINNED: tests/it/fixed.rs

use core::{
    alloc::Layout,
    cell::{Cell, UnsafeCell},
    mem::MaybeUninit,
    ptr::NonNull,
};

use super::{Host, freed, host::nothing};
use crate::{
    AllocError,
    bump::{self, MIN_ALIGN},
};

/// The body of an [`InlineArena`](crate::InlineArena).
///
/// It knows no address of its own between two calls, so it can be moved when nothing is borrowed.
/// AddressSanitizer is told nothing: a move copies the free bytes, too.
#[repr(C, align(16))]
pub(crate) struct Inline<const N: usize> {
    bytes: UnsafeCell<[MaybeUninit<u8>; N]>,
    /// Bytes from the start; a multiple of `MIN_ALIGN`, and not above `CAPACITY`.
    used: Cell<usize>,
}

// SAFETY: [AA-2, AA-9] blocks lie behind `used`, which grows over them, and falls only in `reset`,
// which borrows `self` mutably. While `self` is borrowed it does not move, so that they live.
unsafe impl<const N: usize> Host for Inline<N> {
    #[inline(always)]
    fn take_left(&self, layout: Layout) -> Option<NonNull<u8>> {
        let (start, used) = (self.start(), self.used.get());
        let address = start.addr().get();
        let taken = bump::take(address + used, address + Self::CAPACITY, layout)?;
        // SAFETY: [AA-9] `pad <= total`, which is at most `CAPACITY - used`, so the result is within
        // the array or just behind it.
        let block = unsafe { start.add(used + taken.pad) };
        self.used.set(used + taken.total);
        Some(block)
    }

    #[inline(always)]
    fn take_left_for<T>(&self) -> Option<NonNull<u8>> {
        self.take_left(Layout::new::<T>())
    }

    #[cold]
    #[inline(never)]
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
        let (start, used) = (self.start(), self.used.get());
        let (address, block) = (start.addr().get(), block.addr().get());
        let end = address + Self::CAPACITY;
        let size = bump::resize(address + used, end, None, block, old, new)?;
        // SAFETY: [AA-2, AA-9] the block has bytes, so by the caller's promise it lies in the array, at its
        // address, and the pointer is made from the array's own.
        let block = unsafe { start.add(block - address) };
        self.used.set(block.addr().get() - address + size);
        if new < old {
            // SAFETY: [AA-2, AA-9] the block begins here and has `old` bytes.
            let cut = unsafe { block.add(new) };
            // SAFETY: [AA-9] what was cut off is nobody's any more.
            unsafe { freed::fill(cut, old - new) };
        }
        Some(block)
    }

    #[cold]
    fn error(&self, requested: usize) -> AllocError {
        AllocError { requested, limit_left: Some(Self::CAPACITY - self.used.get()) }
    }
}

impl<const N: usize> Inline<N> {
    pub(crate) const CAPACITY: usize = N & !(MIN_ALIGN - 1);

    pub(crate) const fn new() -> Self {
        Self { bytes: UnsafeCell::new([const { MaybeUninit::uninit() }; N]), used: Cell::new(0) }
    }

    pub(crate) fn used(&self) -> usize {
        self.used.get()
    }

    pub(crate) fn reset(&mut self) {
        // SAFETY: [AA-9] the first `used` bytes are of the array; `self` is borrowed mutably, so no
        // block is in use.
        unsafe { freed::fill(self.start(), self.used.get()) };
        self.used.set(0);
    }

    /// With provenance over the whole array, for reads and writes, as it is an `UnsafeCell`'s.
    #[inline(always)]
    fn start(&self) -> NonNull<u8> {
        NonNull::from(&self.bytes).cast()
    }
}
