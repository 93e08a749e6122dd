use core::fmt;

/// An item that was not accepted, and why.
///
/// ```
/// use cancel_worker::{RejectReason, Rejected};
///
/// fn give_up(rejected: Rejected<String>) -> String {
///     assert_eq!(rejected.reason(), RejectReason::Full);
///     rejected.into_inner()
/// }
/// ```
pub struct Rejected<T> {
    item: T,
    reason: RejectReason,
}

/// Why an item was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectReason {
    /// The inbox is full, or others wait for room before this send: try again later, or `send`.
    Full,
    /// The processor is shutting down or gone: nothing will be accepted any more.
    Closed,
}

impl<T> Rejected<T> {
    pub(crate) fn new(item: T, reason: RejectReason) -> Self {
        Self { item, reason }
    }

    /// The item, back.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.item
    }

    /// A look at the item.
    #[must_use]
    pub fn item(&self) -> &T {
        &self.item
    }

    /// Why it was not accepted.
    #[must_use]
    pub fn reason(&self) -> RejectReason {
        self.reason
    }
}

impl<T> fmt::Debug for Rejected<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejected").field("reason", &self.reason).finish_non_exhaustive()
    }
}

impl<T> fmt::Display for Rejected<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.reason {
            RejectReason::Full => "the inbox is full: try again later, or wait with send",
            RejectReason::Closed => "the processor has shut down: the item was not accepted",
        })
    }
}

impl<T> core::error::Error for Rejected<T> {}
