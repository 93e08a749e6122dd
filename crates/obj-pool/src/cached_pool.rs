use alloc::sync::Arc;
use core::{fmt, sync::atomic::Ordering::Relaxed};

use crate::{
    BuildError, Builder, Guard, Lease, Manage, Meta, OwnedGuard, Stats, evict,
    find::{find, temporary},
    form::{Form, Parts},
    hint,
    raw::{CachedSlots, Claim, Full, Held, Keeper, claim_cached, claim_idle},
    ready::ready,
    sync::AtomicUsize,
};

/// A lent object of a [`CachedPool`].
pub type CachedGuard<'p, M> = Guard<'p, M, CachedPool<M>>;

/// A lent object of a [`CachedPool`] that keeps its pool alive.
pub type OwnedCachedGuard<M> = OwnedGuard<M, CachedPool<M>>;

/// A pool whose threads keep a few objects each: the cheapest one to share.
///
/// As [`Pool`](crate::Pool), but a returned object goes to a magazine of the thread that returns it, and
/// the next take of that thread gets it from there: a few plain loads and stores, no instruction that
/// waits for another core. Magazines hold up to 2k objects ([`magazine(k)`](Builder::magazine)); one
/// that is full gives k to the depot, one that is empty fetches up to k.
///
/// **Its bound is soft.** There are never more than `max` pooled objects. But a thread does not look
/// into the others' magazines: [`try_get`](Self::try_get) can give `None`, and [`get`](Self::get) a
/// temporary, while up to 2k objects for each thread that ever used the pool lie idle there. Choose
/// `max` larger by that, or use [`Pool`](crate::Pool).
///
/// The magazines are the pool's. A thread has but a number, which all pools use and the next thread
/// takes over, with the magazines under it: threads that come and go strand no more than
/// 2k objects for each that ran at once.
///
/// ```
/// use obj_pool::CachedPool;
///
/// let pool = CachedPool::builder(|| [0_u8; 1024]).max(64).magazine(4).build()?;
/// std::thread::scope(|scope| {
///     for _ in 0..2 {
///         scope.spawn(|| (0..100).for_each(|_| pool.get()[0] += 1));
///     }
/// });
/// assert!(pool.stats().created <= 2);
/// # Ok::<(), obj_pool::BuildError>(())
/// ```
pub struct CachedPool<M: Manage> {
    // The objects go before their manager.
    slots: CachedSlots<M::Item>,
    manager: M,
    overflowed: AtomicUsize,
    half: usize,
}

impl<M: Manage> CachedPool<M> {
    /// Starts to set up a pool:
    /// `CachedPool::builder(manager or closure).max(n).magazine(k).prewarm(n).build()`.
    pub fn builder(manager: M) -> Builder<M, Self> {
        Builder::new(manager)
    }

