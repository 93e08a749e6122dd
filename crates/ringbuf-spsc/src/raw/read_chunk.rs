//! The oldest items, to be looked at and given up together.

use core::fmt;

use super::{Drain, Half};

/// The oldest items of a ring, from [`Consumer::read_chunk`](crate::Consumer::read_chunk).
///
/// They stay in the ring until [`commit`](Self::commit): a chunk that is dropped or forgotten
/// consumes nothing. To take the items out, iterate over the chunk.
///
/// ```
/// # use ringbuf_spsc::RingBuffer;
/// let mut ring = RingBuffer::<u32, 8>::new();
/// let (mut producer, mut consumer) = ring.split();
/// assert_eq!(producer.push_slice(&[1, 2, 3]), 3);
/// let chunk = consumer.read_chunk(2)?;
/// assert_eq!(chunk.as_slices().0, [1, 2]);
/// chunk.commit_all();
/// assert_eq!(consumer.pop(), Some(3));
/// # Ok::<(), ringbuf_spsc::TooFew>(())
/// ```
pub struct ReadChunk<'s, T> {
    half: &'s mut Half<'static, T, false>,
    count: usize,
}

impl<'s, T> ReadChunk<'s, T> {
    /// The half has at least `count` items.
    pub(super) fn new(half: &'s mut Half<'static, T, false>, count: usize) -> Self {
        Self { half, count }
    }

    /// How many items the chunk has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether the chunk has no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The items: those up to the end of the ring, then those from its start on. One atomic load.
    #[must_use]
    pub fn as_slices(&self) -> (&[T], &[T]) {
        self.half.items(self.count)
    }

    /// As [`as_slices`](Self::as_slices), to be changed in place.
    #[must_use]
    pub fn as_mut_slices(&mut self) -> (&mut [T], &mut [T]) {
        self.half.items_mut(self.count)
    }

    /// Drops the first `count` items, in order, or all if there are fewer, and gives their slots
    /// to the producer. One atomic store. The rest stays in the ring.
    pub fn commit(self, count: usize) {
        self.half.discard(count.min(self.count));
    }

    /// [`commit`](Self::commit) for all items.
    pub fn commit_all(self) {
        self.half.discard(self.count);
    }
}

/// Takes the items out, as [`Consumer::drain`](crate::Consumer::drain) does.
impl<'s, T> IntoIterator for ReadChunk<'s, T> {
    type Item = T;
    type IntoIter = Drain<'s, T>;

    fn into_iter(self) -> Drain<'s, T> {
        Drain::new(self.half, self.count)
    }
}

impl<T> fmt::Debug for ReadChunk<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadChunk").field("len", &self.len()).finish()
    }
}
