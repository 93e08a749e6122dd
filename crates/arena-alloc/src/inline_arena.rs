//! The arena that is its own memory.

use core::{alloc::Layout, fmt, mem::MaybeUninit, ptr::NonNull};

use crate::{
    AllocError, ArenaBox, FormatError, Rejected,
    bodies::{self, refuse_drop},
    methods::fallible,
    raw::{Host, Inline},
};

/// An arena of `N` bytes, which it holds within itself: on the stack, in a struct, in a `static`'s
/// cell. It needs no allocator, and does not grow.
///
/// It can be moved while nothing is borrowed from it, and sent to another thread, but not shared.
/// Its methods return an error when it is full, which harms nothing.
///
/// Cost: as for [`BufArena`](crate::BufArena). It is aligned to 16 bytes; blocks that are aligned to
/// more than 8 may need padding. Of an `N` that is not a multiple of 8, the rest is not used.
///
/// # Example
///
/// ```
/// use arena_alloc::InlineArena;
///
/// let arena = InlineArena::<64>::new();
/// arena.try_alloc(1_u64).unwrap();
/// let mut moved = arena;
/// assert_eq!(*moved.try_alloc([2_u8; 56]).unwrap(), [2; 56]);
/// assert_eq!(moved.try_alloc(3_u8).unwrap_err().value, 3);
/// moved.reset();
/// assert!(moved.try_alloc(3_u8).is_ok());
/// ```
pub struct InlineArena<const N: usize> {
    body: Inline<N>,
}

impl<const N: usize> InlineArena<N> {
    /// An empty arena.
    #[must_use]
    pub const fn new() -> Self {
        Self { body: Inline::new() }
    }

    #[inline(always)]
    pub(crate) fn host(&self) -> &Inline<N> {
        &self.body
    }

    fallible! { borrowed 'a, "```", "let arena = arena_alloc::InlineArena::<8192>::new();", "" }

    /// The bytes that blocks take since the last reset, rounding and padding included.
    #[must_use]
    pub fn used(&self) -> usize {
        self.body.used()
    }

    /// The bytes that blocks can still take.
    #[must_use]
    pub fn left(&self) -> usize {
        Inline::<N>::CAPACITY - self.body.used()
    }

    /// Takes back every block. No destructor runs.
    ///
    /// Cost: one write.
    pub fn reset(&mut self) {
        self.body.reset();
    }
}

impl<const N: usize> Default for InlineArena<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> fmt::Debug for InlineArena<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InlineArena")
            .field("used", &self.used())
            .field("left", &self.left())
            .finish_non_exhaustive()
    }
}
