use core::fmt;

/// No room will ever be given: the processor is shutting down or gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct InboxClosed;

impl fmt::Display for InboxClosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the processor has shut down: no more items are accepted")
    }
}

impl core::error::Error for InboxClosed {}
