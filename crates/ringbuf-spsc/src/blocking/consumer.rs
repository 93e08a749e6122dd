//! The half that pops, and waits for an item.

use core::{fmt, iter::FusedIterator, time::Duration};
use std::time::Instant;

use super::{
    Bell, PopError,
    gate::{Deadline, after},
};

/// The half of a waiting pair that pops, from [`channel`](super::channel).
pub struct Consumer<T> {
    /// Dropped before the bell rings: the producer must find it gone.
    pub(super) half: crate::Consumer<'static, T>,
    pub(super) bell: Bell,
}

impl<T> Consumer<T> {
    /// Pops the oldest item, waiting for one; None once the producer has gone and all is popped.
    /// One atomic read-modify-write beside the plain pop.
    pub fn pop(&mut self) -> Option<T> {
        self.pop_until(None).ok()
    }

    /// Pops the oldest item, waiting for one until the time is up.
    ///
    /// # Errors
    ///
    /// [`PopError`] says why there is none.
    ///
    /// ```
    /// use ringbuf_spsc::blocking::{PopError, channel};
    /// use std::time::Duration;
    ///
    /// let (producer, mut consumer) = channel::<u8>(1);
    /// assert_eq!(consumer.pop_timeout(Duration::from_millis(1)), Err(PopError::TimedOut));
    /// drop(producer);
    /// assert_eq!(consumer.pop_timeout(Duration::MAX), Err(PopError::Abandoned));
    /// ```
    pub fn pop_timeout(&mut self, timeout: Duration) -> Result<T, PopError> {
        self.pop_until(after(timeout))
    }

    /// Pops the oldest item, waiting for one until a point in time.
    ///
    /// # Errors
    ///
    /// [`PopError`] says why there is none.
    pub fn pop_deadline(&mut self, deadline: Instant) -> Result<T, PopError> {
        self.pop_until(Some(deadline))
    }

    /// Pops the oldest item, if there is one now.
    pub fn try_pop(&mut self) -> Option<T> {
        let item = self.half.pop()?;
        self.bell.other().ring();
        Some(item)
    }

    /// Waits for an item, and pops as many as there are and `items` has room for: one at least, unless
    /// it has none, or the producer has gone and all is popped. Returns how many. One atomic
    /// read-modify-write for all of them, beside the plain pop of the slice.
    #[must_use = "tells how many items were popped: it may be fewer than there is room for"]
    pub fn pop_slice(&mut self, items: &mut [T]) -> usize
    where
        T: Copy,
    {
        loop {
            // Abandoned first: items pushed before that are seen by the pop below.
            let last = items.is_empty() || self.half.is_abandoned();
            let count = self.try_pop_slice(items);
            if count > 0 || last {
                return count;
            }
            self.wait(None);
        }
    }

    /// Pops as many items as there are now and `items` has room for, and returns how many.
    #[must_use = "tells how many items were popped: it may be fewer than there is room for"]
    pub fn try_pop_slice(&mut self, items: &mut [T]) -> usize
    where
        T: Copy,
    {
        let count = self.half.pop_slice(items);
        if count > 0 {
            self.bell.other().ring();
        }
        count
    }

    /// Waits for an item; all that lie side by side then, none once the producer has gone and all is popped.
    pub(crate) fn wait_for_front(&mut self) -> &[T] {
        if self.half.is_empty() {
            self.wait(None);
        }
        self.half.front()
    }

    /// Drops the oldest `count` items, or all if there are fewer.
    pub(crate) fn skip(&mut self, count: usize) {
        if self.half.skip(count) > 0 {
            self.bell.other().ring();
        }
    }

    /// The oldest item, or None if there is none now. It stays. One atomic load.
    #[must_use]
    pub fn peek(&self) -> Option<&T> {
        self.half.peek()
    }

    /// Whether the producer has been dropped. Once true, all that it pushed can be popped.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.half.is_abandoned()
    }

    /// How many items can be popped now, at least. One atomic load.
    #[must_use]
    pub fn len(&self) -> usize {
        self.half.len()
    }

    /// Whether there is no item now. One atomic load.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.half.is_empty()
    }

    /// How many items the ring holds at most.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.half.capacity()
    }

    fn pop_until(&mut self, deadline: Deadline) -> Result<T, PopError> {
        if let Some(item) = self.try_pop() {
            return Ok(item);
        }
        if !self.wait(deadline) {
            return Err(PopError::TimedOut);
        }
        self.try_pop().ok_or(PopError::Abandoned)
    }

    /// Waits until there is an item or the producer has gone; false if the time was up first.
    fn wait(&mut self, deadline: Deadline) -> bool {
        let half = &self.half;
        // Abandoned first: an item pushed before that is seen by the pop that follows.
        self.bell.own().wait(deadline, || half.is_abandoned() || !half.is_empty())
    }
}

/// Pops, waiting, until the producer has gone and all is popped: `for item in &mut consumer`.
impl<T> Iterator for Consumer<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.pop()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.len(), None)
    }
}

impl<T> FusedIterator for Consumer<T> {}

impl<T> fmt::Debug for Consumer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.half.fmt(f)
    }
}
