// PINNED: tests/it/auto_traits.rs

#[cfg(feature = "alloc")]
use alloc::boxed::Box;
use core::{
    mem::ManuallyDrop,
    ptr::{self, NonNull},
};

#[cfg(feature = "alloc")]
use super::home::Shared;
#[cfg(not(hardpan_loom))]
use super::home::StaticHome;
use super::{
    home::{Home, Keeper},
    slot::{EMPTY, IDLE, Slot},
};
#[cfg(feature = "std")]
use crate::CachedPool;
#[cfg(feature = "alloc")]
use crate::{LocalPool, Meta, record::Record};
use crate::{Manage, record::Book};

type SlotOf<M, H> = Slot<<M as Manage>::Item, <H as Home<M>>::Book>;

/// What a claim found.
pub(crate) enum Claim<M: Manage, H: Home<M>, P: Keeper<H>> {
    Full(Full<M, H, P>),
    Vacant(Vacant<M, H, P>),
}

impl<M: Manage, H: Home<M>, P: Keeper<H>> Claim<M, H, P> {
    /// Ends the right, and leaves the slot as it was found.
    #[cfg(feature = "std")]
    pub(crate) fn put_back(self) {
        match self {
            Self::Full(full) => full.put_back(),
            Self::Vacant(vacant) => drop(vacant),
        }
    }

    /// Gives a right to its owner.
    ///
    /// # Safety
    ///
    /// The caller has the one right to the slot, just begun, and gives it up [OP-1]; the slot has an
    /// object if it is `idle` [OP-2]; and `keeper` keeps the slot where it is [OP-5].
    #[inline]
    unsafe fn begin(slot: &SlotOf<M, H>, idle: bool, keeper: P) -> Self {
        let vacant = Vacant { slot: NonNull::from(slot), keeper };
        if idle { Self::Full(Full { vacant }) } else { Self::Vacant(vacant) }
    }
}

/// Takes slot `index` of the keeper's pool, if it is free. `None` if it was seen taken.
#[cfg(feature = "alloc")]
#[inline]
pub(crate) fn claim<M: Manage, H: Shared<M>, P: Keeper<H>>(
    keeper: &P,
    index: usize,
) -> Option<Claim<M, H, P>> {
    let slot = keeper.home().slots().get(index)?;
    let idle = slot.claim()?;
    // SAFETY: [OP-1, OP-2] `claim` took the slot for us, and said what is in it. [OP-5] It is one of
    // the pool's own, which `Shared` leaves in place as long as the keeper's clone keeps the pool.
    Some(unsafe { Claim::begin(slot, idle, keeper.clone()) })
}

/// Takes slot `index` if an object waits in it.
#[cfg(feature = "alloc")]
#[inline]
pub(crate) fn claim_idle<M: Manage, H: Shared<M>, P: Keeper<H>>(
    keeper: &P,
    index: usize,
) -> Option<Full<M, H, P>> {
    let slot = keeper.home().slots().get(index)?;
    if !slot.claim_idle() {
        return None;
    }
    // SAFETY: as in `claim`, and the object is there [OP-1, OP-2, OP-5].
    let claim = unsafe { Claim::begin(slot, true, keeper.clone()) };
    if let Claim::Full(full) = claim { Some(full) } else { None }
}

/// Takes slot `index` if it is free, or has its owner look for a waiter when it gives the slot up.
#[cfg(feature = "std")]
pub(crate) fn claim_or_want<M: Manage, H: Shared<M>, P: Keeper<H>>(
    keeper: &P,
    index: usize,
) -> Option<Claim<M, H, P>> {
    let slot = keeper.home().slots().get(index)?;
    let idle = slot.claim_or_want()?;
    // SAFETY: [OP-1, OP-2, OP-5] as in `claim`.
    Some(unsafe { Claim::begin(slot, idle, keeper.clone()) })
}

/// Takes slot `index`, which was kept for a waiter; `others` says whether more of them wait.
#[cfg(feature = "std")]
pub(crate) fn claim_kept<M: Manage, H: Shared<M>, P: Keeper<H>>(
    keeper: &P,
    index: usize,
    others: bool,
) -> Option<Claim<M, H, P>> {
    let slot = keeper.home().slots().get(index)?;
    let idle = slot.claim_kept(others)?;
    // SAFETY: [OP-1, OP-2, OP-5] as in `claim`.
    Some(unsafe { Claim::begin(slot, idle, keeper.clone()) })
}

