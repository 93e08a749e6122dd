use alloc::sync::Arc;
use core::{
    fmt,
    ops::{Deref, DerefMut},
};

use crate::{
    Manage, Pool,
    raw::{Held, Home},
};

/// A lent object that keeps its pool `P` alive, from [`Pool::get_owned`] or [`Pool::try_get_owned`] and
/// their like. Dropping it gives the object back.
///
/// It can be sent to another thread if the object is `Send` and the manager `Send` and `Sync` (the
/// last guard drops the pool), and shared if the object is `Sync`. Otherwise it is as
/// [`Guard`](crate::Guard).
pub struct OwnedGuard<M: Manage, P: Home<M> = Pool<M>>(Held<M, P, Arc<P>>);

impl<M: Manage, P: Home<M>> OwnedGuard<M, P> {
    #[inline]
    pub(crate) fn new(held: Held<M, P, Arc<P>>) -> Self {
        Self(held)
    }

    /// Takes the object out of the pool for good, and moves it. Its slot is free for a new one.
    ///
    /// ```
    /// # use obj_pool::{OwnedGuard, Pool};
    /// let pool = std::sync::Arc::new(Pool::builder(String::new).max(1).build()?);
    /// let line: String = OwnedGuard::detach(pool.get_owned());
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    #[must_use = "the object is dropped if it is not used; `discard` says so"]
    pub fn detach(guard: Self) -> M::Item {
        guard.0.into_full().detach()
    }

    /// Drops the object instead of giving it back, without a `reset`. Its slot is free for a new one.
    ///
    /// ```
    /// # use obj_pool::{OwnedGuard, Pool};
    /// let pool = std::sync::Arc::new(Pool::builder(String::new).max(1).build()?);
    /// OwnedGuard::discard(pool.get_owned());
    /// assert_eq!(pool.stats().discarded, 1);
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    pub fn discard(guard: Self) {
        drop(guard.0.into_full());
    }
}

impl<M: Manage, P: Home<M>> Deref for OwnedGuard<M, P> {
    type Target = M::Item;

    #[inline]
    fn deref(&self) -> &M::Item {
        self.0.item()
    }
}

impl<M: Manage, P: Home<M>> DerefMut for OwnedGuard<M, P> {
    #[inline]
    fn deref_mut(&mut self) -> &mut M::Item {
        self.0.item_mut()
    }
}

impl<M: Manage<Item: fmt::Debug>, P: Home<M>> fmt::Debug for OwnedGuard<M, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OwnedGuard").field(&**self).finish()
    }
}
