use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_sink::Sink;

use crate::inbox_sender::InboxSender;
use crate::waitlist::Key;

/// An [`InboxSender`] as a [`Sink`], from [`InboxSender::into_sink`] (feature `sink`).
///
/// * `poll_ready` waits for room, and holds it until an item comes or the sink is dropped.
/// * `start_send` is accepted if it is `Ok`.
/// * `poll_flush` has nothing to do: what was accepted is the processor's. To wait until it is
///   settled, use [`InboxSender::flush`].
/// * `poll_close` gives the sender up; the last one to go lets the processor drain and end.
pub struct InboxSink<T> {
    /// `None`: closed.
    sender: Option<InboxSender<T>>,
    key: Option<Key>,
    permitted: bool,
}

/// What an [`InboxSink`] could not send.
pub struct SinkError<T> {
    item: Option<T>,
}

impl<T> InboxSink<T> {
    pub(crate) fn new(sender: InboxSender<T>) -> Self {
        Self { sender: Some(sender), key: None, permitted: false }
    }

    /// The sender, unless the sink is closed.
    #[must_use]
    pub fn get_ref(&self) -> Option<&InboxSender<T>> {
        self.sender.as_ref()
    }

    /// Gives room back that was granted or asked for.
    fn give_up(&mut self) {
        let Some(sender) = &self.sender else { return };
        if let Some(key) = self.key.take() {
            sender.inbox().stop_waiting(key);
        }
        if core::mem::take(&mut self.permitted) {
            sender.inbox().return_permit();
        }
    }
}

// No pinned field: the item is not stored.
impl<T> Unpin for InboxSink<T> {}

impl<T> Sink<T> for InboxSink<T> {
    type Error = SinkError<T>;

    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SinkError<T>>> {
        let this = self.get_mut();
        let Some(sender) = &this.sender else { return Poll::Ready(Err(SinkError { item: None })) };
        if !this.permitted {
            let coop = ready!(tokio::task::coop::poll_proceed(cx));
            let granted = ready!(sender.inbox().poll_room(&mut this.key, cx));
            coop.made_progress();
            granted.map_err(|()| SinkError { item: None })?;
            this.permitted = true;
        }
        Poll::Ready(Ok(()))
    }

    /// # Errors
    /// Hands the item back if the processor has shut down, if the sink is closed, or if the inbox is
    /// full and nobody asked `poll_ready`.
    fn start_send(self: Pin<&mut Self>, item: T) -> Result<(), SinkError<T>> {
        let this = self.get_mut();
        let Some(sender) = &this.sender else { return Err(SinkError { item: Some(item) }) };
        let sent = if core::mem::take(&mut this.permitted) {
            sender.inbox().push_permitted(item)
        } else {
            sender.try_send(item)
        };
        sent.map_err(|rejected| SinkError { item: Some(rejected.into_inner()) })
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), SinkError<T>>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), SinkError<T>>> {
        let this = self.get_mut();
        this.give_up();
        this.sender = None;
        Poll::Ready(Ok(()))
    }
}

impl<T> Drop for InboxSink<T> {
    fn drop(&mut self) {
        self.give_up();
    }
}

impl<T> fmt::Debug for InboxSink<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InboxSink").field("sender", &self.sender).finish_non_exhaustive()
    }
}

impl<T> SinkError<T> {
    /// The item, if there was one: `start_send` hands it back, and `poll_ready` had none.
    #[must_use]
    pub fn into_inner(self) -> Option<T> {
        self.item
    }
}

impl<T> fmt::Debug for SinkError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SinkError").field("item", &self.item.is_some()).finish()
    }
}

impl<T> fmt::Display for SinkError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.item {
            Some(_) => {
                "the item was not accepted: the processor has shut down, or there was no room"
            }
            None => "the processor has shut down: no more items are accepted",
        })
    }
}

impl<T> core::error::Error for SinkError<T> {}
