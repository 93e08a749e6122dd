//! A free slot, to be written in place.

use core::{fmt, mem::MaybeUninit};

use super::Half;

/// A free slot at the producer's end, from [`Producer::vacant_slot`](crate::Producer::vacant_slot).
///
/// Nothing is pushed until it is committed: a slot that is dropped or forgotten changes nothing
/// (an item that was written through [`uninit`](Self::uninit), and not committed, leaks).
pub struct Slot<'s, T> {
    /// There is room: the half is `ready`.
    half: &'s mut Half<'static, T, true>,
}

impl<'s, T> Slot<'s, T> {
    /// # Safety
    ///
    /// The half is `ready`.
    pub(super) unsafe fn new(half: &'s mut Half<'static, T, true>) -> Self {
        Self { half }
    }

    /// Writes the item and pushes it. One atomic store.
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// let mut ring = RingBuffer::<_, 1>::new();
    /// let (mut producer, mut consumer) = ring.split();
    /// if let Some(slot) = producer.vacant_slot() {
    ///     slot.write([1; 1000]);
    /// }
    /// assert_eq!(consumer.pop(), Some([1; 1000]));
    /// ```
    #[inline]
    pub fn write(mut self, item: T) {
        self.uninit().write(item);
        // SAFETY: [RB-3] initialised just now.
        unsafe { self.commit() };
    }

    /// The slot itself, to be initialised in place, bit by bit; then [`commit`](Self::commit).
    #[inline]
    pub fn uninit(&mut self) -> &mut MaybeUninit<T> {
        let (side, pos) = (self.half.side, self.half.pos);
        side.watch(pos, 1);
        // SAFETY: [RB-4] the half's own position is valid.
        let slot = unsafe { side.slot(pos) };
        // SAFETY: [RB-1, RB-4] the half is `ready` and borrowed by us: its slot is valid, aligned
        // and ours alone; whatever it holds is a `MaybeUninit`.
        unsafe { slot.cast().as_mut() }
    }

    /// Pushes what was written through [`uninit`](Self::uninit). One atomic store.
    ///
    /// # Safety
    ///
    /// The slot was initialised, wholly.
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// let mut ring = RingBuffer::<u64, 1>::new();
    /// let (mut producer, mut consumer) = ring.split();
    /// let mut slot = producer.vacant_slot().expect("the ring is new");
    /// slot.uninit().write(7);
    /// // SAFETY: written on the line above.
    /// unsafe { slot.commit() };
    /// assert_eq!(consumer.pop(), Some(7));
    /// ```
    #[inline]
    pub unsafe fn commit(self) {
        let (side, pos) = (self.half.side, self.half.pos);
        // SAFETY: [RB-4] the half is `ready`; the slot is initialised, says the caller.
        unsafe { side.publish(pos + 1) };
        self.half.pos = pos + 1;
    }
}

impl<T> fmt::Debug for Slot<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").finish_non_exhaustive()
    }
}
