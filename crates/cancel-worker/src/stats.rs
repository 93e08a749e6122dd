use crate::report::Counts;

/// What a processor has done so far, from [`Handle::stats`](crate::Handle::stats).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Stats {
    /// What became of the items. A batch that is under way is counted once it is over.
    ///
    /// While flushes follow each other without waiting, this may lag behind by what they settled since
    /// the processor last took the inbox's lock: the batch before that, and less than 64 items more.
    /// Whenever the processor waits, for items or in a flush, nothing else is missing.
    /// [`MessageProcessor::counts`](crate::MessageProcessor::counts) is always exact.
    pub counts: Counts,
    /// Items handed to a flush, settled or not.
    pub handed_over: u64,
    /// Batches handed to a flush.
    pub batches: u64,
    /// Attempts beyond each batch's first.
    pub retries: u64,
    /// How many senders wait for room.
    pub waiting_senders: usize,
}
