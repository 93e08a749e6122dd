//! The half that pushes.

use core::fmt;

use crate::{Full, raw::Half};

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
