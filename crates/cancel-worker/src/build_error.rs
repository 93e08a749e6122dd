use core::fmt;

/// A configuration that cannot work. Its text says what to set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BuildError {
    /// `capacity(0)`: nothing could ever be sent.
    ZeroCapacity,
    /// `max_batch_size(0)`: nothing could ever be flushed.
    ZeroBatchSize,
    /// Under `Linger::Never` a batch must fill up, and this one cannot.
    BatchAboveCapacity {
        /// The batch's maximal size.
        max_batch_size: usize,
        /// The inbox's capacity.
        capacity: usize,
    },
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ZeroCapacity => f.write_str("capacity is 0: set capacity(n) to 1 or more"),
            Self::ZeroBatchSize => {
                f.write_str("max_batch_size is 0: set max_batch_size(n) to 1 or more")
            }
            Self::BatchAboveCapacity { max_batch_size, capacity } => write!(
                f,
                "with Linger::Never a batch of {max_batch_size} never fills up in an inbox of \
                 {capacity}: set capacity({max_batch_size}) or more, max_batch_size({capacity}) or \
                 less, or another linger"
            ),
        }
    }
}

impl core::error::Error for BuildError {}
