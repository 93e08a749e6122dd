#[cfg(all(test, not(hardpan_loom)))]
mod costs;
mod one_lane;

use core::fmt;

use tokio_util::sync::CancellationToken;

use crate::batch_sink::BatchSink;
use crate::builder::Builder;
use crate::gather::Gather;
use crate::handle::Handle;
use crate::health::RunState;
use crate::in_flight::InFlight;
use crate::lane::Lane;
use crate::lanes::Lanes;
use crate::office::Office;
use crate::processor_error::{Failure, ProcessorError};
use crate::pulse::Pulse;
use crate::report::{Counts, Ended, ShutdownReport};
use crate::settled::Settled;
use crate::sync::Arc;
use crate::tally::Tally;

/// Gathers what is sent into batches and flushes them to a [`BatchSink`]: one at a time, in
/// order, unless [`Builder::in_flight`] says otherwise.
///
/// It owns everything that was accepted until that is settled; [`run`](Self::run) only works on it.
/// So the `run` future may be dropped and made anew at any time, and loses nothing.
///
/// Dropping the processor itself closes the inbox (waiting senders get their items back) and drops
/// what was not settled: [`into_unsettled`](Self::into_unsettled) hands it out instead.
pub struct MessageProcessor<T, S> {
    sink: S,
    /// The only lane, and what waits for it.
    lane: Lane<T>,
    gather: Gather<T>,
    office: Office<T>,
    /// If there is more than one lane: all of them.
    lanes: Option<Box<Lanes<T>>>,
}

impl<T: Send, S: BatchSink<T>> MessageProcessor<T, S> {
    /// Begins a processor for `sink`, with a configuration that can be used as it is.
    pub fn builder(sink: S) -> Builder<T, S> {
        Builder::new(sink)
    }

    /// Flushes until all senders are dropped or the token is cancelled, and hands back what could
    /// not be flushed. Needs a tokio runtime, with a timer if it lingers for a time, retries, limits
    /// its attempts or is cancelled.
    ///
    /// Waits without waking up when there is nothing to do. Between two flushes it takes at most
    /// one lock of the inbox, or three if it has to wait, and yields now and then (tokio's cooperative
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
        let running = Running::new(&self.office.pulse);
        let ended = if self.lanes.is_some() {
            // Boxed, or its state would make this future larger for those who have one lane.
            Box::pin(self.run_lanes()).await
        } else {
            self.run_lane().await
        };
        drop(running);
        match ended {
            Ok(ended) => Ok(self.report(ended)),
            Err((lane, failure)) => Err(self.fail(lane, failure)),
        }
    }

    async fn run_lanes(&mut self) -> Result<Ended, (usize, Failure)> {
        let token = self.lane.ctx.cancel.clone();
        crate::clock::token_cloned();
        match &mut self.lanes {
            None => self.run_lane().await,
            Some(lanes) => lanes.run(&self.sink, &mut self.gather, &self.office, &token).await,
        }
    }

    fn report(&mut self, ended: Ended) -> ShutdownReport<T> {
        let returned = self.close();
        event!(info, returned = returned.len(), "the processor has ended: {ended:?}");
        ShutdownReport { returned, counts: self.counts(), ended }
    }

    fn fail(&mut self, lane: usize, failure: Failure) -> ProcessorError<T> {
        let returned = match &mut self.lanes {
            None => {
                let items = self.lane.take_batch();
                self.gather.pay(&self.lane);
                items
            }
            Some(lanes) => lanes.take_batch(lane),
        };
        let counts = self.counts();
        event!(error, returned = returned.len(), "the processor stops: {failure}");
        ProcessorError { returned, counts, failure }
    }
}

impl<T, S> MessageProcessor<T, S> {
    pub(crate) fn new(
        sink: S,
        gather: Gather<T>,
        office: Office<T>,
        in_flight: InFlight<T>,
        cancel: CancellationToken,
    ) -> Self {
        let lanes = Lanes::new(in_flight, &cancel).map(Box::new);
        Self { sink, lane: Lane::new(cancel), gather, office, lanes }
    }

