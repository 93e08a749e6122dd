//! What an arena takes, and may take.

use core::fmt;

use crate::{Arena, ChunkSource};

impl<S: ChunkSource> Arena<S> {
    /// The bytes that blocks take since the last reset, rounding and padding included.
    ///
    #[doc = with_alloc!()]
    /// # use arena_alloc::Arena;
    /// let arena = Arena::new();
    /// arena.alloc_str("hello");
    /// assert_eq!(arena.used(), 8);
    /// ```
    #[must_use]
    pub fn used(&self) -> usize {
        self.chunks.used()
    }

    /// The most that [`used`](Self::used) ever was, over all resets: what a capacity, or a limit,
    /// has to allow for.
    ///
    #[doc = with_alloc!()]
    /// # use arena_alloc::Arena;
    /// let mut arena = Arena::new();
    /// arena.alloc([0_u8; 400]);
    /// arena.reset();
    /// arena.alloc([0_u8; 100]);
    /// assert_eq!(arena.high_water(), 400);
    /// ```
    #[must_use]
    pub fn high_water(&self) -> usize {
        self.chunks.high_water()
    }

    /// The bytes obtained from the source and not given back, headers included.
    #[must_use]
    pub fn reserved(&self) -> usize {
        self.chunks.reserved()
    }

    /// The most that [`reserved`](Self::reserved) may become, in bytes.
    #[must_use]
    pub fn limit(&self) -> Option<usize> {
        self.chunks.limit()
    }

    /// Bounds [`reserved`](Self::reserved), to the byte. A chunk that would pass the limit is made
    /// smaller; a request that would still pass it fails, and the arena stays usable. Lowering the
    /// limit frees nothing.
    ///
    #[doc = with_alloc!()]
    /// # use arena_alloc::Arena;
    /// let arena = Arena::new();
    /// arena.set_limit(Some(16 + 8));
    /// assert!(arena.try_alloc(0_u64).is_ok());
    /// assert!(arena.try_alloc(0_u64).is_err());
    /// assert_eq!(arena.reserved(), 24);
    /// ```
    pub fn set_limit(&self, limit: Option<usize>) {
        self.chunks.set_limit(limit);
    }
}

impl<S: ChunkSource> fmt::Debug for Arena<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arena")
            .field("used", &self.used())
            .field("reserved", &self.reserved())
            .field("limit", &self.limit())
            .finish_non_exhaustive()
    }
}
