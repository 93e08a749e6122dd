//! A slot that is waited for.

use core::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use super::{Closed, Producer, Slot};

/// The future of [`Producer::reserve`]. Dropping it loses nothing.
#[must_use = "a future does nothing unless it is awaited"]
pub struct Reserve<'p, T> {
    /// None once ready: the slot has it.
    producer: Option<&'p mut Producer<T>>,
}

impl<'p, T> Reserve<'p, T> {
    pub(super) fn new(producer: &'p mut Producer<T>) -> Self {
        Self { producer: Some(producer) }
    }
}

impl<'p, T> Future for Reserve<'p, T> {
    type Output = Result<Slot<'p, T>, Closed>;

    /// # Panics
    ///
    /// If it was ready before.
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        const AGAIN: &str = "a `Reserve` must not be polled after it was ready";
        let room = ready!(self.producer.as_mut().expect(AGAIN).poll_ready(context));
        let producer = self.producer.take().expect(AGAIN);
        // If there is room, there is a slot, as nobody else takes one.
        Poll::Ready(room.and_then(|()| producer.slot().ok_or(Closed(()))))
    }
}

impl<T> Drop for Reserve<'_, T> {
    fn drop(&mut self) {
        if let Some(producer) = &mut self.producer {
            producer.leave();
        }
    }
}

impl<T> fmt::Debug for Reserve<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reserve").finish_non_exhaustive()
    }
}
