//! Free slots, to be filled and published together.

// PINNED: tests/it/auto_traits.rs

use core::{
    fmt,
    mem::{self, MaybeUninit},
    ptr::NonNull,
};

use super::{Half, copy::copy, span::Span};
use crate::Full;

/// Free slots at the producer's end, from [`Producer::write_chunk`](crate::Producer::write_chunk).
///
/// They are filled from the front: [`push`](Self::push), [`fill_from_iter`](Self::fill_from_iter)
/// and [`copy_from_slice`](Self::copy_from_slice) extend the initialised prefix, and
/// [`commit`](Self::commit) publishes it, all at once. A chunk that is dropped publishes nothing,
/// and drops its items; one that is forgotten publishes nothing, and leaks them.
///
/// ```
/// # use ringbuf_spsc::RingBuffer;
/// let mut ring = RingBuffer::<u32, 8>::new();
/// let (mut producer, mut consumer) = ring.split();
/// let mut chunk = producer.write_chunk(5)?;
/// chunk.copy_from_slice(&[1, 2]);
/// chunk.push(3).expect("two slots are left after this");
/// chunk.fill_from_iter(4..);
/// chunk.commit();
/// assert!(consumer.drain().eq([1, 2, 3, 4, 5]));
/// # Ok::<(), ringbuf_spsc::TooFew>(())
/// ```
pub struct WriteChunk<'s, T> {
    half: &'s mut Half<'static, T, true>,
    /// The slots: the half's own from `pos` on, which stay its own while it does not move.
    span: Span<'s, T>,
    /// So many of them, from the first on, are initialised; those belong to the chunk.
    filled: usize,
}

// SAFETY: [RB-3, RB-4] a chunk is a half that is borrowed, its slots, and items in them: all may go
// to another thread if the items may (the half's own `Send`).
unsafe impl<T: Send> Send for WriteChunk<'_, T> {}

impl<'s, T> WriteChunk<'s, T> {
    /// The half has at least `count` slots, by its `at_most`.
    pub(super) fn new(half: &'s mut Half<'static, T, true>, count: usize) -> Self {
        // SAFETY: [RB-1] the half is borrowed for `'s`, and lives no longer than its ring.
        let span = unsafe { half.span(count).lasting() };
        Self { half, span, filled: 0 }
    }

    /// How many slots there are, filled or not.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.span.len()
    }

    /// How many slots are filled.
    #[must_use]
    pub fn len(&self) -> usize {
        self.filled
    }

    /// Whether no slot is filled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.filled == 0
    }

    /// Fills the next slot.
    ///
    /// # Errors
    ///
    /// [`Full`] hands the item back if all are filled.
    #[inline]
    pub fn push(&mut self, item: T) -> Result<(), Full<T>> {
        let Some(slot) = self.span.skip(self.filled).first() else { return Err(Full(item)) };
        // SAFETY: [RB-1, RB-4] the slot is valid, aligned, and ours alone; it holds nothing yet.
        unsafe { slot.write(item) };
        self.filled += 1;
        Ok(())
    }

    /// Fills slots until all are filled or the iterator ends, and returns how many were filled. The
    /// iterator is not asked for an item that has no slot.
    pub fn fill_from_iter(&mut self, items: impl IntoIterator<Item = T>) -> usize {
        let before = self.filled;
        let mut items = items.into_iter();
        // Should the iterator panic, what it gave so far is ours, and counted.
        while self.filled < self.capacity() {
            let Some(item) = items.next() else { break };
            let pushed = self.push(item);
            debug_assert!(pushed.is_ok(), "a slot was free");
        }
        self.filled - before
    }

    /// Fills slots with as many of `items` as there is room for, and returns how many.
    #[inline]
    pub fn copy_from_slice(&mut self, items: &[T]) -> usize
    where
        T: Copy,
    {
        let (first, second) = self.spare_mut();
        let head = items.len().min(first.len());
        let rest = (items.len() - head).min(second.len());
        let (first, second) = (NonNull::from(first).cast(), NonNull::from(second).cast());
        let from = NonNull::from(items).cast::<T>();
        // SAFETY: `items` has at least `head` items, and `first` as many slots; [RB-4] they are
        // ours alone, so that they do not overlap.
        unsafe { copy(from, first, head) };
        // SAFETY: [RB-7] `head` is at most the length of `items`.
        let from = unsafe { from.add(head) };
        // SAFETY: [RB-4] as above, for the `rest` that follow.
        unsafe { copy(from, second, rest) };
        self.filled += head + rest;
        head + rest
    }

    /// The slots that are not filled yet: those up to the end of the ring, and those from its start
    /// on. Fill them in this order, then [`assume_init`](Self::assume_init).
    #[inline]
    pub fn spare_mut(&mut self) -> (&mut [MaybeUninit<T>], &mut [MaybeUninit<T>]) {
        // SAFETY: [RB-1, RB-4] the slots past the filled ones are ours alone, by `&mut self`, and
        // whatever they hold is a `MaybeUninit`.
        unsafe { self.span.skip(self.filled).uninit().as_mut_slices() }
    }

    /// Counts `count` more slots as filled, or all if there are fewer.
    ///
    /// # Safety
    ///
    /// The first `count` of the slots of [`spare_mut`](Self::spare_mut) are initialised.
    ///
    /// ```
    /// # use ringbuf_spsc::RingBuffer;
    /// let mut ring = RingBuffer::<u8, 4>::new();
    /// let (mut producer, mut consumer) = ring.split();
    /// let mut chunk = producer.write_chunk_max(4);
    /// chunk.spare_mut().0[0].write(7);
    /// // SAFETY: the first slot was written.
    /// unsafe { chunk.assume_init(1) };
    /// chunk.commit();
    /// assert_eq!(consumer.pop(), Some(7));
    /// ```
    #[inline]
    pub unsafe fn assume_init(&mut self, count: usize) {
        self.filled = self.capacity().min(self.filled.saturating_add(count));
    }

    /// Publishes the filled slots, all at once. One atomic store, or none if none is filled.
    #[inline]
    pub fn commit(mut self) {
        // The items are the ring's from here on: not ours to drop.
        let count = mem::take(&mut self.filled);
        if count > 0 {
            // SAFETY: [RB-4] there were as many slots by `at_most`, the half did not move since, and
            // they are initialised.
            unsafe { self.half.publish_many(count) };
        }
    }
}

impl<T> Drop for WriteChunk<'_, T> {
    fn drop(&mut self) {
        // SAFETY: [RB-4] the filled slots are initialised and ours alone; nobody uses them after
        // this, as they were not published.
        unsafe { self.span.take(self.filled).drop_items() };
    }
}

impl<T> fmt::Debug for WriteChunk<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteChunk")
            .field("len", &self.len())
            .field("capacity", &self.capacity())
            .finish()
    }
}
