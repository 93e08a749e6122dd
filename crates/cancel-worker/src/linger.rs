use core::time::Duration;

/// How long a batch that is not full waits for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Linger {
    /// Not at all: flush as soon as the inbox is empty. Batches grow by themselves under load.
    #[default]
    Idle,
    /// Until this long after its first item was accepted, wherever that item waited. The timer
    /// never restarts. Items left over when their neighbours filled a batch count from the first
    /// of those that came with them, so they may wait less.
    FromFirst(Duration),
    /// For ever: only full batches, and the last one at shutdown.
    Never,
}
