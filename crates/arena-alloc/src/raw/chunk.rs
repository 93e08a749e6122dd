//! One allocation of an arena, and the list in which it hangs.

// PINNED: tests/it/auto_traits.rs

use core::{alloc::Layout, cell::Cell, ptr::NonNull};

use super::{ChunkSource, cursor::Cursor, freed};
use crate::bump::{self, CHUNK_ALIGN};

/// The size of what a chunk begins with; its blocks follow.
pub(super) const HEADER: usize = size_of::<Header>();

#[repr(C, align(16))]
struct Header {
    prev: Option<Chunk>,
    /// The size of the chunk. No layout has a size with the highest bit, so it tells of an
    /// oversized chunk.
    size: usize,
}

const OVERSIZED: usize = 1 << (usize::BITS - 1);

const _: () = assert!(align_of::<Header>() == CHUNK_ALIGN);

/// An allocation that begins with a [`Header`]. Dropping one leaks it.
#[repr(transparent)]
pub(super) struct Chunk(NonNull<Header>);

// SAFETY: [AA-3] a chunk owns its allocation, as a `Box` would, and nothing of the thread is in a
// header. The blocks are reached through borrows of the arena, which end before it is sent, or
// through raw pointers, whose users answer for them; the arena never touches the values in them, so
// they need not be `Send`. The source that takes the chunk back is sent with it, and is `Send`.
unsafe impl Send for Chunk {}

impl Chunk {
    /// Obtains a chunk of `size` bytes, header included. `None` if the source has none, or if
    /// there cannot be one.
    pub(super) fn obtain<S: ChunkSource + ?Sized>(
        source: &S,
        size: usize,
        oversized: bool,
    ) -> Option<Self> {
        if size < HEADER {
            return None;
        }
        let marked = if oversized { size | OVERSIZED } else { size };
        Self::obtain_with(source, size, Header { prev: None, size: marked })
    }

    /// [`obtain`](Self::obtain) for the first chunk of an arena, inlined: if its size, which is not
    /// below that of a header, is a constant, the header is one store.
    #[inline(always)]
    pub(super) fn obtain_first<S: ChunkSource + ?Sized>(source: &S, size: usize) -> Option<Self> {
        Self::obtain_with(source, size, Header { prev: None, size })
    }

    /// A chunk that begins with `begin`, which says that it has `size` bytes.
    #[inline(always)]
    fn obtain_with<S: ChunkSource + ?Sized>(
        source: &S,
        size: usize,
        begin: Header,
    ) -> Option<Self> {
        let layout = Layout::from_size_align(size, CHUNK_ALIGN).ok()?;
        let block = source.obtain(layout)?;
        if !bump::may_begin(block.addr().get(), size) {
            // SAFETY: [AA-3] the source has just returned the block for this layout, and nobody has
            // used it.
            // PINNED: tests/it/source.rs
            unsafe { source.give_back(block, layout) };
            return None;
        }
        let header = block.cast::<Header>();
        // SAFETY: [AA-3] a source's block is valid for writes of `size` bytes, which are enough
        // for a header, is aligned to `CHUNK_ALIGN`, the header's own alignment, and is used by
        // nobody else.
        unsafe { header.write(begin) };
        Some(Self(header))
    }

    /// Gives the chunk back to its source.
    ///
    /// # Safety
    ///
    /// [AA-3] `source` is the one that the chunk was obtained from, and nobody uses the chunk's
    /// bytes, or the chunk, any more.
    pub(super) unsafe fn give_back<S: ChunkSource + ?Sized>(&self, source: &S) {
        let (start, len) = self.bytes();
        freed::lend(start, len);
        // SAFETY: [AA-3] the chunk was obtained with this layout.
        let layout = unsafe { Layout::from_size_align_unchecked(self.size(), CHUNK_ALIGN) };
        // SAFETY: [AA-3] the source returned this block for this layout, and as `self` is its one
        // owner and is not used any more, it was not and will not be given back otherwise. Nobody
        // uses it by the caller's promise.
        unsafe { source.give_back(self.0.cast(), layout) };
    }

    /// The size of the whole chunk in bytes.
    pub(super) fn size(&self) -> usize {
        self.header().size & !OVERSIZED
    }

    /// Whether it was obtained for one block that no regular chunk had room for.
    pub(super) fn is_oversized(&self) -> bool {
        self.header().size & OVERSIZED != 0
    }

    /// All bytes behind the header, free.
    ///
    /// # Safety
    ///
    /// [AA-1, AA-3] Nobody uses those bytes while this cursor, or a block taken from it, is in use,
    /// and the chunk is not given back.
    pub(super) unsafe fn room(&self) -> Cursor {
        let (start, len) = self.bytes();
        // SAFETY: [AA-1, AA-3] they lie in the chunk's allocation, over which `start` has
        // provenance; the chunk begins at a multiple of `CHUNK_ALIGN`, so they do, too, and does not
        // end above `HIGHEST_END`; nobody uses them by the caller's promise.
        unsafe { Cursor::over_usable(start, len) }
    }

