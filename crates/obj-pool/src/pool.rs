use alloc::sync::Arc;
use core::{fmt, sync::atomic::Ordering::Relaxed};

use crate::{
    BuildError, Builder, Guard, Lease, Manage, Meta, OwnedGuard, Stats, evict,
    find::{find, temporary},
    form::{Form, Parts},
    raw::{Held, Keeper, Slots},
    ready::ready,
    sync::AtomicUsize,
};

/// A bounded pool of objects, shared by any number of threads.
///
/// It is `Sync` if its manager is `Sync` and its objects are `Send`; the objects need not be `Sync`,
/// for one thread at a time has each. Dropping the pool drops the idle objects, then the manager.
///
/// See the [crate's page](crate) for guarantees and costs.
///
/// ```
/// use std::{sync::mpsc, thread};
///
/// use obj_pool::Pool;
///
/// let pool = Pool::builder(|| [0_u8; 1024]).max(2).build()?;
/// let (sender, receiver) = mpsc::channel();
/// thread::scope(|scope| {
///     scope.spawn(|| {
///         let mut block = pool.get();
///         block[0] = 7;
///         sender.send(block) // the object stays where it is, the right to it goes
///     });
///     assert_eq!(receiver.recv().unwrap()[0], 7);
/// });
/// # Ok::<(), obj_pool::BuildError>(())
/// ```
pub struct Pool<M: Manage> {
    // The objects go before their manager.
    slots: Slots<M::Item>,
    manager: M,
    overflowed: AtomicUsize,
}

impl<M: Manage> Pool<M> {
    /// Starts to set up a pool: `Pool::builder(manager or closure).max(n).prewarm(n).build()`.
    pub fn builder(manager: M) -> Builder<M> {
        Builder::new(manager)
    }