/// Takes a slot with an object out of this thread's magazine; see [`CachedSlots::take`] for `asked`.
///
/// [`CachedSlots::take`]: super::cached::CachedSlots::take
#[cfg(feature = "std")]
#[inline]
pub(crate) fn claim_cached<M: Manage, P: Keeper<CachedPool<M>>>(
    keeper: &P,
    asked: bool,
) -> Option<Full<M, CachedPool<M>, P>> {
    let slot = keeper.home().slots_ref().take(asked)?;
    // SAFETY: [OP-6] its number was in this thread's magazine, where nobody else takes it, and is there
    // no more; so there was no right to it, and this is the one [OP-1], and it has an object [OP-2].
    // [OP-5] It is in a box of the pool's, which is never replaced and lives as long as the keeper's
    // clone keeps the pool.
    let claim = unsafe { Claim::begin(slot, true, keeper.clone()) };
    if let Claim::Full(full) = claim { Some(full) } else { None }
}

/// Takes slot `index` of a pool that one thread has, if it is free.
#[cfg(feature = "alloc")]
#[inline]
pub(crate) fn claim_local<M: Manage, P: Keeper<LocalPool<M>>>(
    keeper: &P,
    index: u32,
) -> Option<Claim<M, LocalPool<M>, P>> {
    let (slot, idle) = keeper.home().slots_ref().claim(index)?;
    // SAFETY: [OP-1, OP-2] `claim` took the slot for us, and said what is in it; [OP-4] all who had
    // it before ran on this thread, or handed the whole pool to it. [OP-5] It is in a box of the
    // pool's, which is never replaced and lives as long as the keeper's clone keeps the pool.
    Some(unsafe { Claim::begin(slot, idle, keeper.clone()) })
}

#[cfg(not(hardpan_loom))]
type StaticClaim<'p, T> = Claim<fn() -> T, StaticHome<T>, &'p StaticHome<T>>;

/// Takes a slot of a static pool, if it is free and, where `only_idle` asks for that, an object waits in it.
#[cfg(not(hardpan_loom))]
#[inline]
pub(crate) fn claim_static<'p, T>(
    home: &'p StaticHome<T>,
    slot: &'p Slot<T, ()>,
    only_idle: bool,
) -> Option<StaticClaim<'p, T>> {
    let idle = if only_idle { slot.claim_idle().then_some(true) } else { slot.claim() }?;
    // SAFETY: [OP-1, OP-2] either `claim` took the slot for us, and said what is in it. [OP-5] It is
    // borrowed for as long as the keeper is, so it stays.
    Some(unsafe { Claim::begin(slot, idle, home) })
}

/// The right to a slot without an object. Dropping it frees the slot.
pub(crate) struct Vacant<M: Manage, H: Home<M>, P: Keeper<H>> {
    slot: NonNull<SlotOf<M, H>>,
    // Last, for it may be what keeps the slot.
    keeper: P,
}

impl<M: Manage, H: Home<M>, P: Keeper<H>> Vacant<M, H, P> {
    #[inline]
    fn slot(&self) -> &SlotOf<M, H> {
        // SAFETY: [OP-5] the pointer came from a reference to a slot or from a box, so it is aligned
        // and not null; and the slot is there as long as this right, for the keeper beside it keeps
        // the pool, and a box is freed by the right's end alone. All that is written in a slot is in
        // cells, so no write, whoever makes it, conflicts with this reference.
        unsafe { self.slot.as_ref() }
    }

    #[inline]
    fn object(&self) -> *mut M::Item {
        self.slot().object.get().cast()
    }

    #[inline]
    #[cfg(feature = "alloc")]
    fn is_alone(&self) -> bool {
        self.slot().is_alone()
    }

    #[inline]
    #[cfg(not(feature = "alloc"))]
    #[allow(clippy::unused_self, reason = "its twin, above, needs it")]
    fn is_alone(&self) -> bool {
        false
    }

    pub(crate) fn manager(&self) -> &M {
        self.keeper.home().manager()
    }

