//! The halves as a stream and a sink.

use core::{
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::stream::{FusedStream, Stream};
use futures_sink::Sink;

use super::{Closed, Consumer, Producer, TryPushError};

/// Pops, as [`Consumer::pop`] does.
impl<T> Stream for Consumer<T> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        self.get_mut().poll_pop(context)
    }

    /// Exact once the producer has gone.
    fn size_hint(&self) -> (usize, Option<usize>) {
        // Abandoned first: then nothing is added to the length.
        let last = self.is_abandoned();
        let len = self.len();
        (len, last.then_some(len))
    }
}

impl<T> FusedStream for Consumer<T> {
    fn is_terminated(&self) -> bool {
        self.is_abandoned() && self.is_empty()
    }
}

/// Pushes. There is nothing to flush: what was pushed can be popped. To close the sink is to
/// [`close`](Producer::close) the producer.
///
/// An error has the item if it comes from `start_send`: [`TryPushError::Full`] if it was not asked
/// before whether the sink is ready.
impl<T> Sink<T> for Producer<T> {
    type Error = TryPushError<Option<T>>;

    fn poll_ready(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), Self::Error>> {
        let ready = Producer::poll_ready(self.get_mut(), context);
        ready.map_err(|Closed(())| TryPushError::Closed(None))
    }

    fn start_send(self: Pin<&mut Self>, item: T) -> Result<(), Self::Error> {
        self.get_mut().try_push(item).map_err(|error| match error {
            TryPushError::Full(item) => TryPushError::Full(Some(item)),
            TryPushError::Closed(item) => TryPushError::Closed(Some(item)),
        })
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.get_mut().close();
        Poll::Ready(Ok(()))
    }
}
