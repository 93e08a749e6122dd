//! The chunks of an arena and the cursor into the current one.

// PINNED: tests/it/chunks.rs

mod obtain;
mod take_back;

use core::{alloc::Layout, cell::Cell, ptr::NonNull};

use super::{
    ChunkSource, Host,
    checkpoint::{Checkpoint, Place, Tops},
    chunk::List,
    cursor::Cursor,
    freed,
};
use crate::{AllocError, bump};

/// The body of an [`Arena`](crate::Arena).
///
/// A scope holds it as `Chunks<dyn ChunkSource>`, so that the scope's type does not name the source.
#[repr(C)]
pub(crate) struct Chunks<S: ChunkSource + ?Sized> {
    cursor: Cursor,
    /// The size of the next regular chunk.
    next_chunk: Cell<usize>,
    // From here on a new arena is zeros, which are few stores as they lie side by side.
    /// No block that reaches this address, from below, is resized in place (AA-6).
    floor: Cell<usize>,
    /// The current chunk, then the chunks that were current before.
    regular: List,
    /// Chunks that hold one block and never were current.
    aside: List,
    /// Chunks that hold no block, the smallest first.
    spare: List,
    /// `used`, if the rest of the current chunk were used too.
    dealt: Cell<usize>,
    /// The most that `used` was before it last fell.
    peak: Cell<usize>,
    reserved: Cell<usize>,
    limit: Cell<Option<usize>>,
    source: S,
}

// SAFETY: [AA-2] blocks come from the cursor, which returns none twice but after `rewind`, whose
// caller answers for the blocks, and `reset` and `release`, which borrow `self` mutably; or from a
// chunk of their own. A chunk lives while `self` is borrowed: the shared borrows under which chunks
// are given back give back such as hold no block.
unsafe impl<S: ChunkSource + ?Sized> Host for Chunks<S> {
    #[inline(always)]
    fn take_left(&self, layout: Layout) -> Option<NonNull<u8>> {
        let block = self.cursor.take(layout)?;
        freed::lend(block, layout.size());
        Some(block)
    }

    #[inline(always)]
    fn take_left_for<T>(&self) -> Option<NonNull<u8>> {
        let block = self.cursor.take_for::<T>()?;
        freed::lend(block, size_of::<T>());
        Some(block)
    }

    #[cold]
    #[inline(never)]
    fn take_new(&self, layout: Layout) -> Option<NonNull<u8>> {
        self.take_of_another(layout)
    }

    #[inline(always)]
    fn take_new_for<T>(&self) -> Option<NonNull<u8>> {
        self.take_first::<T>().or_else(|| self.take_new(Layout::new::<T>()))
    }

    #[inline(always)]
    unsafe fn resize_last(
        &self,
        block: NonNull<u8>,
        old: usize,
        new: usize,
    ) -> Option<NonNull<u8>> {
        if new < old {
            self.mark_peak();
        }
        // SAFETY: [AA-2] the caller's promise; a block of another chunk than the current one does
        // not end where the current one's free bytes begin, as a header lies before those.
        let block = unsafe { self.cursor.resize(self.floor.get(), block, old, new) }?;
        if new < old {
            // SAFETY: [AA-1, AA-2] the block begins here and has `old` bytes, all of one chunk.
            let cut = unsafe { block.add(new) };
            // SAFETY: [AA-1] what was cut off is the cursor's again.
            unsafe { freed::free(cut, old - new) };
        } else {
            freed::lend(block, new);
        }
        Some(block)
    }

    #[cold]
    fn error(&self, requested: usize) -> AllocError {
        AllocError { requested, limit_left: self.limit_left() }
    }
}

impl<S: ChunkSource> Chunks<S> {
    pub(crate) const fn new(source: S) -> Self {
        Self {
            cursor: Cursor::empty(),
            floor: Cell::new(0),
            regular: List::new(),
            aside: List::new(),
            spare: List::new(),
            dealt: Cell::new(0),
            peak: Cell::new(0),
            reserved: Cell::new(0),
            limit: Cell::new(None),
            next_chunk: Cell::new(bump::FIRST_CHUNK),
            source,
        }
    }
}

impl<S: ChunkSource + ?Sized> Chunks<S> {
    /// The state now. From here on no block that is already there is resized in place.
    #[inline(always)]
    pub(crate) fn checkpoint(&self) -> Checkpoint {
        let now = self.state();
        self.set_floor(now);
        now
    }

    pub(super) fn set_floor(&self, latest: Checkpoint) {
        self.floor.set(latest.address());
    }

    /// The state now, for one whose handles do not resize the blocks that are already there.
    #[inline(always)]
    pub(super) fn state(&self) -> Checkpoint {
        Checkpoint {
            place: Place { next: self.cursor.next(), dealt: self.dealt.get() },
            tops: Tops { regular: self.regular.top(), aside: self.aside.top() },
        }
    }

    #[inline(always)]
    pub(crate) fn used(&self) -> usize {
        self.dealt.get() - self.cursor.left()
    }

    pub(crate) fn high_water(&self) -> usize {
        self.peak.get().max(self.used())
    }

    /// To be called before `used` falls.
    #[inline(always)]
    fn mark_peak(&self) {
        let used = self.used();
        if used > self.peak.get() {
            self.peak.set(used);
        }
    }

    pub(crate) fn reserved(&self) -> usize {
        self.reserved.get()
    }

    pub(crate) fn limit(&self) -> Option<usize> {
        self.limit.get()
    }

    pub(crate) fn set_limit(&self, limit: Option<usize>) {
        self.limit.set(limit);
    }

    fn limit_left(&self) -> Option<usize> {
        self.limit.get().map(|limit| limit.saturating_sub(self.reserved.get()))
    }
}