    /// Puts an object into the slot.
    #[inline]
    pub(crate) fn fill(self, item: M::Item) -> Full<M, H, P> {
        // SAFETY: [OP-5] the object's place is there, and its cell aligns it. [OP-1, OP-3] This right
        // is the only one, so nobody else reads or writes there. [OP-2] No object is there that would
        // be lost. The right becomes a `Full` at once.
        unsafe { self.object().write(item) };
        self.slot().book.created();
        Full { vacant: self }
    }
}

impl<M: Manage, H: Home<M>, P: Keeper<H>> Drop for Vacant<M, H, P> {
    #[inline]
    fn drop(&mut self) {
        #[cfg(feature = "alloc")]
        if self.is_alone() {
            // SAFETY: [OP-5] a slot that is alone came from `Box::into_raw`. [OP-1] Its only right
            // ends here, so nobody uses it after this nor frees it again.
            drop(unsafe { Box::from_raw(self.slot.as_ptr()) });
            return;
        }
        // SAFETY: [OP-1] this is the one right to the slot, not alone as was seen, and it ends here.
        // [OP-2] The right is a `Vacant`: there is no object, or none to be touched. The slot is one of
        // the keeper's pool [OP-5].
        unsafe { self.keeper.home().settle(self.slot(), EMPTY) };
    }
}

/// The right to a slot with an object. Dropping it discards the object and frees the slot.
pub(crate) struct Full<M: Manage, H: Home<M>, P: Keeper<H>> {
    vacant: Vacant<M, H, P>,
}

impl<M: Manage, H: Home<M>, P: Keeper<H>> Full<M, H, P> {
    /// A temporary, in a slot of its own.
    #[cfg(feature = "alloc")]
    pub(crate) fn alone(keeper: P, item: M::Item) -> Self {
        let slot = NonNull::from(Box::leak(Box::new(Slot::alone(item))));
        Self { vacant: Vacant { slot, keeper } }
    }

    #[inline]
    pub(crate) fn item(&self) -> &M::Item {
        // SAFETY: [OP-2] the object is initialised, and its cell aligns it. [OP-1, OP-3] It is
        // reached through this right alone, which is borrowed for as long as the reference lives, so
        // nobody writes to it meanwhile.
        unsafe { &*self.vacant.object() }
    }

    #[inline]
    pub(crate) fn item_mut(&mut self) -> &mut M::Item {
        // SAFETY: [OP-1, OP-2, OP-3] as in `item`; and the right is borrowed mutably, so nobody reads
        // it either.
        unsafe { &mut *self.vacant.object() }
    }

    /// Asks one of the manager's hooks about the object. If it panics, `self` is as it was.
    #[inline]
    pub(crate) fn ask(&mut self, hook: impl FnOnce(&M, &mut M::Item) -> bool) -> bool {
        // SAFETY: [OP-1, OP-2, OP-3] as in `item_mut`.
        let item = unsafe { &mut *self.vacant.object() };
        hook(self.vacant.manager(), item)
    }

    #[inline]
    pub(crate) fn count_reuse(&self) {
        self.vacant.slot().book.reused();
    }

    /// Leaves the object where it is, in nobody's care.
    #[inline]
    fn into_vacant(self) -> Vacant<M, H, P> {
        let this = ManuallyDrop::new(self);
        // SAFETY: the field is initialised and aligned, and `this` is neither used nor dropped after
        // this, so the right is moved, not copied [OP-1].
        unsafe { ptr::read(&raw const this.vacant) }
    }

    /// Discards the object and keeps the slot.
    pub(crate) fn clear(self) -> Vacant<M, H, P> {
        let vacant = self.into_vacant();
        vacant.slot().book.discarded();
        // SAFETY: [OP-2] the right was a `Full`: the object is initialised, and its cell aligns it.
        // [OP-3] Nobody else reaches it; and the right is a `Vacant` now, also if the object's own
        // drop panics, so this is its end.
        unsafe { ptr::drop_in_place(vacant.object()) };
        vacant
    }

    /// Moves the object out and frees the slot.
    pub(crate) fn detach(self) -> M::Item {
        let vacant = self.into_vacant();
        // SAFETY: [OP-2] the right was a `Full`: the object is initialised, and its cell aligns it.
        // [OP-3] Nobody else reaches it; and the right is a `Vacant` now, so this is the only copy.
        let item = unsafe { vacant.object().read() };
        // Here, where an unwinding drop of the pool (by its last share) still drops the item.
        drop(vacant);
        item
    }

