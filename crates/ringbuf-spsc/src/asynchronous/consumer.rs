//! The half that pops, and whose task waits for an item.

use core::{
    fmt,
    task::{Context, Poll},
};

use super::Pop;
use crate::raw::Bell;

/// The half of an asynchronous pair that pops, from [`channel`](super::channel).
pub struct Consumer<T> {
    /// Dropped before the bell, which rings then: the producer must find it gone.
    half: crate::Consumer<'static, T>,
    bell: Bell,
}

impl<T> Consumer<T> {
    pub(super) fn new(half: crate::Consumer<'static, T>, bell: Bell) -> Self {
        Self { half, bell }
    }

    /// Pops the oldest item, waiting for one; None once the producer has gone and all is popped.
    /// One atomic read-modify-write beside the plain pop. Cancelling the wait loses nothing.
    pub fn pop(&mut self) -> Pop<'_, T> {
        Pop::new(self)
    }

    /// Pops the oldest item, if there is one now.
    pub fn try_pop(&mut self) -> Option<T> {
        let item = self.half.pop()?;
        self.bell.ring();
        Some(item)
    }

    /// Pops as many items as there are now and `items` has room for, and returns how many. One wake-up
    /// for all of them: [`pop`](Self::pop) the first, then this.
    #[must_use = "tells how many items were popped: it may be fewer than there is room for"]
    pub fn try_pop_slice(&mut self, items: &mut [T]) -> usize
    where
        T: Copy,
    {
        let count = self.half.pop_slice(items);
        if count > 0 {
            self.bell.ring();
        }
        count
    }

    /// The oldest item, or None if there is none now. It stays. One atomic load.
    #[must_use]
    pub fn peek(&self) -> Option<&T> {
        self.half.peek()
    }

    /// Pops the oldest item, or None once the producer has gone and all is popped; if there is no
    /// item yet, the task is woken when that may have changed.
    ///
    /// This is what [`pop`](Self::pop) is made of. Only the task that asked last is woken.
    pub fn poll_pop(&mut self, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut item = self.try_pop();
        if item.is_none() {
            self.bell.wait(context.waker());
            // Abandoned first: an item pushed before that is seen by the pop.
            let last = self.half.is_abandoned();
            item = self.try_pop();
            if item.is_none() && !last {
                return Poll::Pending;
            }
        }
        self.bell.leave();
        Poll::Ready(item)
    }

    /// Whether the producer has been dropped or closed. Once true, all that it pushed can be popped.
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

    /// The future that waited is gone.
    pub(super) fn leave(&mut self) {
        self.bell.leave();
    }
}

impl<T> fmt::Debug for Consumer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.half.fmt(f)
    }
}
