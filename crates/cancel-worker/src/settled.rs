use core::fmt;

/// News for [`Builder::on_settled`](crate::Builder::on_settled).
#[non_exhaustive]
pub enum Settled<T> {
    /// So many items were confirmed by the sink.
    Flushed(u64),
    /// So many items were confirmed by the dead-letter sink.
    DeadLettered(u64),
    /// These items are unconfirmed, and yours again: their retries are used up under
    /// [`Exhausted::Return`](crate::Exhausted::Return), or the dead-letter sink failed too.
    Returned(Vec<T>),
}

impl<T> fmt::Debug for Settled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flushed(n) => f.debug_tuple("Flushed").field(n).finish(),
            Self::DeadLettered(n) => f.debug_tuple("DeadLettered").field(n).finish(),
            Self::Returned(items) => f.debug_tuple("Returned").field(&items.len()).finish(),
        }
    }
}
