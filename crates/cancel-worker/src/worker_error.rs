use core::error::Error;
use core::fmt;

/// Why an [`AsyncWorker`](crate::AsyncWorker) failed.
///
/// ```
/// # use cancel_worker::WorkerError;
/// fn port() -> Result<u16, WorkerError> {
///     "no number".parse().map_err(WorkerError::new)
/// }
/// assert!(port().unwrap_err().to_string().contains("invalid digit"));
/// ```
#[derive(Debug)]
pub struct WorkerError {
    source: Box<dyn Error + Send + Sync>,
}

impl WorkerError {
    /// Wraps any error, or a text.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { source: source.into() }
    }

    /// What was wrapped.
    #[must_use]
    pub fn into_inner(self) -> Box<dyn Error + Send + Sync> {
        self.source
    }
}

impl From<Box<dyn Error + Send + Sync>> for WorkerError {
    fn from(source: Box<dyn Error + Send + Sync>) -> Self {
        Self { source }
    }
}

impl fmt::Display for WorkerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the worker failed: {}", self.source)
    }
}

impl Error for WorkerError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.source()
    }
}
