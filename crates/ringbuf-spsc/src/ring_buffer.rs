//! The ring that holds its slots inline.

use core::fmt;

use crate::{Consumer, Full, IterMut, Producer, raw::Inline};

/// A ring of `N` slots, held inline: no allocation, and fit for a `static`.
///
/// `N` is from 1 to `isize::MAX / 2`; anything else does not compile. All `N` slots are usable.
/// Its halves borrow it; what is left in it when it goes is dropped, in order.
///
/// A value of this type is as large as its slots and some cache lines (three times 128 bytes on
/// x86-64 and aarch64, and the slots rounded up to whole ones): pin a large one in a `static` or a
/// `Box` before use.
///
/// ```
/// use ringbuf_spsc::RingBuffer;
///
/// let mut ring = RingBuffer::<u32, 3>::new();
/// let (mut producer, mut consumer) = ring.split();
/// std::thread::scope(|scope| {
///     scope.spawn(move || producer.push(7));
///     let item = loop {
///         match consumer.pop() {
///             Some(item) => break item,
///             None => std::thread::yield_now(),
///         }
///     };
///     assert_eq!(item, 7);
/// });
/// ```
pub struct RingBuffer<T, const N: usize> {
    ring: Inline<T, N>,
}

impl<T, const N: usize> RingBuffer<T, N> {
    /// An empty ring. Costs nothing: the slots are not written.
    #[cfg(not(hardpan_loom))]
    #[must_use]
    pub const fn new() -> Self {
        Self { ring: Inline::new() }
    }

    /// An empty ring. The model checker's atomics cannot be made in a constant.
    #[cfg(hardpan_loom)]
    #[must_use]
    pub fn new() -> Self {
        Self { ring: Inline::new() }
    }

    /// `N`.
    #[inline]
    #[must_use]
    pub const fn capacity(&self) -> usize {
        N
    }

    /// How many items are in the ring: exact if no half is at work, else a snapshot that may be out
    /// of date, and is from 0 to `N` even so. Two atomic loads.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.ring.len()
    }

    /// Whether [`len`](Self::len) is 0.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether [`len`](Self::len) is `N`.
    #[inline]
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.len() == N
    }

    /// Pushes an item, by one who has the whole ring. No read-modify-write.
    ///
    /// # Errors
    ///
    /// [`Full`] hands the item back if all slots are taken.
    ///
    /// ```
    /// # use ringbuf_spsc::{Full, RingBuffer};
    /// let mut ring = RingBuffer::<_, 2>::new();
    /// ring.push(1)?;
    /// ring.push(2)?;
    /// assert_eq!(ring.push(3), Err(Full(3)));
    /// assert_eq!(ring.peek(), Some(&1));
    /// assert!(ring.iter_mut().map(|item| *item).eq([1, 2]));
    /// assert_eq!(ring.pop(), Some(1));
    /// # Ok::<(), Full<i32>>(())
    /// ```
    #[inline]
    pub fn push(&mut self, item: T) -> Result<(), Full<T>> {
        self.ring.push(item).map_err(Full)
    }

    /// Pops the oldest item, or None if the ring is empty. No read-modify-write.
    #[inline]
    pub fn pop(&mut self) -> Option<T> {
        self.ring.pop()
    }

    /// The oldest item, or None if the ring is empty.
    ///
    /// Like all that touches an item it takes `&mut self`: of a ring that is shared, the halves may
    /// be elsewhere.
    #[inline]
    #[must_use]
    pub fn peek(&mut self) -> Option<&T> {
        self.ring.items_mut().0.first()
    }

    /// The items, oldest first, to be changed in place.
    #[inline]
    #[must_use]
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        IterMut::new(self.ring.items_mut())
    }

    /// Drops all items, and returns how many they were. Should one's drop panic, the others are
    /// dropped nonetheless.
    pub fn clear(&mut self) -> usize {
        self.ring.clear()
    }

    /// Both halves. Halves that were forgotten before do not count: their borrow has ended.
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// let mut ring = RingBuffer::<_, 8>::new();
    /// let (mut producer, _) = ring.split();
    /// producer.push(1)?;
    /// drop(producer);
    /// let (_, mut consumer) = ring.split(); // again: the ring keeps its items
    /// assert_eq!(consumer.pop(), Some(1));
    /// # Ok::<(), ringbuf_spsc::Full<i32>>(())
    /// ```
    #[must_use]
    pub fn split(&mut self) -> (Producer<'_, T>, Consumer<'_, T>) {
        let (producer, consumer) = self.ring.split();
        (Producer::new(producer), Consumer::new(consumer))
    }

    /// Both halves from a shared ring, if neither is taken; dropping a half gives it back.
    ///
    /// One compare-and-swap, and one more each time that another claim or drop of a half came in
    /// between. A half that is forgotten stays taken until the next [`split`](Self::split).
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// static RING: RingBuffer<u8, 16> = RingBuffer::new();
    ///
    /// let (mut producer, mut consumer) = RING.try_split().expect("nobody has it yet");
    /// assert!(RING.try_split().is_none());
    /// producer.push(1)?;
    /// assert_eq!(consumer.pop(), Some(1));
    /// # Ok::<(), ringbuf_spsc::Full<u8>>(())
    /// ```
    #[must_use]
    pub fn try_split(&self) -> Option<(Producer<'_, T>, Consumer<'_, T>)> {
        let (producer, consumer) = self.ring.try_split()?;
        Some((Producer::new(producer), Consumer::new(consumer)))
    }

    /// The producer alone, if it is not taken, as for [`try_split`](Self::try_split): each side of
    /// an interrupt, say, claims its own.
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// static RING: RingBuffer<u8, 16> = RingBuffer::new();
    ///
    /// fn interrupt() {
    ///     if let Some(mut producer) = RING.try_producer() {
    ///         let _ = producer.push(1);
    ///     }
    /// }
    ///
    /// interrupt();
    /// let mut consumer = RING.try_consumer().expect("claimed once");
    /// assert_eq!(consumer.pop(), Some(1));
    /// ```
    #[must_use]
    pub fn try_producer(&self) -> Option<Producer<'_, T>> {
        self.ring.try_half().map(Producer::new)
    }

    /// The consumer alone, if it is not taken: the twin of [`try_producer`](Self::try_producer).
    #[must_use]
    pub fn try_consumer(&self) -> Option<Consumer<'_, T>> {
        self.ring.try_half().map(Consumer::new)
    }
}

impl<'r, T, const N: usize> IntoIterator for &'r mut RingBuffer<T, N> {
    type Item = &'r mut T;
    type IntoIter = IterMut<'r, T>;

    fn into_iter(self) -> IterMut<'r, T> {
        self.iter_mut()
    }
}

impl<T, const N: usize> Default for RingBuffer<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows how full it is, and no items: those belong to the halves.
impl<T, const N: usize> fmt::Debug for RingBuffer<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RingBuffer").field("len", &self.len()).field("capacity", &N).finish()
    }
}
