//! The chunks of an arena and the cursor into the current one.

use core::{
    alloc::Layout,
    cell::Cell,
    mem::MaybeUninit,
    ptr::{self, NonNull},
    slice, str,
};

use super::{
    ChunkSource,
    chunk::{Chunk, HEADER, List},
    cursor::Cursor,
};
use crate::{AllocError, bump};

/// The body of an [`Arena`](crate::Arena).
pub(crate) struct Chunks<S: ChunkSource> {
    cursor: Cursor,
    /// The current chunk, then the chunks that were current before.
    regular: List,
    /// Chunks that hold one block, which no regular chunk had room for.
    oversized: List,
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

/// Where a block may come from: what is left of the current chunk, or, once that was too little,
/// a new chunk. Two calls, so that a caller can keep the second out of its hot path.
#[derive(Clone, Copy)]
pub(crate) enum Room {
    Left,
    New,
}

impl<S: ChunkSource> Chunks<S> {
    pub(crate) const fn new(source: S) -> Self {
        Self {
            cursor: Cursor::empty(),
            regular: List::new(),
            oversized: List::new(),
            dealt: Cell::new(0),
            peak: Cell::new(0),
            reserved: Cell::new(0),
            limit: Cell::new(None),
            next_chunk: Cell::new(bump::FIRST_CHUNK),
            source,
        }
    }

    /// Room for a `T`.
    #[inline(always)]
    #[expect(clippy::mut_from_ref, reason = "AA-2: no other call returns the same block")]
    pub(crate) fn slot<T>(&self, room: Room) -> Option<&mut MaybeUninit<T>> {
        let block = self.take(room, Layout::new::<T>())?;
        // SAFETY: [AA-2] the block is aligned and large enough for a `T`, lives and is nobody
        // else's while `self` is borrowed, and need not be initialised.
        Some(unsafe { block.cast().as_mut() })
    }

    /// A copy of `source`.
    #[inline(always)]
    #[expect(clippy::mut_from_ref, reason = "AA-2: no other call returns the same block")]
    pub(crate) fn copy_of<T: Copy>(&self, room: Room, source: &[T]) -> Option<&mut [T]> {
        let copy = self.take(room, Layout::for_value(source))?.cast::<T>().as_ptr();
        // SAFETY: [AA-2] the block is aligned and large enough for what `source` holds; it is
        // nobody else's, so it does not overlap `source`; `T` may be copied bit by bit.
        unsafe { ptr::copy_nonoverlapping(source.as_ptr(), copy, source.len()) };
        // SAFETY: [AA-2] the elements were initialised above, in one block, which lives and is
        // nobody else's while `self` is borrowed.
        Some(unsafe { slice::from_raw_parts_mut(copy, source.len()) })
    }

    /// A copy of `source`.
    #[inline(always)]
    #[expect(clippy::mut_from_ref, reason = "AA-2: no other call returns the same block")]
    pub(crate) fn copy_of_str(&self, room: Room, source: &str) -> Option<&mut str> {
        let copy = self.copy_of(room, source.as_bytes())?;
        // SAFETY: the bytes are those of a `str`.
        Some(unsafe { str::from_utf8_unchecked_mut(copy) })
    }

    /// A block for `layout`, aligned and the caller's alone (AA-2).
    #[inline(always)]
    pub(crate) fn take(&self, room: Room, layout: Layout) -> Option<NonNull<u8>> {
        match room {
            Room::Left => self.cursor.take(layout),
            Room::New => self.take_from_new(layout),
        }
    }

    #[cold]
    #[inline(never)]
    fn take_from_new(&self, layout: Layout) -> Option<NonNull<u8>> {
        if layout.size() == 0 {
            return NonNull::new(ptr::without_provenance_mut(layout.align()));
        }
        let least = bump::chunk_for(HEADER, layout);
        if least <= self.next_chunk.get() {
            self.add_regular(self.next_chunk.get(), least)?;
            self.cursor.take(layout)
        } else {
            self.take_oversized(least, layout)
        }
    }

    /// Takes a block from a chunk of its own. The current chunk stays current.
    fn take_oversized(&self, size: usize, layout: Layout) -> Option<NonNull<u8>> {
        let chunk = self.obtain(size, size)?;
        let (start, end) = chunk.room();
        let cursor = Cursor::empty();
        // SAFETY: [AA-1, AA-3] the room is the chunk's behind its header, aligned as the header is;
        // nobody else uses it: this cursor ends here, and `oversized` never looks into it.
        unsafe { cursor.go_on(start, end) };
        let room = cursor.left();
        let block = cursor.take(layout);
        self.dealt.set(self.dealt.get() + room - cursor.left());
        self.oversized.push(chunk);
        block
    }