    /// Ends the right to a pool's slot, with its object in it.
    #[inline]
    pub(crate) fn put_back(self) {
        let this = ManuallyDrop::new(self.into_vacant());
        // SAFETY: the field is initialised and aligned, and `this` is neither dropped nor, but for
        // the slot's pointer below, used after this: the keeper is moved, and keeps the slot [OP-5].
        let keeper = unsafe { ptr::read(&raw const this.keeper) };
        // SAFETY: [OP-1] `this` was the one right to the slot and is neither used after this nor dropped.
        // [OP-2] It was a `Full`, so the object is there. Only rights to a pool's slots come here.
        unsafe { keeper.home().settle(this.slot(), IDLE) };
        drop(keeper);
    }
}

#[cfg(feature = "alloc")]
impl<M: Manage, H: Home<M, Book = Record>, P: Keeper<H>> Full<M, H, P> {
    /// A round of `retain` has come to this slot.
    pub(crate) fn visit(&self) -> Meta {
        self.vacant.slot().book.visit()
    }
}

impl<M: Manage, H: Home<M>, P: Keeper<H>> Drop for Full<M, H, P> {
    fn drop(&mut self) {
        self.vacant.slot().book.discarded();
        // SAFETY: [OP-2] a `Full`'s object is initialised, and its cell aligns it. [OP-3] Nobody else
        // reaches it. What is left after this, also if the object's own drop panics, is the field: a
        // `Vacant`, which does not touch the object and frees the slot.
        unsafe { ptr::drop_in_place(self.vacant.object()) };
    }
}

/// A user's right to an object. Dropping it gives the object back: to its slot if it is a pool's and
/// the manager's `reset` finds it fit, or else to the drop.
pub(crate) struct Held<M: Manage, H: Home<M>, P: Keeper<H>>(ManuallyDrop<Full<M, H, P>>);

impl<M: Manage, H: Home<M>, P: Keeper<H>> Held<M, H, P> {
    #[inline]
    pub(crate) fn new(full: Full<M, H, P>) -> Self {
        Self(ManuallyDrop::new(full))
    }

    #[inline]
    pub(crate) fn item(&self) -> &M::Item {
        self.0.item()
    }

    #[inline]
    pub(crate) fn item_mut(&mut self) -> &mut M::Item {
        self.0.item_mut()
    }

    /// The right without the way back.
    pub(crate) fn into_full(self) -> Full<M, H, P> {
        let mut this = ManuallyDrop::new(self);
        // SAFETY: `this`, and so its field, is neither used nor dropped after this: the right is
        // moved [OP-1].
        unsafe { ManuallyDrop::take(&mut this.0) }
    }
}

impl<M: Manage, H: Home<M>, P: Keeper<H>> Drop for Held<M, H, P> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: this is the drop: the field is not used after this, and has no drop of its own, so
        // the right is moved [OP-1].
        let mut full = unsafe { ManuallyDrop::take(&mut self.0) };
        // If `reset` says no, or panics, `full` is dropped, which discards the object.
        if !full.vacant.is_alone() && full.ask(M::reset) {
            full.put_back();
        } else {
            let_go(full);
        }
    }
}

/// Discards an object: out of line, so that a guard's drop is small enough to be in line.
#[cold]
#[inline(never)]
fn let_go<M: Manage, H: Home<M>, P: Keeper<H>>(full: Full<M, H, P>) {
    drop(full);
}

// SAFETY: a right sent to another thread takes its object along and hands it on there, to be used or
// dropped: `M::Item: Send`, which a shared pool's `Sync` asks for. What else it has is the keeper,
// whose own `Send` is asked for; for a borrow that is the pool's `Sync`, and for a share `Send` as
// well, for the last one drops the pool. [OP-3] Nobody else uses what the pointer points to.
unsafe impl<M: Manage, H: Home<M>, P: Keeper<H> + Send> Send for Vacant<M, H, P> where M::Item: Send {}

// SAFETY: `&Held` gives `&M::Item`, which `M::Item: Sync` allows, and nothing else [OP-3]: neither the
// keeper nor the manager can be reached through it, so they need not be `Sync`. (`Vacant` and `Full`
// are not.)
unsafe impl<M: Manage, H: Home<M>, P: Keeper<H>> Sync for Held<M, H, P> where M::Item: Sync {}
