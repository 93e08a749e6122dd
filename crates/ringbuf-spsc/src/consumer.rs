//! The half that pops.

use core::fmt;

use crate::raw::Half;

/// The half of a ring that pops; there is one at a time.
///
/// Made by [`channel`](crate::channel), which leaves `'a` `'static`, or by a
/// [`RingBuffer`](crate::RingBuffer), which it borrows for `'a`. It may move to another thread if
/// the items may. When it is dropped, the producer's
/// [`is_abandoned`](crate::Producer::is_abandoned) turns true; what was not popped stays in the
/// ring, which drops it when it goes.
pub struct Consumer<'a, T> {
    half: Half<'a, T, false>,
}

impl<'a, T> Consumer<'a, T> {
    pub(crate) fn new(half: Half<'a, T, false>) -> Self {
        Self { half }
    }

    /// Pops the oldest item, or None if the ring is empty now.
    ///
    /// Wait-free: a read of the item and an atomic store, and, when all that was known of is
    /// popped, an atomic load to see how far the producer has got. Cannot panic.
    ///
    /// None does not tell whether there still is a producer: see
    /// [`is_abandoned`](Self::is_abandoned).
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// let mut ring = RingBuffer::<_, 2>::new();
    /// let (mut producer, mut consumer) = ring.split();
    /// assert_eq!(consumer.pop(), None);
    /// producer.push("one")?;
    /// assert_eq!(consumer.pop(), Some("one"));
    /// # Ok::<(), ringbuf_spsc::Full<&str>>(())
    /// ```
    #[inline]
    pub fn pop(&mut self) -> Option<T> {
        self.half.pop()
    }

    /// Pops as many items as there are, at most `items.len()`, into the front of `items`, and
    /// returns how many. The rest of `items` is left as it is.
    ///
    /// One or two `memcpy`s and one atomic store, and a load if fewer were known of than asked for.
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// let mut ring = RingBuffer::<_, 4>::new();
    /// let (mut producer, mut consumer) = ring.split();
    /// producer.push_slice(b"abc");
    /// let mut items = *b"....";
    /// assert_eq!(consumer.pop_slice(&mut items), 3);
    /// assert_eq!(&items, b"abc.");
    /// ```
    #[inline]
    #[must_use = "tells how many items were popped: it may be fewer than asked for"]
    pub fn pop_slice(&mut self, items: &mut [T]) -> usize
    where
        T: Copy,
    {
        self.half.pop_slice(items)
    }

    /// How many items can be popped now, at least: the producer may push more at any time.
    ///
    /// One atomic load.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.half.available()
    }

    /// Whether a pop would find nothing now; the producer may push at any time.
    ///
    /// One atomic load.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.half.is_stuck()
    }

    /// How many items the ring holds at most. Costs nothing.
    #[inline]
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.half.capacity()
    }

    /// Whether the producer has been dropped. Once true, all that it ever pushed can be popped: a
    /// ring that is empty *after* this said true stays empty.
    ///
    /// In this order: `is_abandoned`, then `pop` until None. The other way round, an item pushed
    /// between the two would be missed.
    ///
    /// Of a [`RingBuffer`](crate::RingBuffer), it turns false again when the producer is claimed
    /// anew. A side that was never claimed is not abandoned. One atomic load.
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// let mut ring = RingBuffer::<_, 1>::new();
    /// let (mut producer, mut consumer) = ring.split();
    /// producer.push("last").unwrap();
    /// drop(producer);
    /// assert!(consumer.is_abandoned());
    /// assert_eq!(consumer.pop(), Some("last"));
    /// assert_eq!(consumer.pop(), None);
    /// ```
    #[inline]
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.half.is_abandoned()
    }
}

impl<T> fmt::Debug for Consumer<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consumer")
            .field("len", &self.len())
            .field("capacity", &self.capacity())
            .field("is_abandoned", &self.is_abandoned())
            .finish()
    }
}
