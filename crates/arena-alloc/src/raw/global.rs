//! The global allocator as a source of chunks.

// PINNED: tests/it/source.rs

use alloc::alloc::{alloc, dealloc};
use core::{alloc::Layout, ptr::NonNull};

use super::ChunkSource;

/// Chunks from the program's global allocator. The default source of an [`Arena`](crate::Arena).
#[derive(Clone, Copy, Debug, Default)]
pub struct Global;

// SAFETY: [AA-3] blocks are the global allocator's, which owns them until they are deallocated and knows
// nothing of this value's place.
unsafe impl ChunkSource for Global {
    fn obtain(&self, layout: Layout) -> Option<NonNull<u8>> {
        if layout.size() == 0 {
            return None;
        }
        // SAFETY: [AA-3] the size is not zero.
        NonNull::new(unsafe { alloc(layout) })
    }

    unsafe fn give_back(&self, block: NonNull<u8>, layout: Layout) {
        // SAFETY: [AA-3] the caller promises that `obtain`, so `alloc`, returned the block for this
        // layout, and that it was not given back before.
        unsafe { dealloc(block.as_ptr(), layout) };
    }
}
