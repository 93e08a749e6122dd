use crate::{BuildError, Manage, raw::Slots};

/// A kind of pool that a builder makes. Sealed.
pub trait Form<M: Manage>: Sized {
    #[doc(hidden)]
    fn form(parts: Parts<M>) -> Result<Self, BuildError>;
}

/// What a pool is made of.
#[allow(missing_debug_implementations, reason = "it is not to be seen")]
pub struct Parts<M: Manage> {
    // The objects go before their manager.
    pub(crate) slots: Slots<M::Item>,
    pub(crate) manager: M,
    /// How many of the first slots have objects.
    pub(crate) prewarm: usize,
    #[cfg(feature = "std")]
    /// What a cached pool's magazines hold, halved.
    pub(crate) magazine: usize,
}
