//! Why a wait ended without success.

use core::{error::Error, fmt};

const GONE: &str = "the consumer has gone: stop pushing";

/// A push that did not happen; the item comes back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PushError<T> {
    /// The consumer has gone: nobody would ever pop the item.
    Abandoned(T),
    /// There was no room until the deadline.
    TimedOut(T),
}

/// A push that did not happen at once; the item comes back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TryPushError<T> {
    /// There is no room now.
    Full(T),
    /// The consumer has gone: nobody would ever pop the item.
    Abandoned(T),
}

/// A pop that did not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PopError {
    /// The producer has gone, and all that it pushed is popped.
    Abandoned,
    /// There was no item until the deadline.
    TimedOut,
}

impl<T> PushError<T> {
    /// The item.
    pub fn into_inner(self) -> T {
        match self {
            Self::Abandoned(item) | Self::TimedOut(item) => item,
        }
    }
}

impl<T> TryPushError<T> {
    /// The item.
    pub fn into_inner(self) -> T {
        match self {
            Self::Full(item) | Self::Abandoned(item) => item,
        }
    }
}

impl<T> fmt::Debug for PushError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Abandoned(_) => "Abandoned(..)",
            Self::TimedOut(_) => "TimedOut(..)",
        })
    }
}

impl<T> fmt::Display for PushError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Abandoned(_) => GONE,
            Self::TimedOut(_) => "the ring stayed full: push again, or wait longer",
        })
    }
}

impl<T> fmt::Debug for TryPushError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "Full(..)",
            Self::Abandoned(_) => "Abandoned(..)",
        })
    }
}

impl<T> fmt::Display for TryPushError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "the ring is full: wait for room, or push again later",
            Self::Abandoned(_) => GONE,
        })
    }
}

impl fmt::Display for PopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Abandoned => "the producer has gone and the ring is drained: stop popping",
            Self::TimedOut => "the ring stayed empty: pop again, or wait longer",
        })
    }
}

impl<T> Error for PushError<T> {}
impl<T> Error for TryPushError<T> {}
impl Error for PopError {}
