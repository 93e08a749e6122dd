use core::{error::Error, fmt};

use crate::Closed;

/// Why a wait with an end gave no object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AcquireError {
    /// None came in time.
    TimedOut,
    /// The pool was [closed](crate::WaitPool::close), and lends nothing any more.
    Closed,
}

impl From<Closed> for AcquireError {
    fn from(Closed: Closed) -> Self {
        Self::Closed
    }
}

impl fmt::Display for AcquireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => f.write_str(
                "no object came back in time: wait longer, lend for less, or raise `max`",
            ),
            Self::Closed => Closed.fmt(f),
        }
    }
}

impl Error for AcquireError {}
