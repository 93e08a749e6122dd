use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// What a sink may want to know about a flush.
#[derive(Debug)]
#[non_exhaustive]
pub struct FlushCtx {
    /// 1 the first time that these items are offered, one more each time after: when an attempt
    /// failed and the policy allows another, and when the `run` future was dropped in a flush.
    pub attempt: u32,
    /// What closed the batch.
    pub reason: FlushReason,
    /// When the flush will be cut off: the shutdown's deadline, if the shutdown had begun when this
    /// flush did. One that begins later counts all the same: watch `cancel`.
    pub deadline: Option<Instant>,
    /// The processor's token. Once it is cancelled, the shutdown's deadline runs.
    pub cancel: CancellationToken,
}

/// What closed a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FlushReason {
    /// It reached the maximal size, or all of the inbox's capacity.
    Full,
    /// It reached the maximal weight, or the next item would have gone above it.
    Weight,
    /// [`Builder::close_when`](crate::Builder::close_when) said so.
    Rule,
    /// Its first item had waited for the linger time.
    Linger,
    /// The inbox was empty, under [`Linger::Idle`](crate::Linger::Idle).
    Idle,
    /// Somebody waits in [`InboxSender::flush`](crate::InboxSender::flush).
    Barrier,
    /// The inbox has closed, or the processor was cancelled.
    Shutdown,
}
