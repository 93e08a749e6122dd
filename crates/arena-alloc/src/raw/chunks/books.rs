//! What an arena has to remember only once it did more than to take blocks of one chunk.

use core::cell::Cell;

use super::super::chunk::{HEADER, List};
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
    /// What `used` is more than the cursor is behind the top of `held`, modulo all addresses.
    pub(super) offset: Cell<usize>,
    /// No block that reaches this address, from below, is resized in place (AA-6).
    pub(super) floor: Cell<usize>,
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
            offset: Cell::new(Self::FIRST_OFFSET),
            floor: Cell::new(0),
        }
    }

    /// That of an arena whose blocks all lie in the top of `held`, or which has none.
    pub(super) const FIRST_OFFSET: usize = 0_usize.wrapping_sub(HEADER);

    /// Once the arena holds no block any more.
    #[inline(always)]
    pub(super) fn restart(&self) {
        self.offset.set(Self::FIRST_OFFSET);
        self.floor.set(0);
    }

    /// After a reset that kept a chunk of `kept` bytes.
    #[inline(always)]
    pub(super) fn limit_next_chunk(&self, kept: usize) {
        self.next_chunk.set(bump::next_chunk_after_reset(self.next_chunk.get(), kept));
    }
}
