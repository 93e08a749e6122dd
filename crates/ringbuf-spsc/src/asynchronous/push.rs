//! A push that waits.

use core::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use super::{Closed, Producer, TryPushError};

/// The future of [`Producer::push`]. Dropping it before it is ready drops its item.
#[must_use = "a future does nothing unless it is awaited: the item is dropped with it"]
pub struct Push<'p, T> {
    producer: &'p mut Producer<T>,
    item: Option<T>,
}

impl<'p, T> Push<'p, T> {
    pub(super) fn new(producer: &'p mut Producer<T>, item: T) -> Self {
        Self { producer, item: Some(item) }
    }
}

// The item is moved when the push is ready; no reference to it is ever pinned.
impl<T> Unpin for Push<'_, T> {}

impl<T> Future for Push<'_, T> {
    type Output = Result<(), Closed<T>>;

    /// # Panics
    ///
    /// If it was ready before.
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        const AGAIN: &str = "a `Push` must not be polled after it was ready";
        assert!(self.item.is_some(), "{AGAIN}");
        let room = ready!(self.producer.poll_ready(context));
        let item = self.item.take().expect(AGAIN);
        if room.is_err() {
            return Poll::Ready(Err(Closed(item)));
        }
        // There is room, and nobody else to take it; the consumer may have gone.
        let pushed = self.producer.try_push(item).map_err(TryPushError::into_inner);
        Poll::Ready(pushed.map_err(Closed))
    }
}

impl<T> Drop for Push<'_, T> {
    fn drop(&mut self) {
        self.producer.leave();
    }
}

impl<T> fmt::Debug for Push<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Push").finish_non_exhaustive()
    }
}
