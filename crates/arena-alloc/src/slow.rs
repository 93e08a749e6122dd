//! What an arena does when its current chunk has no room.
//!
//! Where a value fits registers, the slow path is the whole rest of its caller, which so jumps to
//! it and saves no register before. A larger value stays out of it: it would be passed by its
//! address, and the hot path would have to build it on the stack for that.

use core::{alloc::Layout, mem::MaybeUninit, ptr::NonNull};

use crate::{AllocError, Arena, ArenaBox, ChunkSource, raw::Room};

impl<S: ChunkSource> Arena<S> {
    #[cold]
    #[inline(never)]
    pub(crate) fn alloc_in_new<T>(&self, value: T) -> &mut T {
        self.slot_in_new().write(value)
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn alloc_box_in_new<T>(&self, value: T) -> ArenaBox<'_, T> {
        ArenaBox::new_in(self.slot_in_new(), value)
    }

    pub(crate) fn slot_in_new<T>(&self) -> &mut MaybeUninit<T> {
        match self.chunks.slot(Room::New) {
            Some(slot) => slot,
            None => fail(self.chunks.error(size_of::<T>())),
        }
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn alloc_slice_copy_in_new<T: Copy>(&self, source: &[T]) -> &mut [T] {
        match self.chunks.copy_of(Room::New, source) {
            Some(copy) => copy,
            None => fail(self.chunks.error(size_of_val(source))),
        }
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn alloc_str_in_new(&self, source: &str) -> &mut str {
        match self.chunks.copy_of_str(Room::New, source) {
            Some(copy) => copy,
            None => fail(self.chunks.error(source.len())),
        }
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn alloc_layout_in_new(&self, layout: Layout) -> NonNull<u8> {
        match self.chunks.take(Room::New, layout) {
            Some(block) => block,
            None => fail(self.chunks.error(layout.size())),
        }
    }
}

/// Whether a `T` is passed without an address.
pub(crate) const fn in_registers<T>() -> bool {
    size_of::<T>() <= 2 * size_of::<usize>()
}

#[cold]
#[inline(never)]
pub(crate) fn fail(error: AllocError) -> ! {
    panic!("{error}")
}
