use core::any::Any;
use core::error::Error;
use core::fmt;

use crate::report::Counts;

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
    /// The sink, or an item's `Drop`, panicked with this message.
    Panicked(String),
}

impl Failure {
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
            Failure::Sink(_) => write!(f, "a flush failed"),
            Failure::Panicked(message) => write!(f, "a flush panicked ({message})"),
        }?;
        write!(f, ": {n} unconfirmed items are in `returned`; run again to go on with the rest")
    }
}

impl<T> Error for ProcessorError<T> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.failure {
            Failure::Sink(error) => Some(&**error),
            Failure::Panicked(_) => None,
        }
    }
}
