use tokio::time::Instant;

/// How a processor is, from [`Handle::health`](crate::Handle::health).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// What it is doing.
    pub state: RunState,
    /// Accepted items that have not been handed to a flush.
    pub depth: usize,
    /// When a flush last said `Ok`, if one has since the first handle was taken. Never too late, and exact
    /// if neither a linger nor a limit asks for the clock; then it may be when that flush began, its linger
    /// ended or its first item came. But not before the last look, if it has said so since: whoever
    /// looks every second knows it to the second.
    pub last_flush: Option<Instant>,
    /// Attempts that failed since a flush last said `Ok`.
    pub consecutive_failures: u32,
}

/// What a processor is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
#[repr(u8)]
pub enum RunState {
    /// Nobody polls a `run` future: it has not begun, was dropped, or ended with an error.
    #[default]
    Paused = 0,
    /// It gathers and flushes.
    Running,
    /// It was cancelled and has not ended.
    Stopping,
    /// It has shut down, or was dropped.
    Ended,
}

impl RunState {
    pub(crate) fn from_u8(n: u8) -> Self {
        match n {
            0 => Self::Paused,
            1 => Self::Running,
            2 => Self::Stopping,
            _ => Self::Ended,
        }
    }
}
