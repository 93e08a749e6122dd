//! Blocks of new chunks.

use core::{alloc::Layout, ptr::NonNull};

use super::Chunks;
use crate::{
    bump::{self, FIRST_CHUNK},
    raw::{
        ChunkSource, Host,
        chunk::{Chunk, HEADER},
        cursor::Cursor,
        freed,
        host::nothing,
    },
};

#[cfg(feature = "alloc")]
impl<S: ChunkSource> Chunks<S> {
    /// A new one with room for `bytes` bytes in one regular chunk.
    ///
    /// Inlined, and without books, which a short-lived arena never needs: of a constant, the chunk's size
    /// and its header are constants too.
    #[inline(always)]
    pub(crate) fn with_room(source: S, bytes: usize) -> Option<Self> {
        let new = Self::new(source);
        if bytes > 0 {
            let layout = Layout::from_size_align(bytes, bump::MIN_ALIGN).ok()?;
            let size = bump::chunk_for(HEADER, layout);
            let chunk = Chunk::obtain_first(&new.source, size)?;
            // SAFETY: [AA-1, AA-3, AA-4] the chunk holds no block, and nobody else uses it. It becomes
            // the first of `held`, and the arena's cursor begins in it.
            let room = unsafe { chunk.room() };
            freed::withhold(room.next(), room.left());
            new.state.cursor.go_on(room);
            new.state.held.begin(chunk);
        }
        Some(new)
    }
}

impl<S: ChunkSource + ?Sized> Chunks<S> {
    /// Whether a block for a `T` is one of a chunk of the first size.
    pub(super) const fn fits_first<T>() -> bool {
        let layout = Layout::new::<T>();
        layout.size() > 0 && bump::chunk_for(HEADER, layout) <= FIRST_CHUNK
    }

    /// The first block of a new arena, in a chunk of the first size.
    ///
    /// That chunk is most of what a short-lived arena costs; so this is inlined, and knows all sizes
    /// and what a new arena holds.
    #[inline(always)]
    pub(super) fn take_first<T>(&self) -> Option<NonNull<u8>> {
        let layout = Layout::new::<T>();
        let Some(chunk) = Chunk::obtain_first(&self.source, FIRST_CHUNK) else {
            bump::unlikely();
            return self.take_less_than_first(layout);
        };
        if !self.is_new() {
            // The source used it meanwhile.
            return self.take_late_first(chunk, layout);
        }
        // SAFETY: [AA-1, AA-3, AA-4] the chunk holds no block, and nobody else uses it. It becomes the
        // first of `held`, and the arena's cursor goes on with what is left.
        let room = unsafe { chunk.room() };
        freed::withhold(room.next(), room.left());
        let block = room.take(layout);
        self.state.cursor.go_on(room);
        self.state.held.begin(chunk);
        freed::lend(block?, layout.size());
        block
    }

    /// [`take_first`](Self::take_first) of a source that refused such a chunk.
    #[cold]
    #[inline(never)]
    fn take_less_than_first(&self, layout: Layout) -> Option<NonNull<u8>> {
        let least = bump::chunk_for(HEADER, layout);
        let size = bump::smaller_chunk(FIRST_CHUNK, least)?;
        self.take_from(self.new_chunk_of(size, false, least)?, layout)
    }

    /// [`take_first`](Self::take_first) of an arena that is not new any more.
    #[cold]
    #[inline(never)]
    fn take_late_first(&self, chunk: Chunk, layout: Layout) -> Option<NonNull<u8>> {
        let books = self.books();
        books.others.set(books.others.get() + FIRST_CHUNK);
        self.keep(chunk);
        if self.limit().is_some_and(|limit| limit < self.reserved()) {
            self.give_back_spare();
        }
        self.take_left(layout).or_else(|| self.take_of_another(layout))
    }

    /// A block of a chunk that was kept for later, or of a new one.
    pub(super) fn take_of_another(&self, layout: Layout) -> Option<NonNull<u8>> {
        if layout.size() == 0 {
            return nothing(layout);
        }
        let least = bump::chunk_for(HEADER, layout);
        let chunk = self
            .books()
            .spare
            .remove(least)
            .or_else(|| self.new_chunk(least))
            // What is kept for later counts against the limit.
            .or_else(|| self.give_back_spare().then(|| self.new_chunk(least))?)?;
        self.take_from(chunk, layout)
    }

    /// A chunk of the size that is next, or, if that is too small, of `least`; or of less.
    fn new_chunk(&self, least: usize) -> Option<Chunk> {
        let next = self.books().next_chunk.get();
        let (size, oversized) = if least <= next { (next, false) } else { (least, true) };
        self.new_chunk_of(size, oversized, least)
    }

    /// A chunk of `size` bytes, or, as far as the limit and the source ask for it, of less, but not
    /// less than `least`.
    fn new_chunk_of(&self, mut size: usize, oversized: bool, least: usize) -> Option<Chunk> {
        loop {
            let within = self.limit_left().map_or(size, |left| size.min(left));
            if within < least {
                return None;
            }
            if let Some(chunk) = self.obtain(within, oversized) {
                return Some(chunk);
            }
            size = bump::smaller_chunk(within, least)?;
        }
    }

    /// What is obtained is counted before the source is asked: it might use this very arena. The next
    /// chunk is larger only if this one is there: the source might refuse it, or unwind.
    fn obtain(&self, size: usize, oversized: bool) -> Option<Chunk> {
        self.reserved().checked_add(size)?;
        let books = self.books();
        books.others.set(books.others.get() + size);
        let chunk = Chunk::obtain(&self.source, size, oversized);
        if chunk.is_some() {
            books.next_chunk.set(bump::next_chunk(books.next_chunk.get(), size));
        } else {
            books.others.set(books.others.get() - size);
        }
        chunk
    }

    /// Takes a block from a free chunk, which becomes the current one if no less is left of it than
    /// of the current one.
    fn take_from(&self, chunk: Chunk, layout: Layout) -> Option<NonNull<u8>> {
        // SAFETY: [AA-1, AA-3, AA-4] the chunk holds no block, and nobody else uses it. It goes into
        // `held`; the cursor of the arena goes on with what is left, or this cursor ends here.
        let room = unsafe { chunk.room() };
        freed::withhold(room.next(), room.left());
        let bytes = room.left();
        let block = room.take(layout);
        let (left, unused) = (room.left(), self.state.cursor.left());
        if left >= unused && !chunk.is_oversized() {
            self.go_on(chunk, room, bytes);
        } else {
            let used = self.used() + bytes - left;
            self.change_held(|held| held.push(chunk));
            self.set_used(used);
        }
        freed::lend(block?, layout.size());
        block
    }

    /// Makes a chunk that holds no block the current one.
    pub(super) fn enter(&self, chunk: Chunk) {
        // SAFETY: [AA-1, AA-3, AA-4] the chunk holds no block and nobody else uses it. It becomes
        // the first of `held`, and is given back only when the cursor has left it.
        let room = unsafe { chunk.room() };
        freed::withhold(room.next(), room.left());
        let bytes = room.left();
        self.go_on(chunk, room, bytes);
    }

    /// Makes a chunk the current one, of whose `bytes` bytes `room` is left.
    fn go_on(&self, chunk: Chunk, room: Cursor, bytes: usize) {
        let used = self.used() + bytes - room.left();
        self.state.cursor.go_on(room);
        self.change_held(|held| held.push(chunk));
        self.set_used(used);
    }
}
