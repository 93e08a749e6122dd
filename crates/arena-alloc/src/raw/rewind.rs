//! Going back without a borrow that proves it.

use super::{Checkpoint, ChunkSource};
use crate::Arena;

impl<S: ChunkSource> Arena<S> {
    /// The state of the arena now, for [`rewind`](Self::rewind). Safe scopes are
    /// [`scope`](Self::scope) and [`guard`](Self::guard).
    ///
    /// From now on no block that is there is grown or shrunk in its place.
    #[must_use = "a checkpoint is for `rewind`"]
    pub fn checkpoint(&self) -> Checkpoint {
        self.chunks.checkpoint()
    }

    /// Takes back all blocks that were taken since `to`, as the end of a scope does.
    ///
    /// # Safety
    ///
    /// [AA-6] `to` is a checkpoint of this arena, which since then was not reset, released, or rewound to
    /// an earlier checkpoint, and no scope that was open then has ended. No block taken since is in
    /// use any more, by whomever.
    ///
    #[doc = with_alloc!()]
    /// # use arena_alloc::Arena;
    /// let arena = Arena::new();
    /// let kept = arena.alloc(1);
    /// let start = arena.checkpoint();
    /// arena.alloc([2; 100]);
    /// // SAFETY: the array, all that was allocated since, is no longer used.
    /// unsafe { arena.rewind(start) };
    /// assert_eq!((*kept, arena.used()), (1, 8));
    /// ```
    pub unsafe fn rewind(&self, to: Checkpoint) {
        // First, as what follows may call the source, which might use this arena, or unwind.
        self.chunks.set_floor(to);
        // SAFETY: [AA-6] the caller's promise.
        unsafe { self.chunks.rewind(to) };
    }
}