    /// Lends an object: an idle one that the manager's `validate` finds good, or, if
    /// there is none, a new one for an empty slot. `None` if all slots are taken, and more exactly if
    /// each was seen taken at some moment of the call.
    ///
    /// Cost: one compare-and-swap for an object that is idle, after a load for each slot that has none;
    /// it looks at all of them before it creates one. It allocates nothing itself.
    ///
    /// ```
    /// # use obj_pool::Pool;
    /// let pool = Pool::builder(String::new).max(1).build()?;
    /// let first = pool.try_get();
    /// assert!(first.is_some());
    /// assert!(pool.try_get().is_none());
    /// drop(first);
    /// assert!(pool.try_get().is_some());
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    #[inline]
    pub fn try_get(&self) -> Option<Guard<'_, M>> {
        try_held(&self).map(Guard::new)
    }

    /// Lends an object, as [`try_get`](Self::try_get) does, or a temporary if all slots are taken.
    ///
    /// A temporary is new, lives in an allocation of its own, and is dropped with its guard, without
    /// a `reset`. [`Stats::overflowed`] counts them: one that grows says that `max` is low.
    ///
    /// ```
    /// # use obj_pool::Pool;
    /// let pool = Pool::builder(String::new).max(1).build()?;
    /// let (_first, _second) = (pool.get(), pool.get());
    /// assert_eq!(pool.stats().overflowed, 1);
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    #[inline]
    pub fn get(&self) -> Guard<'_, M> {
        Guard::new(held(&self))
    }

    /// [`try_get`](Self::try_get) with a guard that keeps the pool alive, so that it can be kept in a
    /// struct or sent to a thread of any lifetime.
    ///
    /// Cost: that of `try_get`, and one atomic addition for the share of the pool.
    ///
    /// ```
    /// # use obj_pool::Pool;
    /// use std::{sync::Arc, thread};
    ///
    /// let pool = Arc::new(Pool::builder(String::new).max(1).build()?);
    /// let mut line = pool.try_get_owned().expect("nobody has the one object");
    /// drop(pool);
    /// thread::spawn(move || line.push('x')).join().unwrap();
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    #[inline]
    pub fn try_get_owned(self: &Arc<Self>) -> Option<OwnedGuard<M>> {
        try_held(self).map(OwnedGuard::new)
    }

    /// [`get`](Self::get) with a guard that keeps the pool alive.
    ///
    /// ```
    /// # use obj_pool::Pool;
    /// let pool = std::sync::Arc::new(Pool::builder(String::new).max(1).build()?);
    /// let lines = [pool.get_owned(), pool.get_owned()];
    /// assert_eq!(pool.stats().overflowed, 1);
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    #[inline]
    pub fn get_owned(self: &Arc<Self>) -> OwnedGuard<M> {
        OwnedGuard::new(held(self))
    }

    /// As [`try_get`](Self::try_get), but leaves the creation to the caller: an idle object, or the
    /// right to fill an empty slot. For objects whose creation can fail, or is asynchronous.
    ///
    /// An idle object that `validate` refuses is dropped, and its slot given as vacant.
    ///
    /// ```
    /// # use obj_pool::{Lease, Pool};
    /// let pool = Pool::builder(String::new).max(1).build()?;
    /// let guard = match pool.try_get_or_vacant() {
    ///     Some(Lease::Idle(guard)) => guard,
    ///     Some(Lease::Vacant(vacant)) => match std::fs::read_to_string("no such file") {
    ///         Ok(text) => vacant.fill(text),
    ///         Err(_) => vacant.fill("default".into()), // dropping it would free the slot
    ///     },
    ///     None => unreachable!("nobody has the one object"),
    /// };
    /// assert_eq!(*guard, "default");
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    #[inline]
    pub fn try_get_or_vacant(&self) -> Option<Lease<'_, M>> {
        find(&self).map(Lease::of)
    }

    /// Drops idle objects, the last slots' first, until at most `n` are left, lent ones included, and
    /// says how many it dropped. Objects that are lent stay, so more than `n` may be left.
    ///
    /// O(`max`). Other threads may take and return meanwhile; it looks at each slot once.
    ///
    /// ```
    /// # use obj_pool::Pool;
    /// let pool = Pool::builder(String::new).max(8).prewarm(5).build()?;
    /// let _lent = pool.get();
    /// assert_eq!(pool.shrink_to(2), 3);
    /// assert_eq!(pool.stats().idle, 1);
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If an object's drop does. Objects that it has not come to stay.
    pub fn shrink_to(&self, n: usize) -> usize {
        evict::shrink_to(&self, n)
    }

    /// Drops each idle object for which `keep` says `false`, and says how many.
    ///
    /// This is how objects that nobody uses go: there is no clock inside. Each call is a round;
    /// [`Meta::rounds_idle`] says for how many an object has not been used. Objects that are lent are
    /// passed over, and while `keep` looks at one, that one counts as lent.
    ///
    /// O(`max`).
    ///
    /// ```
    /// # use obj_pool::Pool;
    /// let pool = Pool::builder(String::new).max(2).prewarm(2).build()?;
    /// let mut sweep = || pool.retain(|_, meta| meta.rounds_idle < 2);
    /// assert_eq!([sweep(), sweep()], [0, 0]);
    /// drop(pool.get()); // one is used
    /// assert_eq!([sweep(), sweep()], [1, 0]); // the other one goes
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `keep` or an object's drop does. That object is dropped; those that it has not come to stay.
    pub fn retain(&self, keep: impl FnMut(&mut M::Item, Meta) -> bool) -> usize {
        evict::retain(&self, keep)
    }

    /// What the pool has done and holds. O(`max`): it reads each slot.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let overflowed = self.overflowed.load(Relaxed) as u64;
        let mut stats = Stats { overflowed, ..Stats::default() };
        self.slots.add_to(&mut stats);
        stats
    }

    pub(crate) fn slots_ref(&self) -> &Slots<M::Item> {
        &self.slots
    }

    pub(crate) fn manager_ref(&self) -> &M {
        &self.manager
    }
}

impl<M: Manage> fmt::Debug for Pool<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("max", &self.slots.len())
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

impl<M: Manage> Form<M> for Pool<M> {
    fn form(parts: Parts<M>) -> Result<Self, BuildError> {
        let Parts { slots, manager, .. } = parts;
        Ok(Self { slots, manager, overflowed: AtomicUsize::new(0) })
    }
}

#[inline]
fn try_held<M: Manage, P: Keeper<Pool<M>>>(keeper: &P) -> Option<Held<M, Pool<M>, P>> {
    find(keeper).map(ready)
}

#[inline]
fn held<M: Manage, P: Keeper<Pool<M>>>(keeper: &P) -> Held<M, Pool<M>, P> {
    try_held(keeper).unwrap_or_else(|| {
        temporary(keeper, || {
            keeper.home().overflowed.fetch_add(1, Relaxed);
        })
    })
}
