use core::fmt;

use crate::health::Health;
use crate::inbox::Inbox;
use crate::pulse::Pulse;
use crate::report::Counts;
use crate::stats::Stats;
use crate::sync::Arc;

/// A look at a processor from outside, for health checks and metrics. Does not keep the inbox open.
///
/// From [`MessageProcessor::handle`](crate::MessageProcessor::handle). Each look is a lock of the
/// inbox, held for a few loads, and one at the health reads the clock. From the first handle on, so does
/// each flush, if its batch has not asked for the time before.
pub struct Handle<T> {
    inbox: Arc<Inbox<T>>,
    pulse: Arc<Pulse>,
}

impl<T> Handle<T> {
    pub(crate) fn new(inbox: Arc<Inbox<T>>, pulse: Arc<Pulse>) -> Self {
        pulse.watch();
        Self { inbox, pulse }
    }

    /// Whether it runs, how much waits, and whether its flushes succeed.
    ///
    /// ```
    /// # use cancel_worker::{Batch, BatchSink, FlushCtx, MessageProcessor, RunState};
    /// # struct Null;
    /// # impl BatchSink<u32> for Null {
    /// #     type Error = std::io::Error;
    /// #     async fn flush_batch(&self, _: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> { Ok(()) }
    /// # }
    /// let (tx, worker) = MessageProcessor::builder(Null).build()?;
    /// let handle = worker.handle();
    /// tx.try_send(1).unwrap();
    /// let health = handle.health();
    /// assert_eq!((health.state, health.depth), (RunState::Paused, 1));
    /// # Ok::<(), cancel_worker::BuildError>(())
    /// ```
    #[must_use]
    pub fn health(&self) -> Health {
        Health {
            state: self.pulse.state(),
            depth: self.inbox.levels().depth,
            last_flush: self.pulse.last_flush(),
            consecutive_failures: self.pulse.failures(),
        }
    }

    /// The counts so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let levels = self.inbox.levels();
        Stats {
            counts: Counts::new(levels.accepted, levels.tally),
            handed_over: levels.handed,
            batches: levels.batches,
            retries: self.pulse.retries(),
            waiting_senders: levels.waiting,
        }
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        Self { inbox: Arc::clone(&self.inbox), pulse: Arc::clone(&self.pulse) }
    }
}

impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("health", &self.health()).finish_non_exhaustive()
    }
}