    /// The bytes behind the header, with provenance over the whole chunk.
    pub(super) fn bytes(&self) -> (NonNull<u8>, usize) {
        // SAFETY: [AA-3] the allocation has at least `HEADER` bytes, so the result is inside it or
        // just behind it.
        let start = unsafe { self.0.cast::<u8>().add(HEADER) };
        (start, self.size() - HEADER)
    }

    fn header(&self) -> &Header {
        // SAFETY: [AA-3] the header is initialised and aligned, and `self`, borrowed here, is the
        // only way to it.
        unsafe { self.0.as_ref() }
    }

    fn prev(&mut self) -> &mut Option<Self> {
        // SAFETY: [AA-3] the header is initialised and aligned, and `self`, mutably borrowed for
        // as long as the result, is the only way to it.
        &mut unsafe { self.0.as_mut() }.prev
    }
}

/// Chunks, the first one on top.
pub(super) struct List(Cell<Option<Chunk>>);

/// The address of a list's top at some time, 0 for none; to be compared, and counted from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Top(usize);

impl Top {
    #[inline(always)]
    pub(super) fn address(self) -> usize {
        self.0
    }
}

impl List {
    pub(super) const fn new() -> Self {
        Self(Cell::new(None))
    }

    pub(super) fn push(&self, mut chunk: Chunk) {
        *chunk.prev() = self.0.take();
        self.0.set(Some(chunk));
    }

    /// The first chunk, in its place.
    #[inline(always)]
    pub(super) fn first(&mut self) -> Option<&Chunk> {
        self.0.get_mut().as_ref()
    }

    /// Puts a chunk that was only just obtained, so that none is said to follow it, in an empty list.
    #[inline(always)]
    pub(super) fn begin(&self, chunk: Chunk) {
        self.0.set(Some(chunk));
    }

    pub(super) fn pop(&self) -> Option<Chunk> {
        let mut chunk = self.0.take()?;
        self.0.set(chunk.prev().take());
        Some(chunk)
    }

    /// Moves all chunks out.
    pub(super) fn take(&self) -> Self {
        Self(Cell::new(self.0.take()))
    }

    #[inline(always)]
    pub(super) fn is_empty(&self) -> bool {
        self.top() == Top(0)
    }

    /// The size of the top chunk, 0 if there is none.
    pub(super) fn top_size(&self) -> usize {
        let chunk = self.0.take();
        let size = chunk.as_ref().map_or(0, Chunk::size);
        self.0.set(chunk);
        size
    }

    #[inline(always)]
    pub(super) fn top(&self) -> Top {
        let chunk = self.0.take();
        let top = Top(chunk.as_ref().map_or(0, |chunk| chunk.0.addr().get()));
        self.0.set(chunk);
        top
    }

    /// Takes off all that was put on since the top was `top`; the latest is the last to be popped.
    pub(super) fn split_at(&self, top: Top) -> Self {
        let above = Self::new();
        while self.top() != top {
            match self.pop() {
                Some(chunk) => above.push(chunk),
                None => break,
            }
        }
        above
    }

    /// Puts a chunk in its place by size, the smallest on top.
    pub(super) fn insert(&self, chunk: Chunk) {
        let smaller = Self::new();
        while let Some(other) = self.pop() {
            if other.size() >= chunk.size() {
                self.push(other);
                break;
            }
            smaller.push(other);
        }
        self.push(chunk);
        self.append(&smaller);
    }

    /// The first chunk of at least `size` bytes.
    #[inline(always)]
    pub(super) fn remove(&self, size: usize) -> Option<Chunk> {
        if self.is_empty() { None } else { self.look_for(size) }
    }

    #[cold]
    #[inline(never)]
    fn look_for(&self, size: usize) -> Option<Chunk> {
        let skipped = Self::new();
        let mut found = None;
        while let Some(chunk) = self.pop() {
            if chunk.size() >= size {
                found = Some(chunk);
                break;
            }
            skipped.push(chunk);
        }
        self.append(&skipped);
        found
    }

    /// The chunk at the bottom.
    pub(super) fn remove_last(&self) -> Option<Chunk> {
        let above = Self::new();
        let mut last = self.pop()?;
        while let Some(chunk) = self.pop() {
            above.push(last);
            last = chunk;
        }
        self.append(&above);
        Some(last)
    }

    /// Moves all chunks of `other` on top, one by one.
    pub(super) fn append(&self, other: &Self) {
        while let Some(chunk) = other.pop() {
            self.push(chunk);
        }
    }
}
