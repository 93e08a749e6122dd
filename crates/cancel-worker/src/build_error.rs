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
    /// `max_weight(0, ..)`: every item would be oversized.
    ZeroWeight,
    /// `InFlight::Any(0)` or `InFlight::PerKey(0, ..)`: nothing could ever be flushed.
    ZeroLanes,
    /// More lanes than 65,536: each has a batch and a place of its own.
    TooManyLanes,
    /// A policy of 0 attempts: nothing could ever be flushed.
    ZeroAttempts,
    /// A policy whose attempts have no time at all.
    ZeroAttemptTimeout,
    /// `dead_letter_timeout` of no time at all.
    ZeroDeadLetterTimeout,
    /// A policy whose jitter is not from 0 to 1.
    JitterOutOfRange,
    /// `Exhausted::DeadLetter`, but no sink to take the dead letters.
    NoDeadLetterSink,
    /// `Exhausted::Return`, but nobody to return to: the items would pile up.
    NobodyToReturnTo,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::BatchAboveCapacity { max_batch_size, capacity } => {
                return write!(
                    f,
                    "with Linger::Never a batch of {max_batch_size} never fills up in an inbox of \
                     {capacity}: set capacity({max_batch_size}) or more, \
                     max_batch_size({capacity}) or less, or another linger"
                );
            }
            Self::ZeroCapacity => "capacity is 0: set capacity(n) to 1 or more",
            Self::ZeroBatchSize => "max_batch_size is 0: set max_batch_size(n) to 1 or more",
            Self::ZeroWeight => {
                "max_weight is 0: set max_weight(w, ..) to 1 or more, or leave it out"
            }
            Self::ZeroLanes => "in_flight has 0 lanes: set 1 or more, or InFlight::One",
            Self::TooManyLanes => "in_flight has more than 65536 lanes: set 65536 or less",
            Self::ZeroAttempts => "max_attempts is 0: set RetryPolicy::max_attempts to 1 or more",
            Self::ZeroAttemptTimeout => {
                "attempt_timeout is 0: set RetryPolicy::attempt_timeout to what a flush may take, \
                 or to Duration::MAX for no limit"
            }
            Self::ZeroDeadLetterTimeout => {
                "dead_letter_timeout is 0: set dead_letter_timeout(..) to what a dead letter may \
                 take, or to Duration::MAX for no limit, or leave it out"
            }
            Self::JitterOutOfRange => "jitter is out of range: set RetryPolicy::jitter from 0 to 1",
            Self::NoDeadLetterSink => {
                "Exhausted::DeadLetter without a dead-letter sink: set dead_letter(sink), or \
                 another RetryPolicy::then"
            }
            Self::NobodyToReturnTo => {
                "Exhausted::Return without a hook to return to: set on_settled(..), or another \
                 RetryPolicy::then"
            }
        };
        f.write_str(text)
    }
}

impl core::error::Error for BuildError {}
