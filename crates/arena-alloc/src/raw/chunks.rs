//! The chunks of an arena and the cursor into the current one.

// PINNED: tests/it/chunks.rs

use core::{alloc::Layout, cell::Cell, ptr::NonNull};

use super::{
    ChunkSource, Host,
    checkpoint::{Checkpoint, Place, Tops},
    chunk::{Chunk, HEADER, List},
    cursor::Cursor,
    freed,
    host::nothing,
};
use crate::{AllocError, bump};

/// The body of an [`Arena`](crate::Arena).
///
/// A scope holds it as `Chunks<dyn ChunkSource>`, so that the scope's type does not name the source.
pub(crate) struct Chunks<S: ChunkSource + ?Sized> {
    cursor: Cursor,
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
    /// The size of the next regular chunk.
    next_chunk: Cell<usize>,
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
        if layout.size() == 0 {
            return nothing(layout);
        }
        let least = bump::chunk_for(HEADER, layout);
        let chunk = self
            .spare
            .remove(least)
            .or_else(|| self.new_chunk(least))
            .or_else(|| self.new_chunk_for_spare(least))?;
        self.take_from(chunk, layout)
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
    /// A chunk with room for a block that needs `least` bytes of it.
    fn new_chunk(&self, least: usize) -> Option<Chunk> {
        let next = self.next_chunk.get();
        self.obtain(if least <= next { next } else { least }, least, least > next)
    }

    /// [`new_chunk`](Self::new_chunk) after giving back what is kept for later, which counts against
    /// the limit.
    #[cold]
    #[inline(never)]
    fn new_chunk_for_spare(&self, least: usize) -> Option<Chunk> {
        self.give_back_spare().then(|| self.new_chunk(least))?
    }

    /// Takes a block from a free chunk, which becomes the current one if no less is left of it than
    /// of the current one.
    #[inline(always)]
    fn take_from(&self, chunk: Chunk, layout: Layout) -> Option<NonNull<u8>> {
        // SAFETY: [AA-1, AA-3, AA-4] the chunk holds no block, and nobody else uses it. The cursor of
        // the arena goes on with what is left, and the chunk becomes the first of `regular`; or this
        // cursor ends here, and nobody looks into a chunk of `aside`.
        let room = unsafe { chunk.room() };
        freed::withhold(room.next(), room.left());
        let bytes = room.left();
        let Some(block) = room.take(layout) else {
            // It lies where the address space ends.
            self.spare.insert(chunk);
            return None;
        };
        freed::lend(block, layout.size());
        let (left, unused) = (room.left(), self.cursor.left());
        if left >= unused && !chunk.is_oversized() {
            self.dealt.set(self.dealt.get() - unused + bytes);
            self.cursor.go_on(room);
            self.regular.push(chunk);
        } else {
            self.dealt.set(self.dealt.get() + bytes - left);
            self.aside.push(chunk);
        }
        Some(block)
    }

    /// Room for `bytes` more bytes, in one regular chunk.
    #[cfg(feature = "alloc")]
    pub(crate) fn add_room(&self, bytes: usize) -> Option<()> {
        let layout = Layout::from_size_align(bytes, bump::MIN_ALIGN).ok()?;
        let size = bump::chunk_for(HEADER, layout);
        self.next_chunk.set(self.next_chunk.get().max(size));
        self.enter(self.obtain(size, size, false)?);
        Some(())
    }

    /// Makes a chunk that holds no block the current one.
    fn enter(&self, chunk: Chunk) {
        // SAFETY: [AA-1, AA-3, AA-4] the chunk holds no block and nobody else uses it. It becomes
        // the first of `regular`, and is given back only when the cursor has left it.
        let room = unsafe { chunk.room() };
        freed::withhold(room.next(), room.left());
        let unused = self.cursor.left();
        self.cursor.go_on(room);
        self.dealt.set(self.dealt.get() - unused + self.cursor.left());
        self.regular.push(chunk);
    }

    /// Obtains `size` bytes, or, as far as the limit and the source ask for it, less, but not less
    /// than `least`.
    #[inline(always)]
    fn obtain(&self, size: usize, least: usize, oversized: bool) -> Option<Chunk> {
        self.obtain_exactly(self.within_limit(size), least, oversized)
            .or_else(|| self.obtain_less(size, least, oversized))
    }

