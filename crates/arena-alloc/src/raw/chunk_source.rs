//! The trait of those that provide chunks.

// PINNED: tests/it/source.rs

use core::{alloc::Layout, ptr::NonNull};

/// Where an [`Arena`](crate::Arena) gets its chunks, and gives them back.
///
/// `Global`, the default, asks the program's global allocator. Implement it to place an arena in
/// memory of your own: huge pages, a shared segment, a budget that many arenas share. `&S` is a
/// source too, so one source can serve many arenas.
///
/// An arena asks seldom: once for each chunk, and chunks double.
///
/// # Safety
///
/// [AA-3] A block that [`obtain`](Self::obtain) returns must be valid for reads and writes of
/// `layout.size()` bytes, aligned to `layout.align()`, and used by nobody else, until it comes back
/// through [`give_back`](Self::give_back) or the source, with all that it borrows, is gone for
/// good. Moving the source must not move or end its blocks; so they are not in a `Box` that the source
/// owns, for to move a `Box` is to claim its memory anew.
///
/// # Example
///
#[doc = with_alloc!()]
/// use arena_alloc::{Arena, ChunkSource, Global};
/// use core::{alloc::Layout, cell::Cell, ptr::NonNull};
///
/// /// Counts what its arenas ask for.
/// #[derive(Default)]
/// struct Counting(Cell<usize>);
///
/// // SAFETY: the blocks are those of `Global`, untouched.
/// unsafe impl ChunkSource for Counting {
///     fn obtain(&self, layout: Layout) -> Option<NonNull<u8>> {
///         self.0.set(self.0.get() + 1);
///         Global.obtain(layout)
///     }
///     unsafe fn give_back(&self, block: NonNull<u8>, layout: Layout) {
///         // SAFETY: the caller's promise is the one that `Global` asks for.
///         unsafe { Global.give_back(block, layout) }
///     }
/// }
///
/// let source = Counting::default();
/// let arena = Arena::new_in(&source);
/// arena.alloc(1_u64);
/// arena.alloc(2_u64);
/// assert_eq!(source.0.get(), 1);
/// ```
pub unsafe trait ChunkSource {
    /// Returns a block for `layout`, or `None` if there is none (or if the layout's size is 0).
    ///
    /// It should not unwind: an arena stays usable then, but may go on counting the bytes as reserved.
    /// An arena gives a block back at once that reaches into the last 4 KiB of the address space.
    fn obtain(&self, layout: Layout) -> Option<NonNull<u8>>;

    /// Takes back a block.
    ///
    /// It should not unwind: chunks of the arena that were still to be given back then leak.
    ///
    /// # Safety
    ///
    /// [AA-3] `block` came from `obtain` of this source with this `layout`, was not given back since, and
    /// nobody uses it any more.
    unsafe fn give_back(&self, block: NonNull<u8>, layout: Layout);
}

// SAFETY: [AA-3] it is the same source; moving the reference moves nothing.
unsafe impl<S: ChunkSource + ?Sized> ChunkSource for &S {
    fn obtain(&self, layout: Layout) -> Option<NonNull<u8>> {
        (**self).obtain(layout)
    }

    unsafe fn give_back(&self, block: NonNull<u8>, layout: Layout) {
        // SAFETY: [AA-3] the caller's promise is made for the same source.
        unsafe { (**self).give_back(block, layout) }
    }
}
