//! The half that pushes, and waits for room.

use core::{fmt, time::Duration};
use std::time::Instant;

use super::{
    Bell, PushError,
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

    /// Pushes an item, if there is room now. Unlike the pushes that wait, it does not ask whether
    /// there still is a consumer: see [`is_abandoned`](Self::is_abandoned).
    ///
    /// # Errors
    ///
    /// [`Full`] hands the item back if there is none.
    pub fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.half.push(item)?;
        self.bell.other().ring();
        Ok(())
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

    fn push_until(&mut self, item: T, deadline: Deadline) -> Result<(), PushError<T>> {
        if self.half.is_abandoned() {
            return Err(PushError::Abandoned(item));
        }
        let Err(Full(item)) = self.try_push(item) else { return Ok(()) };
        let half = &self.half;
        let ready = || half.is_abandoned() || !half.is_full();
        if !self.bell.own().wait(deadline, ready) {
            return Err(PushError::TimedOut(item));
        }
        if self.half.is_abandoned() {
            return Err(PushError::Abandoned(item));
        }
        // There is room, and nobody else to take it.
        self.try_push(item).map_err(|full| PushError::TimedOut(full.0))
    }
}

impl<T> fmt::Debug for Producer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.half.fmt(f)
    }
}
