/// What became of the items that an [`InboxSender::flush`](crate::InboxSender::flush) waited for.
///
/// It counts what was settled from the call on: items that were settled before are in none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
#[must_use = "not all that is settled is flushed"]
pub struct Outcome {
    /// Confirmed by the sink.
    pub flushed: u64,
    /// Confirmed by the dead-letter sink.
    pub dead_lettered: u64,
    /// Handed back: in a report, in an error, or to `on_settled`.
    pub returned: u64,
    /// Dropped together with the processor, which is the one thing that settles nothing.
    pub dropped: u64,
}

impl Outcome {
    /// Whether all of them were flushed.
    #[must_use]
    pub fn all_flushed(&self) -> bool {
        self.dead_lettered == 0 && self.returned == 0 && self.dropped == 0
    }
}
