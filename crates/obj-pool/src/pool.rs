use alloc::sync::Arc;
use core::{fmt, sync::atomic::Ordering::Relaxed};

use crate::{
    Builder, Guard, Manage, OwnedGuard, Stats, hint,
    raw::{Claim, Full, Held, Keeper, Slots, claim},
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

    pub(crate) fn new(slots: Slots<M::Item>, manager: M) -> Self {
        Self { slots, manager, overflowed: AtomicUsize::new(0) }
    }

    /// Lends an object: an idle one that the manager's `validate` finds good, or a new one for an
    /// empty slot. `None` if all slots are taken, and more exactly if each was seen taken at some
    /// moment of the call.
    ///
    /// Cost: one compare-and-swap for a slot that is free, after a load for each that is not. It
    /// allocates nothing itself.
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
        acquire(&self).map(Guard::new)
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
        Guard::new(acquire(&self).unwrap_or_else(|| temporary(&self)))
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
        acquire(self).map(OwnedGuard::new)
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
        OwnedGuard::new(acquire(self).unwrap_or_else(|| temporary(self)))
    }

    /// What the pool has done and holds. O(`max`): it reads each slot.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let overflowed = self.overflowed.load(Relaxed) as u64;
        let mut stats = Stats { overflowed, ..Stats::default() };
        self.slots.add_to(&mut stats);
        stats
    }

    pub(crate) fn slots(&self) -> &Slots<M::Item> {
        &self.slots
    }

    pub(crate) fn manager(&self) -> &M {
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

/// Takes a slot, and makes sure that there is a good object in it. The hooks run while the slot is
/// ours; if one panics, the right to it is dropped, and that frees the slot.
#[inline]
fn acquire<M: Manage, P: Keeper<M>>(keeper: &P) -> Option<Held<M, P>> {
    loop {
        match find(keeper)? {
            Claim::Full(mut full) => {
                if full.ask(M::validate) {
                    full.count_reuse();
                    return Some(Held::new(full));
                }
                // It is discarded, and its slot is free; if nobody is quicker, the next round
                // takes it and makes a new one.
            }
            Claim::Vacant(vacant) => {
                let item = vacant.pool().manager().create();
                return Some(Held::new(vacant.fill(item)));
            }
        }
    }
}

#[inline]
fn find<M: Manage, P: Keeper<M>>(keeper: &P) -> Option<Claim<M, P>> {
    let start = hint::start(keeper.slots().len());
    claim(keeper, start).or_else(|| search(keeper, start))
}

/// Looks at all slots but the one that `find` has looked at.
fn search<M: Manage, P: Keeper<M>>(keeper: &P, start: usize) -> Option<Claim<M, P>> {
    (start + 1..keeper.slots().len()).chain(0..start).find_map(|index| {
        let claimed = claim(keeper, index)?;
        hint::remember(index);
        Some(claimed)
    })
}

#[cold]
fn temporary<M: Manage, P: Keeper<M>>(keeper: &P) -> Held<M, P> {
    let item = keeper.manager().create();
    keeper.overflowed.fetch_add(1, Relaxed);
    Held::new(Full::alone(keeper.clone(), item))
}
