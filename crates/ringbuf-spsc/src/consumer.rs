//! The half that pops.

use core::{fmt, mem::MaybeUninit};

use crate::{Drain, Iter, IterMut, ReadChunk, TooFew, raw::Half};

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
    /// In a ring of 1024 or more, while items stream through at full speed, it spins up to 16 times before that
    /// load (0.6 µs on a Zen 5), so that the producer gets a lead: each look slows it down.
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

    /// As [`pop_slice`](Self::pop_slice), for items of any kind and a place that need not hold any:
    /// moves items to the front of `items` and returns those.
    ///
    /// They are in `items` from then on: drop or read them there, or they leak.
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// use std::mem::MaybeUninit;
    ///
    /// let mut ring = RingBuffer::<_, 4>::new();
    /// let (mut producer, mut consumer) = ring.split();
    /// producer.push_slice(b"abc");
    /// let mut items = [MaybeUninit::uninit(); 2];
    /// assert_eq!(consumer.pop_slice_uninit(&mut items), b"ab");
    /// ```
    #[inline]
    #[must_use = "the items that were moved out leak unless they are used"]
    pub fn pop_slice_uninit<'i>(&mut self, items: &'i mut [MaybeUninit<T>]) -> &'i mut [T] {
        self.half.pop_slice_uninit(items)
    }

    /// The oldest item, or None if the ring is empty now. One atomic load.
    #[inline]
    #[must_use]
    pub fn peek(&self) -> Option<&T> {
        self.half.items(1).0.first()
    }

    /// The oldest item, to be changed in place, or None if the ring is empty now. One atomic load.
    #[inline]
    #[must_use]
    pub fn peek_mut(&mut self) -> Option<&mut T> {
        self.half.items_mut(1).0.first_mut()
    }

    /// The items that are in the ring now, oldest first. They stay. One atomic load.
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// let mut ring = RingBuffer::<_, 4>::new();
    /// let (mut producer, consumer) = ring.split();
    /// producer.push_slice(&[1, 2, 3]);
    /// assert_eq!(consumer.iter().sum::<i32>(), 6);
    /// assert_eq!(consumer.peek(), Some(&1));
    /// ```
    #[inline]
    #[must_use]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::new(self.half.items(usize::MAX))
    }

    /// The items that are in the ring now, oldest first, to be changed in place. They stay. One
    /// atomic load.
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// let mut ring = RingBuffer::<_, 4>::new();
    /// let (mut producer, mut consumer) = ring.split();
    /// producer.push_slice(&[1, 2, 3]);
    /// for item in &mut consumer {
    ///     *item *= 10;
    /// }
    /// assert!(consumer.drain().eq([10, 20, 30]));
    /// ```
    #[inline]
    #[must_use]
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        IterMut::new(self.half.items_mut(usize::MAX))
    }

    /// Takes out the items that are in the ring now, oldest first. As with a `Vec`, those that are
    /// left when the drain is dropped, are dropped with it. One atomic store an item.
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// let mut ring = RingBuffer::<_, 4>::new();
    /// let (mut producer, mut consumer) = ring.split();
    /// producer.push_iter(["a".to_owned(), "b".to_owned()]);
    /// assert_eq!(consumer.drain().collect::<String>(), "ab");
    /// ```
    #[inline]
    pub fn drain(&mut self) -> Drain<'_, T> {
        self.half.drain()
    }

    /// Drops the oldest `count` items, or all that are in the ring now if there are fewer, and
    /// returns how many. One atomic store.
    ///
    /// Should an item's drop panic, the others are dropped nonetheless.
    #[inline]
    pub fn skip(&mut self, count: usize) -> usize {
        self.half.discard(count)
    }

    /// Drops all items that are in the ring now, and returns how many: [`skip`](Self::skip) without
    /// an end.
    #[inline]
    pub fn clear(&mut self) -> usize {
        self.skip(usize::MAX)
    }

    /// The oldest `count` items, to be looked at where they are, and consumed together.
    ///
    /// # Errors
    ///
    /// [`TooFew`] tells how many items there are, if they are fewer.
    #[inline]
    pub fn read_chunk(&mut self, count: usize) -> Result<ReadChunk<'_, T>, TooFew> {
        self.half.read_chunk(count).map_err(|available| TooFew { requested: count, available })
    }

    /// As [`read_chunk`](Self::read_chunk), with as many items as there are now, at most `count`;
    /// that may be none.
    #[inline]
    #[must_use]
    pub fn read_chunk_max(&mut self, count: usize) -> ReadChunk<'_, T> {
        self.half.read_chunk_max(count)
    }

    /// The oldest items that lie side by side: all, or those up to the ring's end; none if the ring is empty.
    #[cfg(feature = "std")]
    pub(crate) fn front(&self) -> &[T] {
        self.half.items(usize::MAX).0
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

impl<'c, T> IntoIterator for &'c Consumer<'_, T> {
    type Item = &'c T;
    type IntoIter = Iter<'c, T>;

    fn into_iter(self) -> Iter<'c, T> {
        self.iter()
    }
}

impl<'c, T> IntoIterator for &'c mut Consumer<'_, T> {
    type Item = &'c mut T;
    type IntoIter = IterMut<'c, T>;

    fn into_iter(self) -> IterMut<'c, T> {
        self.iter_mut()
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
