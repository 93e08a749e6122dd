//! One allocation of an arena, and the list in which it hangs.

use core::{alloc::Layout, cell::Cell, ptr::NonNull};

use super::ChunkSource;
use crate::bump::CHUNK_ALIGN;

/// The size of what a chunk begins with; its blocks follow.
pub(super) const HEADER: usize = size_of::<Header>();

#[repr(C, align(16))]
struct Header {
    prev: Option<Chunk>,
    size: usize,
}

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
    pub(super) fn obtain(source: &impl ChunkSource, size: usize) -> Option<Self> {
        if size < HEADER {
            return None;
        }
        let header = source.obtain(Self::layout(size)?)?.cast::<Header>();
        // SAFETY: [AA-3] a source's block is valid for writes of `size` bytes, which are enough
        // for a header, is aligned to `CHUNK_ALIGN`, the header's own alignment, and is used by
        // nobody else.
        unsafe { header.write(Header { prev: None, size }) };
        Some(Self(header))
    }

    /// Gives the chunk back to its source.
    ///
    /// # Safety
    ///
    /// `source` is the one that the chunk was obtained from, and nobody uses the chunk's bytes any
    /// more.
    pub(super) unsafe fn give_back(self, source: &impl ChunkSource) {
        if let Some(layout) = Self::layout(self.size()) {
            // SAFETY: [AA-3] the source returned this block for this layout, and as `self` is its
            // one owner and ends here, it was not and will not be given back otherwise. Nobody
            // uses it by the caller's promise.
            unsafe { source.give_back(self.0.cast(), layout) };
        }
    }

    /// The size of the whole chunk in bytes.
    pub(super) fn size(&self) -> usize {
        // SAFETY: [AA-3] the header is initialised and aligned, and `self`, borrowed here, is the
        // only way to it.
        unsafe { self.0.as_ref() }.size
    }

    /// The first byte behind the header, with provenance over the whole chunk, and the address
    /// behind the chunk's last byte.
    pub(super) fn room(&self) -> (NonNull<u8>, usize) {
        // An allocation does not wrap around the address space, so nothing overflows.
        let end = self.0.addr().get() + self.size();
        // SAFETY: [AA-3] the allocation has at least `HEADER` bytes, so the result is inside it or
        // just behind it.
        let start = unsafe { self.0.cast::<u8>().add(HEADER) };
        (start, end)
    }

    fn prev(&mut self) -> &mut Option<Self> {
        // SAFETY: [AA-3] the header is initialised and aligned, and `self`, mutably borrowed for
        // as long as the result, is the only way to it.
        &mut unsafe { self.0.as_mut() }.prev
    }

    fn layout(size: usize) -> Option<Layout> {
        Layout::from_size_align(size, CHUNK_ALIGN).ok()
    }
}

/// Chunks, the latest first.
pub(super) struct List(Cell<Option<Chunk>>);

impl List {
    pub(super) const fn new() -> Self {
        Self(Cell::new(None))
    }

    pub(super) fn push(&self, mut chunk: Chunk) {
        *chunk.prev() = self.0.take();
        self.0.set(Some(chunk));
    }

    pub(super) fn pop(&self) -> Option<Chunk> {
        let mut chunk = self.0.take()?;
        self.0.set(chunk.prev().take());
        Some(chunk)
    }
}
