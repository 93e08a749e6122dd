//! What each host of blocks is built over.

// PINNED: tests/it/scopes.rs

use core::{
    alloc::Layout,
    mem::MaybeUninit,
    ptr::{self, NonNull},
};

use crate::AllocError;

/// Where a block may come from: what is left of the current chunk, or, once that was too little,
/// a new chunk. Two calls, so that a caller can keep the second out of its hot path.
#[derive(Clone, Copy)]
pub(crate) enum Room {
    Left,
    New,
}

/// One that hands out blocks.
///
/// # Safety
///
/// [AA-2] A block that it returns is aligned and large enough for its layout and lies in a live
/// allocation (one of size 0 need not); nobody else uses it while `self` is borrowed as it was
/// borrowed for the call, unless the block is shrunk or given back through `resize_last`.
pub(crate) unsafe trait Host {
    /// A block of what is left.
    fn take_left(&self, layout: Layout) -> Option<NonNull<u8>>;

    /// [`take_left`](Self::take_left) for a `T`.
    fn take_left_for<T>(&self) -> Option<NonNull<u8>>;

    /// A block of new memory, once there is too little left.
    fn take_new(&self, layout: Layout) -> Option<NonNull<u8>>;

    /// [`take_new`](Self::take_new) for a `T`, and not a call of it: for a caller that is one itself.
    #[inline(always)]
    fn take_new_for<T>(&self) -> Option<NonNull<u8>> {
        self.take_new(Layout::new::<T>())
    }

    /// Grows, shrinks, or (with a `new` size of 0) takes back the last block in its place, and
    /// returns it. `None`, and nothing happens, if the block is not the last, belongs to an outer
    /// scope, or has too little room.
    ///
    /// # Safety
    ///
    /// [AA-2] The block was returned by this host, with `old` as its size, and is the caller's;
    /// `old` and `new` are sizes of layouts. What is cut off is no longer used.
    unsafe fn resize_last(&self, block: NonNull<u8>, old: usize, new: usize)
    -> Option<NonNull<u8>>;

    /// Why there is no block of `requested` bytes.
    fn error(&self, requested: usize) -> AllocError;

    #[inline(always)]
    fn take(&self, room: Room, layout: Layout) -> Option<NonNull<u8>> {
        match room {
            Room::Left => self.take_left(layout),
            Room::New => self.take_new(layout),
        }
    }

    #[inline(always)]
    fn take_any(&self, layout: Layout) -> Result<NonNull<u8>, AllocError> {
        self.take_left(layout)
            .or_else(|| self.take_new(layout))
            .ok_or_else(|| self.error(layout.size()))
    }

    /// Room for a `T`.
    #[inline(always)]
    fn slot<T>(&self, room: Room) -> Option<&mut MaybeUninit<T>> {
        let block = match room {
            Room::Left => self.take_left_for::<T>(),
            Room::New => self.take_new_for::<T>(),
        }?;
        // SAFETY: [AA-2] the block is aligned and large enough for a `T`, lives and is nobody
        // else's while `self` is borrowed, and need not be initialised.
        Some(unsafe { block.cast().as_mut() })
    }

    /// Room for a `T`, wherever there is some.
    #[inline(always)]
    fn any_slot<T>(&self) -> Option<&mut MaybeUninit<T>> {
        let block = self.take_left_for::<T>().or_else(|| self.take_new(Layout::new::<T>()))?;
        // SAFETY: [AA-2] as in `slot`.
        Some(unsafe { block.cast().as_mut() })
    }
}

/// A block of size 0, which is in no memory. `None` for a layout of another size.
pub(super) fn nothing(layout: Layout) -> Option<NonNull<u8>> {
    if layout.size() > 0 {
        return None;
    }
    NonNull::new(ptr::without_provenance_mut(layout.align()))
}
