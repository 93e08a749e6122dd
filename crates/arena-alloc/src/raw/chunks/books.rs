//! What an arena has to remember only once it did more than to take blocks of one chunk.

use core::cell::Cell;

use super::super::chunk::List;
use crate::bump;

/// Made when first needed: a short-lived arena needs none, and so writes less than half of its words.
pub(super) struct Books {
    /// The size of the next regular chunk.
    pub(super) next_chunk: Cell<usize>,
    /// Chunks that hold no block, the smallest first.
    pub(super) spare: List,
    /// The bytes reserved for all chunks but the first one of `held`.
    pub(super) others: Cell<usize>,
    /// The most that `used` was before it last fell.
    pub(super) peak: Cell<usize>,
    pub(super) limit: Cell<Option<usize>>,
}

impl Books {
    /// Those of an arena that has one chunk, or none.
    pub(super) const fn new(next_chunk: usize) -> Self {
        Self {
            next_chunk: Cell::new(next_chunk),
            spare: List::new(),
            others: Cell::new(0),
            peak: Cell::new(0),
            limit: Cell::new(None),
        }
    }

    /// After a reset that kept a chunk of `kept` bytes.
    #[inline(always)]
    pub(super) fn limit_next_chunk(&self, kept: usize) {
        self.next_chunk.set(bump::next_chunk_after_reset(self.next_chunk.get(), kept));
    }
}
