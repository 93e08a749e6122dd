use core::fmt;

/// Why a call got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallError {
    /// The processor has shut down: the request was not accepted.
    Closed,
    /// The request was accepted, and the call was dropped without an answer: the sink gave none, or
    /// the call came back unconfirmed, from a failed flush or a shutdown. It may have had its effect.
    Unanswered,
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Closed => "the processor has shut down: the request was not accepted",
            Self::Unanswered => {
                "the request was accepted and got no answer: it may have had its effect"
            }
        })
    }
}

impl core::error::Error for CallError {}
