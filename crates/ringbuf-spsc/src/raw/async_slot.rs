//! A free slot whose commit wakes the other half's task.

use core::{fmt, mem::MaybeUninit};

use super::bell::Bell;

/// A free slot at the producer's end, from
/// [`asynchronous::Producer::reserve`](crate::asynchronous::Producer::reserve).
///
/// Nothing is pushed until it is written or committed: a slot that is dropped or forgotten changes
/// nothing, and the next reservation gets the same one. To fill it does not wait.
pub struct Slot<'p, T> {
    slot: super::Slot<'p, T>,
    bell: &'p mut Bell,
}

impl<'p, T> Slot<'p, T> {
    pub(crate) fn new(slot: super::Slot<'p, T>, bell: &'p mut Bell) -> Self {
        Self { slot, bell }
    }

    /// Writes the item, pushes it, and wakes the consumer's task if it waits. One atomic store and
    /// one read-modify-write.
    #[inline]
    pub fn write(self, item: T) {
        self.slot.write(item);
        self.bell.ring();
    }

    /// The slot itself, to be initialised in place, bit by bit; then [`commit`](Self::commit).
    #[inline]
    pub fn uninit(&mut self) -> &mut MaybeUninit<T> {
        self.slot.uninit()
    }

    /// Pushes what was written through [`uninit`](Self::uninit), as [`write`](Self::write) does.
    ///
    /// # Safety
    ///
    /// The slot was initialised, wholly.
    #[inline]
    pub unsafe fn commit(self) {
        // SAFETY: [RB-3] the slot is initialised, says the caller.
        unsafe { self.slot.commit() };
        self.bell.ring();
    }
}

impl<T> fmt::Debug for Slot<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").finish_non_exhaustive()
    }
}
