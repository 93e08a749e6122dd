use core::any::Any;
use core::error::Error;
use core::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::report::Counts;
use crate::wakes::survive;

/// A flush failed. The processor still has everything behind the failed batch, its inbox is open,
/// and [`run`](crate::MessageProcessor::run) goes on from there.
#[non_exhaustive]
pub struct ProcessorError<T> {
    /// What was left in the failed batch, oldest first: unconfirmed, it may have had its effect.
    pub returned: Vec<T>,
    /// What became of all items so far.
    pub counts: Counts,
    /// What went wrong.
    pub failure: Failure,
}

/// What went wrong in a flush.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The sink answered with its error.
    Sink(Box<dyn Error + Send + Sync>),
    /// The sink, an item's `Drop`, or `on_settled` panicked with this message.
    Panicked(String),
    /// The flush took longer than [`RetryPolicy::attempt_timeout`](crate::RetryPolicy), or a dead letter
    /// than [`dead_letter_timeout`](crate::Builder::dead_letter_timeout), and was dropped.
    TimedOut,
    /// The attempts were used up, and then the dead-letter sink failed like this.
    DeadLetter(Box<Failure>),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sink(error) => write!(f, "a flush failed: {error}"),
            Self::Panicked(message) => write!(f, "a flush panicked ({message})"),
            Self::TimedOut => f.write_str("a flush took longer than attempt_timeout"),
            Self::DeadLetter(failure) if matches!(**failure, Self::TimedOut) => {
                f.write_str("then the dead-letter sink took longer than dead_letter_timeout")
            }
            Self::DeadLetter(failure) => write!(f, "then the dead-letter sink failed: {failure}"),
        }
    }
}

impl Error for Failure {
    /// What is behind it; its own text is in that of the failure.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Sink(error) => error.source(),
            Self::DeadLetter(failure) => failure.source(),
            Self::Panicked(_) | Self::TimedOut => None,
        }
    }
}

impl Failure {
    /// Runs code that is not ours.
    pub(crate) fn catch<R>(f: impl FnOnce() -> R) -> Result<R, Self> {
        catch_unwind(AssertUnwindSafe(f)).map_err(Self::panicked)
    }

    /// For one that nobody is to have: the sink's error in it may panic in its `Drop`.
    pub(crate) fn dismiss(self) {
        survive(|| drop(self));
    }

    pub(crate) fn panicked(payload: Box<dyn Any + Send>) -> Self {
        let message = match payload.downcast::<String>() {
            Ok(message) => *message,
            Err(payload) => match payload.downcast::<&'static str>() {
                Ok(message) => (*message).to_owned(),
                Err(payload) => {
                    // Its Drop is the user's and may panic in turn; a leak is better than that.
                    core::mem::forget(payload);
                    "a panic without a message".to_owned()
                }
            },
        };
        Self::Panicked(message)
    }
}

impl<T> fmt::Debug for ProcessorError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProcessorError")
            .field("returned", &self.returned.len())
            .field("counts", &self.counts)
            .field("failure", &self.failure)
            .finish()
    }
}

impl<T> fmt::Display for ProcessorError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.returned.len();
        match &self.failure {
            // Its text is the source's.
            Failure::Sink(_) => f.write_str("a flush failed"),
            failure => write!(f, "{failure}"),
        }?;
        write!(f, ": {n} unconfirmed items are in `returned`; run again to go on with the rest")
    }
}

impl<T> Error for ProcessorError<T> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.failure {
            Failure::Sink(error) => Some(&**error),
            failure => failure.source(),
        }
    }
}
