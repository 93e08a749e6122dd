//! The half that pushes, and whose task waits for room.

use core::{
    fmt,
    task::{Context, Poll},
};

use super::{Closed, Push, Reserve, Slot, TryPushError};
use crate::{Full, raw::Bell};

/// The half of an asynchronous pair that pushes, from [`channel`](super::channel).
pub struct Producer<T> {
    /// None once closed. Dropped before the bell, which rings then: the consumer must find it gone.
    half: Option<crate::Producer<'static, T>>,
    bell: Bell,
}

impl<T> Producer<T> {
    pub(super) fn new(half: crate::Producer<'static, T>, bell: Bell) -> Self {
        Self { half: Some(half), bell }
    }

    /// Pushes an item, waiting for room. One atomic read-modify-write beside the plain push.
    ///
    /// Cancelling the wait drops the item: to lose nothing, [`reserve`](Self::reserve) a slot first.
    ///
    /// # Errors
    ///
    /// [`Closed`] hands the item back once the consumer has gone, or this half was closed.
    pub fn push(&mut self, item: T) -> Push<'_, T> {
        Push::new(self, item)
    }

    /// Waits for a free slot, to be written without waiting. Cancelling the wait loses nothing.
    ///
    /// # Errors
    ///
    /// [`Closed`] once the consumer has gone, or this half was closed.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
    /// let (mut producer, mut consumer) = ringbuf_spsc::asynchronous::channel(1);
    /// let mut send = pin!(async {
    ///     let slot = producer.reserve().await?;
    ///     slot.write("one");
    ///     Ok::<_, ringbuf_spsc::asynchronous::Closed>(())
    /// });
    /// let mut context = Context::from_waker(Waker::noop());
    /// assert_eq!(send.as_mut().poll(&mut context), Poll::Ready(Ok(())));
    /// assert_eq!(consumer.try_pop(), Some("one"));
    /// ```
    pub fn reserve(&mut self) -> Reserve<'_, T> {
        Reserve::new(self)
    }

    /// Pushes an item, if there is room now.
    ///
    /// # Errors
    ///
    /// [`TryPushError`] hands the item back, and says why.
    pub fn try_push(&mut self, item: T) -> Result<(), TryPushError<T>> {
        match &mut self.half {
            Some(half) if !half.is_abandoned() => {
                half.push(item).map_err(|Full(item)| TryPushError::Full(item))?;
            }
            _ => return Err(TryPushError::Closed(item)),
        }
        self.bell.ring();
        Ok(())
    }

    /// Pushes as many of `items` as there is room for now, and returns how many; none once the consumer
    /// has gone, or this half was closed. One wake-up for all of them. Where there is no room,
    /// [`reserve`](Self::reserve) and [`poll_ready`](Self::poll_ready) wait for it.
    #[must_use = "tells how many items were pushed: it may be fewer than all"]
    pub fn try_push_slice(&mut self, items: &[T]) -> usize
    where
        T: Copy,
    {
        let count = match &mut self.half {
            Some(half) if !half.is_abandoned() => half.push_slice(items),
            _ => 0,
        };
        if count > 0 {
            self.bell.ring();
        }
        count
    }

    /// Whether a push would not wait; if it would, the task is woken when that may have changed.
    ///
    /// This is what the futures of this half are made of. As with them all, only the task that
    /// asked last is woken.
    ///
    /// # Errors
    ///
    /// [`Closed`] once the consumer has gone, or this half was closed.
    pub fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        let mut ready = self.ready();
        if ready.is_none() {
            self.bell.wait(context.waker());
            ready = self.ready();
        }
        match ready {
            Some(ready) => {
                self.bell.leave();
                Poll::Ready(ready)
            }
            None => Poll::Pending,
        }
    }

    /// Leaves the ring now, as if this half were dropped: the consumer pops what is there, and then
    /// finds the end. Nothing can be pushed after this.
    pub fn close(&mut self) {
        if self.half.take().is_some() {
            // In the drop's order: to leave drops a waker, which may panic.
            self.bell.ring();
            self.bell.leave();
        }
    }

    /// Whether nothing can be pushed any more: the consumer was dropped, or this half closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.half.as_ref().is_none_or(crate::Producer::is_abandoned)
    }

    /// How many items can be pushed now, at least; none once closed. One atomic load.
    #[must_use]
    pub fn free_len(&self) -> usize {
        self.half.as_ref().map_or(0, crate::Producer::free_len)
    }

    /// How many items the ring holds at most; none once closed.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.half.as_ref().map_or(0, crate::Producer::capacity)
    }

    /// None as long as a push would wait.
    fn ready(&mut self) -> Option<Result<(), Closed>> {
        match &mut self.half {
            Some(half) if !half.is_abandoned() => half.vacant_slot().map(|_| Ok(())),
            _ => Some(Err(Closed(()))),
        }
    }

    /// A slot, if there is one now.
    pub(super) fn slot(&mut self) -> Option<Slot<'_, T>> {
        let slot = self.half.as_mut()?.vacant_slot()?;
        Some(Slot::new(slot, &mut self.bell))
    }

    /// The future that waited is gone.
    pub(super) fn leave(&mut self) {
        self.bell.leave();
    }
}

impl<T> fmt::Debug for Producer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.half {
            Some(half) => half.fmt(f),
            None => f.write_str("Producer(closed)"),
        }
    }
}