    #[cold]
    #[inline(never)]
    fn obtain_less(&self, size: usize, least: usize, oversized: bool) -> Option<Chunk> {
        let mut size = self.within_limit(size);
        loop {
            size = self.within_limit(bump::smaller_chunk(size, least)?);
            if let Some(chunk) = self.obtain_exactly(size, least, oversized) {
                return Some(chunk);
            }
        }
    }

    /// What is obtained is counted before the source is asked: it might use this very arena.
    #[inline]
    fn obtain_exactly(&self, size: usize, least: usize, oversized: bool) -> Option<Chunk> {
        if size < least {
            return None;
        }
        self.reserved.set(self.reserved.get().checked_add(size)?);
        let Some(chunk) = Chunk::obtain(&self.source, size, oversized) else {
            self.reserved.set(self.reserved.get() - size);
            return None;
        };
        self.next_chunk.set(bump::next_chunk(self.next_chunk.get(), size));
        Some(chunk)
    }

    fn within_limit(&self, size: usize) -> usize {
        self.limit_left().map_or(size, |left| size.min(left))
    }

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

    /// Takes back all blocks that were taken since `to`. Chunks that were current since are kept
    /// for later, oversized ones given back.
    ///
    /// # Safety
    ///
    /// [AA-6] `to` is of this arena, which since then was not reset, released, or rewound to an
    /// earlier checkpoint. No block taken since is in use any more.
    #[inline(always)]
    pub(crate) unsafe fn rewind(&self, to: Checkpoint) {
        let Checkpoint { place: to, tops } = to;
        if self.regular.top() != tops.regular || self.aside.top() != tops.aside {
            // SAFETY: [AA-6] the caller's promise.
            return unsafe { self.rewind_chunks(to, tops) };
        }
        self.mark_peak();
        // SAFETY: [AA-1, AA-6] `to.next` is of the current chunk, so the bytes from it up to the
        // cursor are the chunk's; what was taken of them is no longer used.
        unsafe { freed::free(to.next, self.cursor.next().addr().get() - to.next.addr().get()) };
        // SAFETY: [AA-6] it was the cursor's since the current chunk is current: if the cursor had
        // left the chunk and come back, that was to an earlier or the same place.
        unsafe { self.cursor.back_to(to.next) };
    }

    /// [`rewind`](Self::rewind) over a change of chunks.
    ///
    /// The arena is as it is to be before the source is called, which might use it.
    ///
    /// # Safety
    ///
    /// As `rewind`.
    #[cold]
    #[inline(never)]
    unsafe fn rewind_chunks(&self, to: Place, tops: Tops) {
        self.mark_peak();
        let (chunks, aside) =
            (self.regular.split_at(tops.regular), self.aside.split_at(tops.aside));
        let rest = self.regular.top_bytes().map(|(start, len)| {
            let taken = to.next.addr().get() - start.addr().get();
            // SAFETY: [AA-1, AA-6] `to.next` lies behind the header of this chunk, the current one
            // of then; what lies behind it is free now by the caller's promise, and goes to the
            // cursor, which has left all other chunks.
            unsafe { Cursor::over(to.next, len - taken) }
        });
        let rest = rest.unwrap_or(Cursor::empty());
        // SAFETY: [AA-1] they are the cursor's own bytes.
        unsafe { freed::free(rest.next(), rest.left()) };
        self.cursor.go_on(rest);
        self.dealt.set(to.dealt);
        while let Some(chunk) = chunks.pop() {
            self.keep(chunk);
        }
        if self.regular.is_empty() {
            // Else the next round would look for a chunk again.
            if let Some(chunk) = self.spare.remove_last() {
                self.enter(chunk);
            }
        }
        while let Some(chunk) = aside.pop() {
            if chunk.is_oversized() {
                // SAFETY: [AA-3, AA-4, AA-6] the chunk came from `source` and hangs in no list; its
                // one block is no longer used.
                unsafe { self.give_back(chunk) };
            } else {
                self.keep(chunk);
            }
        }
    }