    /// Makes a new chunk the current one, of `size` or less, but at least `least` bytes.
    pub(crate) fn add_regular(&self, size: usize, least: usize) -> Option<()> {
        let chunk = self.obtain(size, least)?;
        self.enter(chunk);
        Some(())
    }

    /// Room for `bytes` more bytes, in one regular chunk.
    #[cfg(feature = "alloc")]
    pub(crate) fn add_room(&self, bytes: usize) -> Option<()> {
        let layout = Layout::from_size_align(bytes, bump::MIN_ALIGN).ok()?;
        let size = bump::chunk_for(HEADER, layout);
        self.next_chunk.set(self.next_chunk.get().max(size));
        self.add_regular(size, size)
    }

    fn enter(&self, chunk: Chunk) {
        let (start, end) = chunk.room();
        let unused = self.cursor.left();
        // SAFETY: [AA-1, AA-3, AA-4] the room is the chunk's behind its header, aligned as the
        // header is. Nobody else uses it: the chunk is new, or `reset`, which borrows `self`
        // mutably, entered it, so that no borrow of `self` that a block is tied to is left. It
        // becomes the first of `regular`, and lives until `self` gives it back, which takes `self`
        // by a mutable borrow too.
        unsafe { self.cursor.go_on(start, end) };
        self.dealt.set(self.dealt.get() - unused + self.cursor.left());
        self.regular.push(chunk);
    }

    /// Obtains `size` bytes, or, as far as the limit and the source ask for it, less, but not less
    /// than `least`.
    ///
    /// What is obtained is counted before the source is asked: it might use this very arena.
    fn obtain(&self, size: usize, least: usize) -> Option<Chunk> {
        let mut size = size;
        loop {
            size = size.min(self.limit_left().unwrap_or(usize::MAX));
            if size < least {
                return None;
            }
            self.reserved.set(self.reserved.get().checked_add(size)?);
            if let Some(chunk) = Chunk::obtain(&self.source, size) {
                self.next_chunk.set(bump::next_chunk(self.next_chunk.get(), size));
                return Some(chunk);
            }
            self.reserved.set(self.reserved.get() - size);
            size = bump::smaller_chunk(size, least)?;
        }
    }

    /// Empties the arena, and keeps the largest of its regular chunks.
    pub(crate) fn reset(&mut self) {
        let kept = self.clear();
        let next = self.next_chunk.get();
        let kept_size = kept.as_ref().map_or(0, Chunk::size);
        self.next_chunk.set(bump::next_chunk_after_reset(next, kept_size));
        if let Some(chunk) = kept {
            self.enter(chunk);
        }
    }

    /// Empties the arena, and keeps no chunk.
    pub(crate) fn release(&mut self) {
        if let Some(chunk) = self.clear() {
            self.give_back(chunk);
        }
        self.next_chunk.set(bump::FIRST_CHUNK);
    }

    /// Gives all chunks back but the largest of the regular ones, which it returns.
    fn clear(&mut self) -> Option<Chunk> {
        self.peak.set(self.high_water());
        self.cursor = Cursor::empty();
        self.dealt.set(0);
        while let Some(chunk) = self.oversized.pop() {
            self.give_back(chunk);
        }
        let mut kept = self.regular.pop()?;
        while let Some(chunk) = self.regular.pop() {
            let (smaller, larger) =
                if chunk.size() > kept.size() { (kept, chunk) } else { (chunk, kept) };
            kept = larger;
            self.give_back(smaller);
        }
        Some(kept)
    }

    fn give_back(&mut self, chunk: Chunk) {
        self.reserved.set(self.reserved.get() - chunk.size());
        // SAFETY: [AA-3, AA-4] every chunk in hand came from `source`. No block of it is in use, as
        // `self` is borrowed mutably and blocks are tied to shared borrows, and the cursor is empty:
        // `clear` empties it before it comes here, and `release` and `drop` come here from `clear`.
        unsafe { chunk.give_back(&self.source) };
    }

    pub(crate) fn used(&self) -> usize {
        self.dealt.get() - self.cursor.left()
    }

    pub(crate) fn high_water(&self) -> usize {
        self.peak.get().max(self.used())
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

    #[cold]
    pub(crate) fn error(&self, requested: usize) -> AllocError {
        AllocError { requested, limit_left: self.limit_left() }
    }
}

impl<S: ChunkSource> Drop for Chunks<S> {
    fn drop(&mut self) {
        if let Some(chunk) = self.clear() {
            self.give_back(chunk);
        }
    }
}
