//! The half that pushes.

use core::fmt;

use crate::{Full, Slot, TooFew, WriteChunk, raw::Half};

/// The half of a ring that pushes; there is one at a time.
///
/// Made by [`channel`](crate::channel), which leaves `'a` `'static`, or by a
/// [`RingBuffer`](crate::RingBuffer), which it borrows for `'a`. It may move to another thread if
/// the items may. When it is dropped, the consumer's
/// [`is_abandoned`](crate::Consumer::is_abandoned) turns true; what was pushed stays to be popped.
pub struct Producer<'a, T> {
    half: Half<'a, T, true>,
}

impl<'a, T> Producer<'a, T> {
    pub(crate) fn new(half: Half<'a, T, true>) -> Self {
        Self { half }
    }

    /// Pushes an item, which the consumer can pop from now on.
    ///
    /// Wait-free: a write of the item and an atomic store, and once in a while an atomic load to
    /// see how far the consumer has got. Cannot panic.
    ///
    /// In a ring of 1024 or more that is full again and again, it spins up to 16 times before that load (0.6 µs
    /// on a Zen 5), so that the consumer gets a lead: each look slows it down.
    ///
    /// # Errors
    ///
    /// [`Full`] hands the item back if all slots are taken. It does not tell whether there still is
    /// a consumer: see [`is_abandoned`](Self::is_abandoned).
    ///
    /// ```
    /// # use ringbuf_spsc::{Full, RingBuffer};
    /// let mut ring = RingBuffer::<_, 2>::new();
    /// let (mut producer, mut consumer) = ring.split();
    /// assert_eq!(producer.push('a'), Ok(()));
    /// assert_eq!(producer.push('b'), Ok(()));
    /// assert_eq!(producer.push('c'), Err(Full('c')));
    /// assert_eq!(consumer.pop(), Some('a'));
    /// ```
    #[inline]
    pub fn push(&mut self, item: T) -> Result<(), Full<T>> {
        self.half.push(item).map_err(Full)
    }

    /// Pushes as many of `items` as there is room for, from the first on, and returns how many.
    ///
    /// All of them become visible to the consumer at once. One or two `memcpy`s and one atomic
    /// store, and a load as for [`push`](Self::push).
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// let mut ring = RingBuffer::<_, 3>::new();
    /// let (mut producer, _consumer) = ring.split();
    /// assert_eq!(producer.push_slice(b"ab"), 2);
    /// assert_eq!(producer.push_slice(b"cd"), 1);
    /// ```
    #[inline]
    #[must_use = "tells how many items were pushed: it may be fewer than all"]
    pub fn push_slice(&mut self, items: &[T]) -> usize
    where
        T: Copy,
    {
        self.half.push_slice(items)
    }

    /// Pushes what the closure makes; it is called only if there is room. As [`push`](Self::push)
    /// else. Should the closure panic, nothing is pushed.
    ///
    /// # Errors
    ///
    /// [`Full`] hands the closure back if all slots are taken.
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// let mut ring = RingBuffer::<_, 1>::new();
    /// let (mut producer, _consumer) = ring.split();
    /// assert!(producer.push_with(|| vec![0; 100]).is_ok());
    /// assert!(producer.push_with(|| unreachable!("full")).is_err());
    /// ```
    #[inline]
    pub fn push_with<F: FnOnce() -> T>(&mut self, make: F) -> Result<(), Full<F>> {
        match self.vacant_slot() {
            Some(slot) => {
                slot.write(make());
                Ok(())
            }
            None => Err(Full(make)),
        }
    }

    /// The next free slot, to be written in place, or None if the ring is full now. An atomic load
    /// once in a while, as for [`push`](Self::push).
    #[inline]
    pub fn vacant_slot(&mut self) -> Option<Slot<'_, T>> {
        self.half.vacant_slot()
    }

    /// Pushes items until the ring is full or the iterator ends, and returns how many. The iterator
    /// is not asked for an item that there is no room for. One atomic store an item.
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// let mut ring = RingBuffer::<_, 3>::new();
    /// let (mut producer, _consumer) = ring.split();
    /// let mut items = 1..;
    /// assert_eq!(producer.push_iter(items.by_ref()), 3);
    /// assert_eq!(items.next(), Some(4));
    /// ```
    #[inline]
    pub fn push_iter(&mut self, items: impl IntoIterator<Item = T>) -> usize {
        self.half.push_iter(items)
    }

    /// `count` free slots, to be filled in any of several ways and published together.
    ///
    /// # Errors
    ///
    /// [`TooFew`] tells how many slots are free, if they are fewer.
    #[inline]
    pub fn write_chunk(&mut self, count: usize) -> Result<WriteChunk<'_, T>, TooFew> {
        self.half.write_chunk(count).map_err(|available| TooFew { requested: count, available })
    }

    /// As [`write_chunk`](Self::write_chunk), with as many slots as are free, at most `count`; that
    /// may be none.
    #[inline]
    #[must_use]
    pub fn write_chunk_max(&mut self, count: usize) -> WriteChunk<'_, T> {
        self.half.write_chunk_max(count)
    }

    /// How many items can be pushed now, at least: the consumer may make more room at any time.
    ///
    /// One atomic load.
    #[inline]
    #[must_use]
    pub fn free_len(&self) -> usize {
        self.half.available()
    }

    /// Whether a push would fail now; the consumer may make room at any time.
    ///
    /// One atomic load.
    #[inline]
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.half.is_stuck()
    }

    /// How many items the ring holds at most. Costs nothing.
    #[inline]
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.half.capacity()
    }

    /// Whether the consumer has been dropped: what is pushed now, nobody may ever pop.
    ///
    /// Of a [`RingBuffer`](crate::RingBuffer), it turns false again when the consumer is claimed
    /// anew. A side that was never claimed is not abandoned. One atomic load.
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// let mut ring = RingBuffer::<u8, 1>::new();
    /// let (producer, consumer) = ring.split();
    /// assert!(!producer.is_abandoned());
    /// drop(consumer);
    /// assert!(producer.is_abandoned());
    /// ```
    #[inline]
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.half.is_abandoned()
    }
}

impl<T> fmt::Debug for Producer<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Producer")
            .field("free_len", &self.free_len())
            .field("capacity", &self.capacity())
            .field("is_abandoned", &self.is_abandoned())
            .finish()
    }
}
