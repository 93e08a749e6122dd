use core::fmt;

use crate::tally::Tally;

/// What became of all items, over the processor's whole life.
///
/// When the processor has shut down, `accepted` = `flushed` + `dead_lettered` + `returned`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct Counts {
    /// Sends that returned `Ok`.
    pub accepted: u64,
    /// Items that the sink removed from a batch or confirmed with `Ok`.
    pub flushed: u64,
    /// Items that the dead-letter sink removed from a batch or confirmed with `Ok`.
    pub dead_lettered: u64,
    /// Items handed back in reports, in errors and to `on_settled`.
    pub returned: u64,
}

impl Counts {
    pub(crate) fn new(accepted: u64, tally: Tally) -> Self {
        let Tally { flushed, dead_lettered, returned } = tally;
        Self { accepted, flushed, dead_lettered, returned }
    }
}

/// Why the processor has shut down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ended {
    /// All senders were dropped, and everything was flushed.
    Closed,
    /// It was cancelled, and did what its [`Shutdown`](crate::Shutdown) asked for.
    Cancelled,
    /// It was cancelled, and the deadline passed first.
    DeadlineExceeded,
}

/// How [`run`](crate::MessageProcessor::run) ended, and what was not flushed.
#[non_exhaustive]
#[must_use = "it may hold returned items"]
pub struct ShutdownReport<T> {
    /// Items that were accepted and are not confirmed as flushed, oldest first. Those whose flush
    /// was cut off may have had their effect.
    pub returned: Vec<T>,
    /// What became of all items.
    pub counts: Counts,
    /// Why it ended.
    pub ended: Ended,
}

impl<T> fmt::Debug for ShutdownReport<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShutdownReport")
            .field("returned", &self.returned.len())
            .field("counts", &self.counts)
            .field("ended", &self.ended)
            .finish()
    }
}
