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

#[cfg(all(test, not(hardpan_loom)))]
mod tests {
    use core::time::Duration;

    use super::*;
    use crate::clock::count;
    use crate::{Batch, FlushCtx, InFlight, Linger, RetryPolicy};

    struct Null;

    impl BatchSink<u32> for Null {
        type Error = std::io::Error;
        async fn flush_batch(&self, _: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> {
            tokio::task::yield_now().await;
            Ok(())
        }
    }

    /// Clock reads, timers and token clones of 1,000 batches, each with a wait for its linger, and in its
    /// flush.
    fn costs(linger: Linger, in_flight: InFlight<u32>, retry: RetryPolicy) -> [u64; 3] {
        costs_beside(linger, in_flight, retry, false)
    }

    fn costs_beside(
        linger: Linger,
        in_flight: InFlight<u32>,
        retry: RetryPolicy,
        handle: bool,
    ) -> [u64; 3] {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_time().start_paused(true).build().expect("a runtime");
        let before = count::all();
        runtime.block_on(async {
            let (tx, mut worker) = MessageProcessor::builder(Null)
                .max_batch_size(8)
                .linger(linger)
                .in_flight(in_flight)
                .retry(retry)
                .build()
                .expect("a sound configuration");
            let handle = handle.then(|| worker.handle());
            let running = tokio::spawn(async move { worker.run().await });
            for n in 0..1_000 {
                for _ in 0..8 {
                    tx.send(n).await.expect("open");
                    tokio::task::yield_now().await;
                }
                assert!(tx.flush().await.all_flushed());
            }
            drop(tx);
            let report = running.await.expect("no panic").expect("no error");
            assert_eq!(report.counts.flushed, 8_000);
            assert!(handle.is_none_or(|handle| handle.health().last_flush.is_some()));
        });
        let after = count::all();
        core::array::from_fn(|n| after[n] - before[n])
    }

    #[test]
    fn at_most_one_clock_read_timer_and_token_clone_a_batch() {
        let once = RetryPolicy::ONCE;
        assert_eq!(costs(Linger::Never, InFlight::One, once), [0, 0, 1]);
        let [clock, timers, tokens] =
            costs(Linger::FromFirst(Duration::from_secs(1)), InFlight::One, once);
        assert!(clock <= 1_000 && timers <= 1_000 && tokens == 1, "{clock} {timers} {tokens}");
        // A time limit for attempts is a timer for those that wait, and one clock read to set it.
        let [clock, timers, tokens] = costs(Linger::Never, InFlight::One, RetryPolicy::default());
        assert!(clock <= 1_000 && timers <= 1_000 && tokens == 1, "{clock} {timers} {tokens}");
        assert_eq!(costs(Linger::Never, InFlight::Any(4), once), [0, 0, 1]);
        // So does a limit for all attempts, and a handle; together they cost no more than each alone.
        let total = RetryPolicy { total: Duration::from_secs(9), ..once };
        assert_eq!(costs(Linger::Never, InFlight::One, total), [1_000, 0, 1]);
        assert_eq!(costs_beside(Linger::Never, InFlight::One, once, true), [1_000, 0, 1]);
        let all = RetryPolicy { total: Duration::from_secs(9), ..RetryPolicy::default() };
        let linger = Linger::FromFirst(Duration::from_secs(1));
        let [clock, timers, tokens] = costs_beside(linger, InFlight::One, all, true);
        assert!(clock <= 4_000 && timers <= 2_000 && tokens == 1, "{clock} {timers} {tokens}");
    }
}
