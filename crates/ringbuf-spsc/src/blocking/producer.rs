//! The half that pushes, and waits for room.

use core::{fmt, time::Duration};
use std::time::Instant;

use super::{
    Bell, PushError, TryPushError,
    gate::{Deadline, after},
};
use crate::Full;

/// The half of a waiting pair that pushes, from [`channel`](super::channel).
pub struct Producer<T> {
    /// Dropped before the bell rings: the consumer must find it gone.
    pub(super) half: crate::Producer<'static, T>,
    pub(super) bell: Bell,
}

impl<T> Producer<T> {
    /// Pushes an item, waiting for room. One atomic read-modify-write beside the plain push.
    ///
    /// # Errors
    ///
    /// [`PushError::Abandoned`] hands the item back once the consumer has gone.
    pub fn push(&mut self, item: T) -> Result<(), PushError<T>> {
        self.push_until(item, None)
    }

    /// Pushes an item, waiting for room until the time is up.
    ///
    /// # Errors
    ///
    /// [`PushError`] hands the item back, and says why.
    ///
    /// ```
    /// use ringbuf_spsc::blocking::{PushError, channel};
    /// use std::time::Duration;
    ///
    /// let (mut producer, consumer) = channel(1);
    /// producer.push("one")?;
    /// let error = producer.push_timeout("two", Duration::from_millis(1)).unwrap_err();
    /// assert_eq!(error, PushError::TimedOut("two"));
    /// drop(consumer);
    /// assert_eq!(producer.push("two").unwrap_err(), PushError::Abandoned("two"));
    /// # Ok::<(), PushError<&str>>(())
    /// ```
    pub fn push_timeout(&mut self, item: T, timeout: Duration) -> Result<(), PushError<T>> {
        self.push_until(item, after(timeout))
    }

    /// Pushes an item, waiting for room until a point in time.
    ///
    /// # Errors
    ///
    /// [`PushError`] hands the item back, and says why.
    pub fn push_deadline(&mut self, item: T, deadline: Instant) -> Result<(), PushError<T>> {
        self.push_until(item, Some(deadline))
    }

    /// Pushes an item, if there is room now.
    ///
    /// # Errors
    ///
    /// [`TryPushError`] hands the item back, and says why.
    pub fn try_push(&mut self, item: T) -> Result<(), TryPushError<T>> {
        if self.half.is_abandoned() {
            return Err(TryPushError::Abandoned(item));
        }
        self.half.push(item).map_err(|Full(item)| TryPushError::Full(item))?;
        self.bell.other().ring();
        Ok(())
    }

    /// Waits for room, and pushes as many of `items` as there is room for: one at least, unless there
    /// are none or the consumer has gone. Returns how many. One atomic read-modify-write for all of
    /// them, beside the plain push of the slice.
    ///
    /// ```
    /// let (mut producer, mut consumer) = ringbuf_spsc::blocking::channel(2);
    /// assert_eq!(producer.push_slice(b"abc"), 2);
    /// let mut bytes = [0; 3];
    /// assert_eq!(consumer.pop_slice(&mut bytes), 2);
    /// assert_eq!(&bytes[..2], b"ab");
    /// drop(consumer);
    /// assert_eq!(producer.push_slice(b"c"), 0);
    /// ```
    #[must_use = "tells how many items were pushed: it may be fewer than all"]
    pub fn push_slice(&mut self, items: &[T]) -> usize
    where
        T: Copy,
    {
        loop {
            let count = self.try_push_slice(items);
            if count > 0 || items.is_empty() || self.half.is_abandoned() {
                return count;
            }
            self.wait(None);
        }
    }

    /// Pushes as many of `items` as there is room for now, and returns how many; none once the consumer
    /// has gone.
    #[must_use = "tells how many items were pushed: it may be fewer than all"]
    pub fn try_push_slice(&mut self, items: &[T]) -> usize
    where
        T: Copy,
    {
        if self.half.is_abandoned() {
            return 0;
        }
        let count = self.half.push_slice(items);
        if count > 0 {
            self.bell.other().ring();
        }
        count
    }

    /// Whether the consumer has been dropped.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.half.is_abandoned()
    }

    /// How many items can be pushed now, at least. One atomic load.
    #[must_use]
    pub fn free_len(&self) -> usize {
        self.half.free_len()
    }

    /// How many items the ring holds at most.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.half.capacity()
    }

    fn push_until(&mut self, mut item: T, deadline: Deadline) -> Result<(), PushError<T>> {
        let mut in_time = true;
        loop {
            item = match self.try_push(item) {
                Ok(()) => return Ok(()),
                Err(TryPushError::Full(item)) if in_time => item,
                Err(TryPushError::Full(item)) => return Err(PushError::TimedOut(item)),
                Err(TryPushError::Abandoned(item)) => return Err(PushError::Abandoned(item)),
            };
            in_time = self.wait(deadline);
        }
    }

    /// Waits until there is room or the consumer has gone; false if the time was up first.
    fn wait(&mut self, deadline: Deadline) -> bool {
        let half = &self.half;
        self.bell.own().wait(deadline, || half.is_abandoned() || !half.is_full())
    }
}

impl<T> fmt::Debug for Producer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.half.fmt(f)
    }
}
