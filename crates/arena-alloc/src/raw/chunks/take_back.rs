//! Memory that nobody uses any more: kept for later, or given back to the source.

use super::Chunks;
use crate::{
    bump,
    raw::{
        Checkpoint, ChunkSource,
        checkpoint::{Past, Place},
        chunk::{Chunk, List},
        cursor::Cursor,
        freed,
    },
};

impl<S: ChunkSource + ?Sized> Chunks<S> {
    /// Takes back all blocks that were taken since `to`. Chunks obtained since are kept for later,
    /// oversized ones given back.
    ///
    /// # Safety
    ///
    /// [AA-6] `to` is of this arena, which since then was not reset, released, or rewound to an
    /// earlier checkpoint. No block taken since is in use any more.
    #[inline(always)]
    pub(crate) unsafe fn rewind(&self, to: Checkpoint) {
        let Checkpoint { place: to, past } = to;
        if self.state.held.top() != past.top {
            // SAFETY: [AA-6] the caller's promise.
            return unsafe { self.rewind_chunks(to, past) };
        }
        self.mark_peak();
        let taken = self.state.cursor.next().addr().get() - to.next.addr().get();
        // SAFETY: [AA-1, AA-4, AA-6] no chunk came since, so `to.next` is of the current one, and the
        // bytes from it up to the cursor are the chunk's; what was taken of them is no longer used.
        unsafe { freed::free(to.next, taken) };
        // SAFETY: [AA-6] it was the cursor's since the current chunk is current: if the cursor had
        // left the chunk and come back, that was to an earlier or the same place.
        unsafe { self.state.cursor.back_to(to.next) };
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
    unsafe fn rewind_chunks(&self, to: Place, past: Past) {
        self.mark_peak();
        let gone = self.change_held(|held| held.split_at(past.top));
        // SAFETY: [AA-1, AA-4, AA-6] they were the cursor's then, in a chunk that is still in `held` or
        // nowhere; what was taken of its bytes since is no longer used.
        let rest = unsafe { Cursor::again(to.next, to.end) };
        // SAFETY: [AA-1] they are that cursor's own bytes.
        unsafe { freed::free(rest.next(), rest.left()) };
        self.state.cursor.go_on(rest);
        self.books().offset.set(past.offset);
        let oversized = List::new();
        while let Some(chunk) = gone.pop() {
            if chunk.is_oversized() {
                oversized.push(chunk);
            } else {
                self.keep(chunk);
            }
        }
        if self.state.cursor.left() == 0 {
            // Else the next round would look for a chunk again.
            if let Some(chunk) = self.books().spare.remove_last() {
                self.enter(chunk);
            }
        }
        while let Some(chunk) = oversized.pop() {
            // SAFETY: [AA-3, AA-4, AA-6] the chunk came from `source` and hangs in no list; its one
            // block is no longer used.
            unsafe { self.give_back(&chunk) };
        }
    }

    /// Keeps a chunk whose blocks nobody uses any more.
    pub(super) fn keep(&self, chunk: Chunk) {
        let (start, len) = chunk.bytes();
        // SAFETY: [AA-1, AA-3] they are the chunk's bytes, and nobody uses them.
        unsafe { freed::free(start, len) };
        self.books().spare.insert(chunk);
    }

    /// Gives the chunks back that hold no block. False if there are none.
    pub(super) fn give_back_spare(&self) -> bool {
        let spare = self.books().spare.take();
        let some = !spare.is_empty();
        while let Some(chunk) = spare.pop() {
            // SAFETY: [AA-3, AA-4] it came from `source`, hangs in no list, and holds no block.
            unsafe { self.give_back(&chunk) };
        }
        some
    }

    /// Empties the arena, and keeps the largest of its regular chunks.
    #[inline]
    pub(crate) fn reset(&mut self) {
        let others = self.others();
        let only = match self.state.held.first() {
            Some(chunk) if others == 0 && !chunk.is_oversized() => chunk,
            _ => return self.reset_many(),
        };
        // It stays where it is: what a loop that resets soon comes to.
        let (size, (start, len)) = (only.size(), only.bytes());
        // SAFETY: [AA-1, AA-3, AA-4] it remains the first of `held`, and the arena's cursor begins anew
        // in it; blocks are tied to shared borrows of `self`, so nobody uses its bytes.
        let room = unsafe { only.room() };
        self.mark_peak();
        // SAFETY: [AA-1, AA-3] they are the chunk's bytes, and nobody uses them, as above.
        unsafe { freed::free(start, len) };
        self.state.cursor.go_on(room);
        if let Some(books) = self.books.get() {
            books.restart();
            books.limit_next_chunk(size);
        }
    }

    /// [`reset`](Self::reset) of an arena with a chunk that goes back.
    #[cold]
    #[inline(never)]
    fn reset_many(&mut self) {
        let mut kept: Option<Chunk> = None;
        let (all, others) = (self.clear(), List::new());
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
                others.push(chunk);
            }
        }
        let kept_size = kept.as_ref().map_or(0, Chunk::size);
        self.books().limit_next_chunk(kept_size);
        if let Some(chunk) = kept {
            self.keep_current(chunk);
        }
        while let Some(chunk) = others.pop() {
            // SAFETY: [AA-3, AA-4] it came from `source` and hangs in no list; blocks are tied to
            // shared borrows of `self`, so none is in use.
            unsafe { self.give_back(&chunk) };
        }
    }

    /// Empties the arena, and keeps every chunk.
    pub(crate) fn reset_keep_all(&mut self) {
        let all = self.clear();
        while let Some(chunk) = all.pop() {
            self.keep(chunk);
        }
        if let Some(chunk) = self.books().spare.pop() {
            self.enter(chunk);
        }
    }

    /// Empties the arena, and keeps no chunk.
    #[cold]
    #[inline(never)]
    pub(crate) fn release(&mut self) {
        let all = self.clear();
        self.books().next_chunk.set(bump::FIRST_CHUNK);
        while let Some(chunk) = all.pop() {
            // SAFETY: [AA-3, AA-4] it came from `source` and hangs in no list; blocks are tied to
            // shared borrows of `self`, so none is in use.
            unsafe { self.give_back(&chunk) };
        }
    }

    /// Empties the arena, and returns all its chunks.
    fn clear(&mut self) -> List {
        self.mark_peak();
        self.state.cursor = Cursor::empty();
        let all = self.change_held(List::take);
        let books = self.books();
        books.restart();
        all.append(&books.spare);
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
    unsafe fn give_back(&self, chunk: &Chunk) {
        let others = &self.books().others;
        others.set(others.get() - chunk.size());
        // SAFETY: [AA-3] the caller's promise; the cursor has left the chunk, as it points into one
        // of `held` or nowhere (AA-4).
        unsafe { chunk.give_back(&self.source) };
    }
}

impl<S: ChunkSource + ?Sized> Drop for Chunks<S> {
    #[inline]
    fn drop(&mut self) {
        if self.others() > 0 {
            self.release();
        } else if let Some(only) = self.state.held.first() {
            // It stays where it is: nobody reads it any more, and taking it out would be a store.
            // SAFETY: [AA-3, AA-4] it came from `source`, and the arena ends here; blocks are tied to
            // borrows of `self`, so none is in use, and nor is the cursor.
            unsafe { only.give_back(&self.source) };
        }
    }
}
