//! Blocks of new chunks.

use core::{alloc::Layout, ptr::NonNull};

use super::Chunks;
use crate::{
    bump::{self, FIRST_CHUNK},
    raw::{
        ChunkSource,
        chunk::{Chunk, HEADER},
        cursor::Cursor,
        freed,
        host::nothing,
    },
};

impl<S: ChunkSource + ?Sized> Chunks<S> {
    /// The first block of an arena that is as new, in a chunk of the first size.
    ///
    /// That chunk is most of what a short-lived arena costs; so this is inlined, and knows all sizes.
    /// A source that refuses it is asked for it once more by the usual way, and then for less.
    #[inline(always)]
    pub(super) fn take_first<T>(&self) -> Option<NonNull<u8>> {
        let fits = const {
            let layout = Layout::new::<T>();
            layout.size() > 0 && bump::chunk_for(HEADER, layout) <= FIRST_CHUNK
        };
        let new = self.reserved.get() == 0 && self.next_chunk.get() == FIRST_CHUNK;
        if !fits || !new || self.limit.get().is_some() {
            return None;
        }
        let chunk = self.obtain(FIRST_CHUNK, false)?;
        // SAFETY: [AA-1, AA-3, AA-4] the chunk holds no block, and nobody else uses it. It becomes the
        // first of `regular`, and the arena's cursor goes on with what is left.
        let room = unsafe { chunk.room() };
        freed::withhold(room.next(), room.left());
        let bytes = room.left();
        let block = room.take(Layout::new::<T>());
        self.go_on(chunk, room, bytes);
        freed::lend(block?, size_of::<T>());
        block
    }

    /// A block of a chunk that was kept for later, or of a new one.
    pub(super) fn take_of_another(&self, layout: Layout) -> Option<NonNull<u8>> {
        if layout.size() == 0 {
            return nothing(layout);
        }
        let least = bump::chunk_for(HEADER, layout);
        let chunk = self
            .spare
            .remove(least)
            .or_else(|| self.new_chunk(least))
            // What is kept for later counts against the limit.
            .or_else(|| self.give_back_spare().then(|| self.new_chunk(least))?)?;
        self.take_from(chunk, layout)
    }

    /// A chunk of the size that is next, or, if that is too small, of `least`; or, as far as the limit
    /// and the source ask for it, of less, but not less than `least`.
    fn new_chunk(&self, least: usize) -> Option<Chunk> {
        let next = self.next_chunk.get();
        let (mut size, oversized) = if least <= next { (next, false) } else { (least, true) };
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
    #[inline(always)]
    fn obtain(&self, size: usize, oversized: bool) -> Option<Chunk> {
        self.reserved.set(self.reserved.get().checked_add(size)?);
        let chunk = Chunk::obtain(&self.source, size, oversized);
        if chunk.is_some() {
            self.next_chunk.set(bump::next_chunk(self.next_chunk.get(), size));
        } else {
            self.reserved.set(self.reserved.get() - size);
        }
        chunk
    }

    /// Takes a block from a free chunk, which becomes the current one if no less is left of it than
    /// of the current one.
    fn take_from(&self, chunk: Chunk, layout: Layout) -> Option<NonNull<u8>> {
        // SAFETY: [AA-1, AA-3, AA-4] the chunk holds no block, and nobody else uses it. The cursor of
        // the arena goes on with what is left, and the chunk becomes the first of `regular`; or this
        // cursor ends here, and nobody looks into a chunk of `aside`.
        let room = unsafe { chunk.room() };
        freed::withhold(room.next(), room.left());
        let bytes = room.left();
        let block = room.take(layout);
        let (left, unused) = (room.left(), self.cursor.left());
        if left >= unused && !chunk.is_oversized() {
            self.go_on(chunk, room, bytes);
        } else {
            self.dealt.set(self.dealt.get() + bytes - left);
            self.aside.push(chunk);
        }
        freed::lend(block?, layout.size());
        block
    }

    /// Room for `bytes` bytes in one regular chunk, before there is a limit.
    #[cfg(feature = "alloc")]
    pub(crate) fn add_room(&self, bytes: usize) -> Option<()> {
        let layout = Layout::from_size_align(bytes, bump::MIN_ALIGN).ok()?;
        let size = bump::chunk_for(HEADER, layout);
        self.next_chunk.set(self.next_chunk.get().max(size));
        self.enter(self.obtain(size, false)?);
        Some(())
    }

    /// Makes a chunk that holds no block the current one.
    pub(super) fn enter(&self, chunk: Chunk) {
        // SAFETY: [AA-1, AA-3, AA-4] the chunk holds no block and nobody else uses it. It becomes
        // the first of `regular`, and is given back only when the cursor has left it.
        let room = unsafe { chunk.room() };
        freed::withhold(room.next(), room.left());
        let bytes = room.left();
        self.go_on(chunk, room, bytes);
    }

    /// Makes a chunk the current one, of whose `bytes` bytes `room` is left.
    #[inline(always)]
    fn go_on(&self, chunk: Chunk, room: Cursor, bytes: usize) {
        self.dealt.set(self.dealt.get() - self.cursor.left() + bytes);
        self.cursor.go_on(room);
        self.regular.push(chunk);
    }
}
