use core::fmt;

use crate::{
    Guard, Manage, Pool,
    raw::{self, Held, Home},
};

/// An empty slot that is the caller's to fill, from [`Lease::Vacant`](crate::Lease::Vacant). Dropping
/// it frees the slot; it can be kept over an `await`.
///
/// It can be sent to another thread as a [`Guard`] can.
#[must_use = "dropping it frees the slot"]
pub struct Vacant<'p, M: Manage, P: Home<M> = Pool<M>>(raw::Vacant<M, P, &'p P>);

impl<'p, M: Manage, P: Home<M>> Vacant<'p, M, P> {
    #[inline]
    pub(crate) fn new(vacant: raw::Vacant<M, P, &'p P>) -> Self {
        Self(vacant)
    }

    /// Puts an object into the slot, where it stays, and lends it to the caller.
    #[inline]
    pub fn fill(self, item: M::Item) -> Guard<'p, M, P> {
        Guard::new(Held::new(self.0.fill(item)))
    }
}

impl<M: Manage, P: Home<M>> fmt::Debug for Vacant<'_, M, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vacant")
    }
}
