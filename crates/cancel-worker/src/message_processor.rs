use core::fmt;
use core::future::poll_fn;
use core::pin::pin;
use core::task::Poll;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::task::coop;
use tokio_util::sync::CancellationToken;

use crate::alarms::Alarms;
use crate::batch::Batch;
use crate::batch_sink::BatchSink;
use crate::builder::{Builder, Config};
use crate::flush_ctx::{FlushCtx, FlushReason};
use crate::gather::{Gather, Step};
use crate::inbox::Inbox;
use crate::processor_error::{Failure, ProcessorError};
use crate::report::{Counts, Ended, ShutdownReport};
use crate::sync::Arc;

/// Gathers what is sent into batches and flushes them to a [`BatchSink`], one at a time, in order.
///
/// It owns everything that was accepted until that is settled; [`run`](Self::run) only works on it.
/// So the `run` future may be dropped and made anew at any time, and loses nothing.
///
/// Dropping the processor itself closes the inbox (waiting senders get their items back) and drops
/// what was not settled: [`into_unsettled`](Self::into_unsettled) hands it out instead.
pub struct MessageProcessor<T, S> {
    sink: S,
    batch: Batch<T>,
    ctx: FlushCtx,
    gather: Gather<T>,
    returned: u64,
}

/// How a flush ended, if it did not fail.
enum Flushed {
    Done,
    CutOff,
}

impl<T: Send, S: BatchSink<T>> MessageProcessor<T, S> {
    /// Begins a processor for `sink`, with a configuration that can be used as it is.
    pub fn builder(sink: S) -> Builder<T, S> {
        Builder::new(sink)
    }

    /// Flushes until all senders are dropped or the token is cancelled, and hands back what could
    /// not be flushed. Needs a tokio runtime, with a timer if it lingers for a time or is cancelled.
    ///
    /// Waits without waking up when there is nothing to do. Between two flushes it takes one lock
    /// of the inbox, or three if it has to wait, and yields now and then (tokio's cooperative
    /// scheduling).
    ///
    /// # Errors
    /// When a flush fails or panics: what was left of its batch is in the error, everything else
    /// is still here and the inbox still open. Call `run` again to go on.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing: the next call goes on. A flush that was under way is
    /// dropped, and what was left of its batch is offered again.
    ///
    /// ```
    /// use cancel_worker::{Batch, BatchSink, Ended, FlushCtx, MessageProcessor};
    ///
    /// struct Print;
    /// impl BatchSink<u32> for Print {
    ///     type Error = std::io::Error;
    ///     async fn flush_batch(&self, batch: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> {
    ///         println!("{:?}", batch.items());
    ///         Ok(())
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let (tx, mut worker) = MessageProcessor::builder(Print).build()?;
    /// let running = tokio::spawn(async move { worker.run().await });
    /// tx.send(1).await?;
    /// tx.send(2).await?;
    /// drop(tx);
    /// let report = running.await?.map_err(|e| e.failure);
    /// # let report = report.map_err(|_| "failed")?;
    /// assert_eq!((report.ended, report.counts.flushed), (Ended::Closed, 2));
    /// # Ok(()) }
    /// ```
    pub async fn run(&mut self) -> Result<ShutdownReport<T>, ProcessorError<T>> {
        let token = self.ctx.cancel.clone();
        let cancelled = pin!(token.cancelled());
        let sleep = pin!(None);
        let mut alarms = Alarms::new(&token, cancelled, sleep);
        loop {
            let (gather, batch) = (&mut self.gather, &mut self.batch);
            match poll_fn(|cx| gather.poll_step(batch, &mut alarms, cx)).await {
                Step::End(ended) => return Ok(self.report(ended)),
                Step::Flush(reason) => self.hand_over(reason),
            }
            match self.flush(&mut alarms).await {
                Ok(Flushed::Done) => {}
                Ok(Flushed::CutOff) => return Ok(self.report(Ended::DeadlineExceeded)),
                Err(failure) => return Err(self.fail(failure)),
            }
            coop::consume_budget().await;
        }
    }

    fn hand_over(&mut self, reason: FlushReason) {
        self.ctx.deadline = self.gather.deadline();
        if self.batch.is_empty() {
            self.ctx.attempt = 1;
            self.ctx.reason = reason;
            self.gather.hand_over(&mut self.batch);
        } else {
            // Left over by a dropped run.
            self.ctx.attempt = self.ctx.attempt.saturating_add(1);
        }
    }

    async fn flush(&mut self, alarms: &mut Alarms<'_, '_>) -> Result<Flushed, Failure> {
        let Self { sink, batch, ctx, gather, .. } = self;
        // In here, so that a panic in the call or in an item's Drop is caught like one in a poll.
        let mut flush = pin!(Some(async {
            let flushed = sink.flush_batch(batch, ctx).await;
            if flushed.is_ok() {
                batch.settle();
            }
            flushed
        }));
        let flushed = poll_fn(|cx| {
            let Some(running) = flush.as_mut().as_pin_mut() else { return Poll::Pending };
            match catch_unwind(AssertUnwindSafe(|| running.poll(cx))) {
                Err(panic) => Poll::Ready(Err(Failure::panicked(panic))),
                Ok(Poll::Ready(Ok(()))) => Poll::Ready(Ok(Flushed::Done)),
                Ok(Poll::Ready(Err(error))) => Poll::Ready(Err(Failure::Sink(Box::new(error)))),
                Ok(Poll::Pending) => gather.poll_deadline(alarms, cx).map(|()| Ok(Flushed::CutOff)),
            }
        })
        .await;
        // The future's own Drop is the sink's code too.
        match catch_unwind(AssertUnwindSafe(|| flush.set(None))) {
            Ok(()) => flushed,
            Err(panic) => Err(Failure::panicked(panic)),
        }
    }

    fn report(&mut self, ended: Ended) -> ShutdownReport<T> {
        let returned = self.gather.close(&mut self.batch);
        self.returned += returned.len() as u64;
        ShutdownReport { returned, counts: self.counts(), ended }
    }

    fn fail(&mut self, failure: Failure) -> ProcessorError<T> {
        let returned = self.batch.take_batch();
        self.returned += returned.len() as u64;
        ProcessorError { returned, counts: self.counts(), failure }
    }
}

impl<T, S> MessageProcessor<T, S> {
    pub(crate) fn new(
        sink: S,
        inbox: Arc<Inbox<T>>,
        config: Config,
        cancel: CancellationToken,
    ) -> Self {
        let ctx = FlushCtx { attempt: 0, reason: FlushReason::Idle, deadline: None, cancel };
        let gather = Gather::new(inbox, config);
        Self { sink, batch: Batch::new(), ctx, gather, returned: 0 }
    }

    /// What became of all items so far. One lock.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            accepted: self.gather.accepted(),
            flushed: self.batch.flushed(),
            returned: self.returned,
        }
    }

    /// The sink.
    #[must_use]
    pub fn sink(&self) -> &S {
        &self.sink
    }

    /// Closes the inbox and hands out all that was accepted and not settled, oldest first.
    #[must_use]
    pub fn into_unsettled(mut self) -> Vec<T> {
        self.gather.close(&mut self.batch)
    }
}

impl<T, S> fmt::Debug for MessageProcessor<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageProcessor")
            .field("batch", &self.batch)
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}
