//! A pop that waits.

use core::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use super::Consumer;

/// The future of [`Consumer::pop`]. It pops when it is ready and not before: dropping it loses
/// nothing.
#[must_use = "a future does nothing unless it is awaited"]
pub struct Pop<'c, T> {
    consumer: &'c mut Consumer<T>,
}

impl<'c, T> Pop<'c, T> {
    pub(super) fn new(consumer: &'c mut Consumer<T>) -> Self {
        Self { consumer }
    }
}

impl<T> Future for Pop<'_, T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        self.consumer.poll_pop(context)
    }
}

impl<T> Drop for Pop<'_, T> {
    fn drop(&mut self) {
        self.consumer.leave();
    }
}

impl<T> fmt::Debug for Pop<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pop").finish_non_exhaustive()
    }
}