    /// Lends an object: one from this thread's magazine or from the depot, that the manager's
    /// `validate` finds good, or a new one for an empty slot. `None` if all slots are taken: lent, or in
    /// other threads' magazines.
    ///
    /// Cost: without the depot, no atomic read-modify-write. A trip to the depot is O(`max`).
    #[inline]
    pub fn try_get(&self) -> Option<CachedGuard<'_, M>> {
        try_held(&self).map(Guard::new)
    }

    /// Lends an object, as [`try_get`](Self::try_get) does, or a temporary: new, in an allocation of its
    /// own, dropped with its guard, and counted in [`Stats::overflowed`].
    #[inline]
    pub fn get(&self) -> CachedGuard<'_, M> {
        Guard::new(held(&self))
    }

    /// [`try_get`](Self::try_get) with a guard that keeps the pool alive.
    ///
    /// Cost: that of `try_get`, and one atomic addition for the share of the pool.
    #[inline]
    pub fn try_get_owned(self: &Arc<Self>) -> Option<OwnedCachedGuard<M>> {
        try_held(self).map(OwnedGuard::new)
    }

    /// [`get`](Self::get) with a guard that keeps the pool alive.
    #[inline]
    pub fn get_owned(self: &Arc<Self>) -> OwnedCachedGuard<M> {
        OwnedGuard::new(held(self))
    }

    /// As [`try_get`](Self::try_get), but leaves the creation to the caller; see
    /// [`Pool::try_get_or_vacant`](crate::Pool::try_get_or_vacant).
    #[inline]
    pub fn try_get_or_vacant(&self) -> Option<Lease<'_, M, Self>> {
        fetch(&self).map(Lease::of)
    }

    /// Gives all objects in this thread's magazine to the depot, where every thread finds them: for a
    /// thread that ends, or will not use the pool for long.
    ///
    /// ```
    /// # use obj_pool::CachedPool;
    /// let pool = CachedPool::builder(String::new).max(1).build()?;
    /// drop(pool.get());
    /// let other = || std::thread::scope(|scope| {
    ///     scope.spawn(|| pool.try_get().is_some()).join().unwrap()
    /// });
    /// assert!(!other(), "the one object is in this thread's magazine");
    /// pool.flush();
    /// assert!(other());
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    pub fn flush(&self) {
        self.slots.flush();
    }

    /// Flushes this thread's magazine, and drops idle objects until at most `n` are left; see
    /// [`Pool::shrink_to`](crate::Pool::shrink_to). Those in other threads' magazines stay.
    ///
    /// # Panics
    ///
    /// If an object's drop does. Objects that it has not come to stay.
    pub fn shrink_to(&self, n: usize) -> usize {
        self.flush();
        evict::shrink_to(&self, n)
    }

    /// Flushes this thread's magazine, and drops each idle object for which `keep` says `false`; see
    /// [`Pool::retain`](crate::Pool::retain). Those in other threads' magazines stay, and are not shown
    /// to `keep`.
    ///
    /// # Panics
    ///
    /// If `keep` or an object's drop does. That object is dropped; those that it has not come to stay.
    pub fn retain(&self, keep: impl FnMut(&mut M::Item, Meta) -> bool) -> usize {
        self.flush();
        evict::retain(&self, keep)
    }

    /// What the pool has done and holds. O(`max` + threads): it reads each slot and each magazine.
    ///
    /// An object that another thread moves in its magazine meanwhile may count as in use.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let overflowed = self.overflowed.load(Relaxed) as u64;
        let mut stats = Stats { overflowed, ..Stats::default() };
        self.slots.add_to(&mut stats);
        stats
    }

    pub(crate) fn slots_ref(&self) -> &CachedSlots<M::Item> {
        &self.slots
    }

    pub(crate) fn manager_ref(&self) -> &M {
        &self.manager
    }
}

impl<M: Manage> Form<M> for CachedPool<M> {
    fn form(parts: Parts<M>) -> Result<Self, BuildError> {
        let Parts { slots, manager, magazine, .. } = parts;
        // A magazine need not hold more than there is.
        let half = magazine.min(slots.len());
        let slots = CachedSlots::new(slots, u32::try_from(half).unwrap_or(u32::MAX));
        Ok(Self { slots, manager, overflowed: AtomicUsize::new(0), half })
    }
}

impl<M: Manage> fmt::Debug for CachedPool<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedPool")
            .field("max", &self.slots.depot().len())
            .field("magazine", &self.half)
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

/// Takes a slot from the depot, and puts its idle neighbours into this thread's magazine.
fn fetch<M: Manage, P: Keeper<CachedPool<M>>>(keeper: &P) -> Option<Claim<M, CachedPool<M>, P>> {
    // In case that this thread has no number yet, and gets one whose magazine is not empty.
    if let Some(full) = claim_cached(keeper, false) {
        return Some(Claim::Full(full));
    }
    let claim = find(keeper)?;
    if let Claim::Full(_) = claim {
        let home = keeper.home();
        let len = home.slots.depot().len();
        let found = hint::start(len);
        let near = (found + 1..len).chain(0..found).take(2 * home.half);
        let idle = near.filter_map(|index| claim_idle(&home, index));
        idle.take(home.half.saturating_sub(1)).for_each(Full::put_back);
    }
    Some(claim)
}

#[inline]
fn try_held<M: Manage, P: Keeper<CachedPool<M>>>(keeper: &P) -> Option<Held<M, CachedPool<M>, P>> {
    match claim_cached(keeper, true) {
        Some(full) => Some(ready(Claim::Full(full))),
        None => fetch_held(keeper),
    }
}

/// Out of line with its hooks, so that the quick way keeps its claim in registers.
#[cold]
#[inline(never)]
fn fetch_held<M: Manage, P: Keeper<CachedPool<M>>>(
    keeper: &P,
) -> Option<Held<M, CachedPool<M>, P>> {
    fetch(keeper).map(ready)
}

#[inline]
fn held<M: Manage, P: Keeper<CachedPool<M>>>(keeper: &P) -> Held<M, CachedPool<M>, P> {
    try_held(keeper).unwrap_or_else(|| {
        temporary(keeper, || {
            keeper.home().overflowed.fetch_add(1, Relaxed);
        })
    })
}