    /// Keeps a chunk whose blocks nobody uses any more.
    fn keep(&self, chunk: Chunk) {
        let (start, len) = chunk.bytes();
        // SAFETY: [AA-1, AA-3] they are the chunk's bytes, and nobody uses them.
        unsafe { freed::free(start, len) };
        self.spare.insert(chunk);
    }

    /// Gives the chunks back that hold no block. False if there are none.
    fn give_back_spare(&self) -> bool {
        let spare = self.spare.take();
        let some = !spare.is_empty();
        while let Some(chunk) = spare.pop() {
            // SAFETY: [AA-3, AA-4] it came from `source`, hangs in no list, and holds no block.
            unsafe { self.give_back(chunk) };
        }
        some
    }

    /// Empties the arena, and keeps the largest of its regular chunks.
    pub(crate) fn reset(&mut self) {
        let mut kept: Option<Chunk> = None;
        let all = self.clear();
        while let Some(chunk) = all.pop() {
            let (smaller, larger) = match kept.take() {
                Some(old) if chunk.is_oversized() || chunk.size() < old.size() => {
                    (Some(chunk), Some(old))
                }
                None if chunk.is_oversized() => (Some(chunk), None),
                old => (old, Some(chunk)),
            };
            kept = larger;
            if let Some(chunk) = smaller {
                // SAFETY: [AA-3, AA-4] it came from `source` and hangs in no list; blocks are tied
                // to shared borrows of `self`, so none is in use.
                unsafe { self.give_back(chunk) };
            }
        }
        let kept_size = kept.as_ref().map_or(0, Chunk::size);
        self.next_chunk.set(bump::next_chunk_after_reset(self.next_chunk.get(), kept_size));
        if let Some(chunk) = kept {
            self.keep_current(chunk);
        }
    }

    /// Empties the arena, and keeps every chunk.
    pub(crate) fn reset_keep_all(&mut self) {
        let all = self.clear();
        while let Some(chunk) = all.pop() {
            self.keep(chunk);
        }
        if let Some(chunk) = self.spare.pop() {
            self.enter(chunk);
        }
    }

    /// Empties the arena, and keeps no chunk.
    #[cold]
    #[inline(never)]
    pub(crate) fn release(&mut self) {
        let all = self.clear();
        self.next_chunk.set(bump::FIRST_CHUNK);
        while let Some(chunk) = all.pop() {
            // SAFETY: [AA-3, AA-4] it came from `source` and hangs in no list; blocks are tied to
            // shared borrows of `self`, so none is in use.
            unsafe { self.give_back(chunk) };
        }
    }

    /// Empties the arena, and returns all its chunks.
    fn clear(&mut self) -> List {
        self.mark_peak();
        self.cursor = Cursor::empty();
        self.floor.set(0);
        self.dealt.set(0);
        let all = self.regular.take();
        all.append(&self.aside);
        all.append(&self.spare);
        all
    }

    /// Goes on with a chunk whose blocks nobody uses any more.
    fn keep_current(&mut self, chunk: Chunk) {
        let (start, len) = chunk.bytes();
        // SAFETY: [AA-1, AA-3] they are the chunk's bytes, and nobody uses them.
        unsafe { freed::free(start, len) };
        self.enter(chunk);
    }

    /// # Safety
    ///
    /// [AA-3, AA-4] The chunk came from `source` and hangs in no list, and none of its blocks is in
    /// use.
    unsafe fn give_back(&self, chunk: Chunk) {
        self.reserved.set(self.reserved.get() - chunk.size());
        let (start, len) = chunk.bytes();
        freed::lend(start, len);
        // SAFETY: [AA-3] the caller's promise; the cursor has left the chunk, as it points into the
        // first of `regular` or nowhere (AA-4).
        unsafe { chunk.give_back(&self.source) };
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

impl<S: ChunkSource + ?Sized> Drop for Chunks<S> {
    #[inline]
    fn drop(&mut self) {
        if let Some(chunk) = self.regular.pop() {
            // SAFETY: [AA-3, AA-4] it came from `source` and hangs in no list any more; blocks are
            // tied to borrows of `self`, so none is in use, and nor is the cursor.
            unsafe { self.give_back(chunk) };
        }
        // A short-lived arena had but that one.
        if self.reserved.get() > 0 {
            self.release();
        }
    }
}
