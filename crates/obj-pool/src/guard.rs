use core::{
    fmt,
    ops::{Deref, DerefMut},
};

#[cfg(feature = "alloc")]
use crate::Pool;
use crate::{
    Manage,
    raw::{Held, Home},
};

/// A lent object of a pool `P`, from [`Pool::get`] and its like. Dropping it gives the object back.
///
/// It can be sent to another thread if the object is `Send` and the pool `Sync`, which a pool of
/// `Send` objects with a `Sync` manager is ([`LocalPool`](crate::LocalPool) never is), and shared if
/// the object is `Sync`. The cost of a drop is the manager's `reset` and what the pool says.
///
/// A drop during a panic returns the object like any other drop: `reset` must be able to deal with
/// an object that its user left half done, or refuse it.
pub struct Guard<
    'p,
    M: Manage,
    #[cfg(feature = "alloc")] P: Home<M> = Pool<M>,
    #[cfg(not(feature = "alloc"))] P: Home<M>,
>(Held<M, P, &'p P>);

impl<'p, M: Manage, P: Home<M>> Guard<'p, M, P> {
    #[inline]
    pub(crate) fn new(held: Held<M, P, &'p P>) -> Self {
        Self(held)
    }

    /// Takes the object out of the pool for good, and moves it. Its slot is free for a new one.
    ///
    #[cfg_attr(feature = "alloc", doc = "```")]
    #[cfg_attr(not(feature = "alloc"), doc = "```ignore")]
    /// # use obj_pool::{Guard, Pool};
    /// let pool = Pool::builder(String::new).max(1).build()?;
    /// let line: String = Guard::detach(pool.get());
    /// assert_eq!(pool.stats().in_use + pool.stats().idle, 0);
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    #[must_use = "the object is dropped if it is not used; `discard` says so"]
    pub fn detach(guard: Self) -> M::Item {
        guard.0.into_full().detach()
    }

    /// Drops the object instead of giving it back, without a `reset`. Its slot is free for a new one.
    ///
    #[cfg_attr(feature = "alloc", doc = "```")]
    #[cfg_attr(not(feature = "alloc"), doc = "```ignore")]
    /// # use obj_pool::{Guard, Pool};
    /// let pool = Pool::builder(String::new).max(1).build()?;
    /// Guard::discard(pool.get());
    /// assert_eq!(pool.stats().discarded, 1);
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    pub fn discard(guard: Self) {
        drop(guard.0.into_full());
    }
}

impl<M: Manage, P: Home<M>> Deref for Guard<'_, M, P> {
    type Target = M::Item;

    #[inline]
    fn deref(&self) -> &M::Item {
        self.0.item()
    }
}

impl<M: Manage, P: Home<M>> DerefMut for Guard<'_, M, P> {
    #[inline]
    fn deref_mut(&mut self) -> &mut M::Item {
        self.0.item_mut()
    }
}

impl<M: Manage<Item: fmt::Debug>, P: Home<M>> fmt::Debug for Guard<'_, M, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Guard").field(&**self).finish()
    }
}