    fn tally(&self) -> Tally {
        let own = self.lane.tally();
        self.lanes.as_ref().map_or(own, |lanes| own.plus(lanes.tally()))
    }

    /// What became of all items so far. One lock.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::new(self.gather.accepted(), self.tally())
    }

    /// A look at the processor from elsewhere, while it runs.
    #[must_use]
    pub fn handle(&self) -> Handle<T> {
        Handle::new(Arc::clone(&self.gather.inbox), Arc::clone(&self.office.pulse))
    }

    /// The sink.
    #[must_use]
    pub fn sink(&self) -> &S {
        &self.sink
    }

    /// The token that shuts it down.
    #[must_use]
    pub fn token(&self) -> &CancellationToken {
        &self.lane.ctx.cancel
    }

    /// Whether its shutdown has begun.
    pub(crate) fn is_stopping(&self) -> bool {
        self.gather.stopping.is_some()
    }

    /// From now on it is shut down by this token.
    pub(crate) fn set_token(&mut self, token: &CancellationToken) {
        self.lane.ctx.cancel = token.clone();
        if let Some(lanes) = &mut self.lanes {
            lanes.set_token(token);
        }
    }

    /// Gives items from an error to the hook, or back if there is none. Its panic is its own.
    pub(crate) fn offer_returned(&self, items: Vec<T>) -> Vec<T> {
        if items.is_empty() || self.office.on_settled.is_none() {
            return items;
        }
        let _ = self.office.tell(Settled::Returned(items));
        Vec::new()
    }

    /// As [`into_unsettled`](Self::into_unsettled), and the counts at the end.
    pub(crate) fn finish(&mut self) -> (Vec<T>, Counts) {
        (self.close(), self.counts())
    }

    /// Closes the inbox and hands out all that was accepted and not settled, oldest first (by lane,
    /// if there are several).
    ///
    /// ```
    /// # use cancel_worker::{Batch, BatchSink, FlushCtx, MessageProcessor};
    /// # struct Null;
    /// # impl BatchSink<u32> for Null {
    /// #     type Error = std::io::Error;
    /// #     async fn flush_batch(&self, _: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> { Ok(()) }
    /// # }
    /// let (tx, worker) = MessageProcessor::builder(Null).build()?;
    /// tx.try_send(1).unwrap();
    /// assert_eq!(worker.into_unsettled(), [1]);
    /// assert!(tx.is_closed());
    /// # Ok::<(), cancel_worker::BuildError>(())
    /// ```
    #[must_use]
    pub fn into_unsettled(mut self) -> Vec<T> {
        let items = self.close();
        // The sink's Drop may panic, and must not take the items along.
        let _ = Failure::catch(|| drop(self));
        items
    }

    /// The end, for good: whatever is left is returned.
    fn close(&mut self) -> Vec<T> {
        // What the last flush removed before it was cut off. A hook that panics now has no say.
        let _ = self.lane.tell(&self.office);
        self.lane.batch.set_dead(false);
        let mut returned = match &mut self.lanes {
            None => Vec::new(),
            Some(lanes) => lanes.close(&self.office),
        };
        let tally = self.tally();
        let rest = self.gather.close(&mut self.lane.batch, tally);
        if returned.is_empty() {
            returned = rest;
        } else {
            returned.extend(rest);
        }
        self.lane.returned += returned.len() as u64;
        self.gather.end(self.tally());
        returned
    }
}

/// Whoever waits for a barrier is told how much was dropped.
impl<T, S> Drop for MessageProcessor<T, S> {
    fn drop(&mut self) {
        self.gather.note(self.tally());
    }
}

/// While somebody polls a `run`.
struct Running(Arc<Pulse>);

impl Running {
    fn new(pulse: &Arc<Pulse>) -> Self {
        if pulse.state() != RunState::Ended {
            let stopping = pulse.is_stopping();
            pulse.set_state(if stopping { RunState::Stopping } else { RunState::Running });
        }
        Self(Arc::clone(pulse))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.0.state() != RunState::Ended {
            self.0.set_state(RunState::Paused);
        }
    }
}

impl<T, S> fmt::Debug for MessageProcessor<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageProcessor")
            .field("batch", &self.lane.batch)
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}
