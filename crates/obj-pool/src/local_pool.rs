use core::{cell::Cell, fmt};

use crate::{
    BuildError, Builder, Guard, Lease, Manage, Meta, Stats,
    find::temporary,
    form::{Form, Parts},
    free_list::FreeList,
    raw::{Claim, Full, Held, LocalSlots, claim_local},
    ready::ready,
};

/// A lent object of a [`LocalPool`]. It never leaves its thread.
pub type LocalGuard<'p, M> = Guard<'p, M, LocalPool<M>>;

/// A bounded pool for one thread, without synchronisation.
///
/// As [`Pool`](crate::Pool), with the same exact bound, hooks, temporaries and objects that do not
/// move, but a take and a return are O(1) whatever is lent, and a few plain loads and stores: no
/// instruction that waits for another core. The object that came back last is lent first.
///
/// The pool can be sent to another thread if its manager and objects can, but neither be shared nor
/// lend across threads.
///
/// ```
/// use obj_pool::LocalPool;
///
/// let pool = LocalPool::builder(|| Vec::<u8>::with_capacity(4096)).max(8).build()?;
/// let mut block = pool.get();
/// block.extend_from_slice(b"hello");
/// drop(block);
/// assert_eq!((pool.stats().created, pool.stats().idle), (1, 1));
/// # Ok::<(), obj_pool::BuildError>(())
/// ```
pub struct LocalPool<M: Manage> {
    // The objects go before their manager.
    slots: LocalSlots<M::Item>,
    manager: M,
    overflowed: Cell<u64>,
}

impl<M: Manage> LocalPool<M> {
    /// Starts to set up a pool: `LocalPool::builder(manager or closure).max(n).prewarm(n).build()`.
    pub fn builder(manager: M) -> Builder<M, Self> {
        Builder::new(manager)
    }

    /// Lends an object: the idle one that came back last, if the manager's `validate` finds it good,
    /// or a new one for an empty slot. `None` if all `max` are lent.
    ///
    /// Cost: O(1), no allocation of its own.
    #[inline]
    pub fn try_get(&self) -> Option<LocalGuard<'_, M>> {
        self.claim().map(ready).map(Guard::new)
    }

    /// Lends an object, as [`try_get`](Self::try_get) does, or a temporary if all are lent: new, in an
    /// allocation of its own, dropped with its guard, and counted in [`Stats::overflowed`].
    #[inline]
    pub fn get(&self) -> LocalGuard<'_, M> {
        Guard::new(self.claim().map_or_else(|| self.temporary(), ready))
    }

    /// As [`try_get`](Self::try_get), but leaves the creation to the caller; see
    /// [`Pool::try_get_or_vacant`](crate::Pool::try_get_or_vacant).
    #[inline]
    pub fn try_get_or_vacant(&self) -> Option<Lease<'_, M, Self>> {
        self.claim().map(Lease::of)
    }

    /// Drops idle objects, those that came back last first, until at most `n` are left, lent ones
    /// included, and says how many it dropped. Objects that are lent stay.
    ///
    /// O(`max`).
    ///
    /// # Panics
    ///
    /// If an object's drop does. Objects that it has not come to stay.
    pub fn shrink_to(&self, n: usize) -> usize {
        let Stats { in_use, idle, .. } = self.stats();
        let excess = (in_use + idle).saturating_sub(n);
        (0..excess).map_while(|_| self.full(self.slots.free().pop_idle()?)).map(drop).count()
    }

    /// Drops each idle object for which `keep` says `false`, and says how many. Each call is a round;
    /// see [`Pool::retain`](crate::Pool::retain). The order in which they are lent stays.
    ///
    /// O(`max`), and one allocation. If `keep` takes an object from the pool, it is one that `keep` has
    /// seen, or a new one.
    ///
    /// # Panics
    ///
    /// If `keep` or an object's drop does. That object is dropped; those that it has not come to stay.
    pub fn retain(&self, mut keep: impl FnMut(&mut M::Item, Meta) -> bool) -> usize {
        let mut idle = self.slots.free().hide_idle();
        let mut gone = 0;
        // The numbers that are left when it is dropped are idle again.
        while let Some(number) = idle.next() {
            let Some(mut full) = self.full(number) else { continue };
            let meta = full.visit();
            if keep(full.item_mut(), meta) {
                full.put_back();
            } else {
                drop(full);
                gone += 1;
            }
        }
        gone
    }

    /// What the pool has done and holds. O(`max`): it reads each slot.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let mut stats = Stats { overflowed: self.overflowed.get(), ..Stats::default() };
        self.slots.add_to(&mut stats);
        stats
    }

    pub(crate) fn slots_ref(&self) -> &LocalSlots<M::Item> {
        &self.slots
    }

    pub(crate) fn manager_ref(&self) -> &M {
        &self.manager
    }

    #[inline]
    fn claim(&self) -> Option<Claim<M, Self, &Self>> {
        claim_local(&self, self.slots.free().pop()?)
    }

    /// Slot `number`, which was listed as idle.
    fn full(&self, number: u32) -> Option<Full<M, Self, &Self>> {
        match claim_local(&self, number)? {
            Claim::Full(full) => Some(full),
            Claim::Vacant(_) => None,
        }
    }

    #[cold]
    fn temporary(&self) -> Held<M, Self, &Self> {
        temporary(&self, || self.overflowed.set(self.overflowed.get() + 1))
    }
}

impl<M: Manage> Form<M> for LocalPool<M> {
    fn form(parts: Parts<M>) -> Result<Self, BuildError> {
        let max = parts.slots.len();
        // If it fails, all parts go, in their order.
        let free = FreeList::new(max, parts.prewarm).map_err(|_| BuildError::TooLarge { max })?;
        let Parts { slots, manager, .. } = parts;
        Ok(Self { slots: LocalSlots::new(slots, free), manager, overflowed: Cell::new(0) })
    }
}

impl<M: Manage> fmt::Debug for LocalPool<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalPool")
            .field("max", &self.slots.len())
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}
