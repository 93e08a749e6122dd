use core::fmt;

use tokio::sync::oneshot;

use crate::call_error::CallError;
use crate::inbox_sender::{InboxSender, block_on};

/// A request and the way back to whoever waits for its answer: an item of a processor that answers.
/// Made by [`InboxSender::call`].
///
/// The sink answers each call of a batch, in place or taken out, and then settles it like any item:
///
/// ```
/// use cancel_worker::{Batch, BatchSink, Call, FlushCtx, MessageProcessor};
///
/// struct Lengths;
///
/// impl BatchSink<Call<String, usize>> for Lengths {
///     type Error = std::io::Error;
///     async fn flush_batch(
///         &self,
///         batch: &mut Batch<Call<String, usize>>,
///         _: &FlushCtx,
///     ) -> Result<(), Self::Error> {
///         for call in batch.items_mut() {
///             let length = call.request().len();
///             let _ = call.answer(length); // an error only says that nobody waits any more
///         }
///         Ok(())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (tx, mut worker) = MessageProcessor::builder(Lengths).build()?;
/// tokio::spawn(async move { worker.run().await });
/// assert_eq!(tx.call("four".to_owned()).await?, 4);
/// # Ok(()) }
/// ```
///
/// An answered call that a failed flush leaves in the batch is offered again: take answered ones out
/// as you go, or skip those that say [`is_answered`](Self::is_answered). A call that is settled or
/// returned without an answer gives its caller [`CallError::Unanswered`] when it is dropped.
pub struct Call<Q, R> {
    request: Q,
    reply: Reply<R>,
}

/// The way back to a caller. Dropped, it tells the caller that there will be no answer; forgotten, it leaves
/// the caller waiting.
///
/// ```
/// use cancel_worker::{Batch, BatchSink, Call, FlushCtx};
///
/// struct Double;
/// impl BatchSink<Call<u32, u32>> for Double {
///     type Error = std::io::Error;
///     async fn flush_batch(&self, batch: &mut Batch<Call<u32, u32>>, _: &FlushCtx) -> Result<(), Self::Error> {
///         for call in batch.drain_front(usize::MAX) {
///             let (n, reply) = call.into_parts();
///             let _ = reply.send(2 * n);
///         }
///         Ok(())
///     }
/// }
/// ```
pub struct Reply<R> {
    /// `None`: answered.
    answer: Option<oneshot::Sender<R>>,
}

impl<Q, R> Call<Q, R> {
    fn new(request: Q) -> (Self, oneshot::Receiver<R>) {
        let (answer, answered) = oneshot::channel();
        (Self { request, reply: Reply { answer: Some(answer) } }, answered)
    }

    /// What is asked.
    #[must_use]
    pub fn request(&self) -> &Q {
        &self.request
    }

    /// What is asked, to change or to take out.
    #[must_use]
    pub fn request_mut(&mut self) -> &mut Q {
        &mut self.request
    }

    /// Answers. The call stays where it is, to be settled.
    ///
    /// # Errors
    /// Hands the answer back if nobody waits for it: the caller has gone, or has its answer.
    pub fn answer(&mut self, answer: R) -> Result<(), R> {
        match self.reply.answer.take() {
            Some(waiter) => waiter.send(answer),
            None => Err(answer),
        }
    }

    /// Whether it has been answered.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.reply.answer.is_none()
    }

    /// Whether the caller has gone, so that an answer would reach nobody.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.reply.is_abandoned()
    }

    /// The request, and the way back.
    #[must_use]
    pub fn into_parts(self) -> (Q, Reply<R>) {
        (self.request, self.reply)
    }
}

impl<R> Reply<R> {
    /// Answers.
    ///
    /// # Errors
    /// Hands the answer back if nobody waits for it: the caller has gone, or has its answer.
    pub fn send(self, answer: R) -> Result<(), R> {
        match self.answer {
            Some(waiter) => waiter.send(answer),
            None => Err(answer),
        }
    }

    /// Whether the caller has gone, so that an answer would reach nobody.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.answer.as_ref().is_some_and(oneshot::Sender::is_closed)
    }
}

impl<Q, R> InboxSender<Call<Q, R>> {
    /// Asks, and waits for the answer: one request in a batch of them. One allocation.
    ///
    /// Dropping the future before the request is accepted takes it back; after that the request is
    /// worked on like any other, and its answer reaches nobody.
    ///
    /// # Errors
    /// [`CallError::Closed`] if the request was not accepted, [`CallError::Unanswered`] if it was
    /// and the call was dropped without an answer.
    pub async fn call(&self, request: Q) -> Result<R, CallError> {
        let (call, answer) = Call::new(request);
        self.send(call).await.map_err(|_| CallError::Closed)?;
        answer.await.map_err(|_| CallError::Unanswered)
    }

    /// [`call`](Self::call) from a thread that is not async, which it blocks.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub fn blocking_call(&self, request: Q) -> Result<R, CallError> {
        block_on(self.call(request))
    }
}

impl<Q: fmt::Debug, R> fmt::Debug for Call<Q, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("request", &self.request).field("reply", &self.reply).finish()
    }
}

impl<R> fmt::Debug for Reply<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("answered", &self.answer.is_none())
            .field("abandoned", &self.is_abandoned())
            .finish()
    }
}
