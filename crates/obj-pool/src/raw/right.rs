use alloc::boxed::Box;
use core::{
    mem::ManuallyDrop,
    ptr::{self, NonNull},
    sync::atomic::Ordering::{Relaxed, Release},
};

use super::{
    keeper::Keeper,
    slots::{ALONE, EMPTY, IDLE, Slot},
};
use crate::{Manage, Pool, stats::Counts};

/// What [`claim`] found.
pub(crate) enum Claim<M: Manage, P: Keeper<M>> {
    Full(Full<M, P>),
    Vacant(Vacant<M, P>),
}

/// Takes slot `index` of the keeper's pool, if it is free. `None` if it was seen taken.
#[inline]
pub(crate) fn claim<M: Manage, P: Keeper<M>>(keeper: &P, index: usize) -> Option<Claim<M, P>> {
    let (slot, idle) = keeper.slots().claim(index)?;
    // The clone keeps the same pool, hence the slot, and cannot unwind (see `Keeper`).
    let vacant = Vacant { slot: NonNull::from(slot), keeper: keeper.clone() };
    Some(if idle { Claim::Full(Full { vacant }) } else { Claim::Vacant(vacant) })
}

/// The right to a slot without an object. Dropping it frees the slot.
pub(crate) struct Vacant<M: Manage, P: Keeper<M>> {
    slot: NonNull<Slot<M::Item>>,
    // Last, for it may be what keeps the slot.
    keeper: P,
}

impl<M: Manage, P: Keeper<M>> Vacant<M, P> {
    #[inline]
    fn slot(&self) -> &Slot<M::Item> {
        // SAFETY: [OP-5] the pointer came from a reference to a slot or from a box, so it is aligned
        // and not null; and the slot is there as long as this right, for the keeper beside it keeps
        // the pool, and a box is freed by the right's end alone. All parts of a slot are in cells, so
        // no write to them, whoever makes it, conflicts with this reference.
        unsafe { self.slot.as_ref() }
    }

    #[inline]
    fn object(&self) -> *mut M::Item {
        self.slot().object.get().cast()
    }

    #[inline]
    fn is_alone(&self) -> bool {
        self.slot().state.load(Relaxed) == ALONE
    }

    pub(crate) fn pool(&self) -> &Pool<M> {
        &self.keeper
    }

    /// Puts an object into the slot.
    #[inline]
    pub(crate) fn fill(self, item: M::Item) -> Full<M, P> {
        // SAFETY: [OP-5] the object's place is there, and its cell aligns it. [OP-1, OP-3] This right
        // is the only one, so nobody else reads or writes there. [OP-2] No object is there that would
        // be lost. The right becomes a `Full` at once.
        unsafe { self.object().write(item) };
        Counts::bump(&self.slot().counts.created);
        Full { vacant: self }
    }
}

impl<M: Manage, P: Keeper<M>> Drop for Vacant<M, P> {
    #[inline]
    fn drop(&mut self) {
        if self.is_alone() {
            // SAFETY: [OP-5] a slot that is alone came from `Box::into_raw`. [OP-1] Its only right
            // ends here, so nobody uses it after this nor frees it again.
            drop(unsafe { Box::from_raw(self.slot.as_ptr()) });
        } else {
            self.slot().state.store(EMPTY, Release);
        }
    }
}

/// The right to a slot with an object. Dropping it discards the object and frees the slot.
pub(crate) struct Full<M: Manage, P: Keeper<M>> {
    vacant: Vacant<M, P>,
}

impl<M: Manage, P: Keeper<M>> Full<M, P> {
    /// A temporary, in a slot of its own.
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
        // SAFETY: as in `item`; and the right is borrowed mutably, so nobody reads it either.
        unsafe { &mut *self.vacant.object() }
    }

    /// Asks one of the manager's hooks about the object. If it panics, `self` is as it was.
    #[inline]
    pub(crate) fn ask(&mut self, hook: impl FnOnce(&M, &mut M::Item) -> bool) -> bool {
        // SAFETY: as in `item_mut`.
        let item = unsafe { &mut *self.vacant.object() };
        hook(self.vacant.pool().manager(), item)
    }

    #[inline]
    pub(crate) fn count_reuse(&self) {
        Counts::bump(&self.vacant.slot().counts.reused);
    }

    /// Leaves the object where it is, in nobody's care.
    #[inline]
    fn into_vacant(self) -> Vacant<M, P> {
        let this = ManuallyDrop::new(self);
        // SAFETY: the field is initialised and aligned, and `this` is neither used nor dropped after
        // this, so the right is moved, not copied [OP-1].
        unsafe { ptr::read(&raw const this.vacant) }
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
    fn put_back(self) {
        let this = ManuallyDrop::new(self.into_vacant());
        // SAFETY: the field is initialised and aligned, and `this` is neither dropped nor, but for
        // the slot's pointer below, used after this: the keeper is moved.
        let keeper = unsafe { ptr::read(&raw const this.keeper) };
        this.slot().state.store(IDLE, Release);
        drop(keeper);
    }
}

impl<M: Manage, P: Keeper<M>> Drop for Full<M, P> {
    fn drop(&mut self) {
        Counts::bump(&self.vacant.slot().counts.discarded);
        // SAFETY: [OP-2] a `Full`'s object is initialised, and its cell aligns it. [OP-3] Nobody else
        // reaches it. What is left after this, also if the object's own drop panics, is the field: a
        // `Vacant`, which does not touch the object and frees the slot.
        unsafe { ptr::drop_in_place(self.vacant.object()) };
    }
}

/// A user's right to an object. Dropping it gives the object back: to its slot if it is a pool's and
/// the manager's `reset` finds it fit, or else to the drop.
pub(crate) struct Held<M: Manage, P: Keeper<M>>(ManuallyDrop<Full<M, P>>);

impl<M: Manage, P: Keeper<M>> Held<M, P> {
    #[inline]
    pub(crate) fn new(full: Full<M, P>) -> Self {
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
    pub(crate) fn into_full(self) -> Full<M, P> {
        let mut this = ManuallyDrop::new(self);
        // SAFETY: `this`, and so its field, is neither used nor dropped after this.
        unsafe { ManuallyDrop::take(&mut this.0) }
    }
}

impl<M: Manage, P: Keeper<M>> Drop for Held<M, P> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: this is the drop: the field is not used after this, and has no drop of its own.
        let mut full = unsafe { ManuallyDrop::take(&mut self.0) };
        // If `reset` says no, or panics, `full` is dropped, which discards the object.
        if !full.vacant.is_alone() && full.ask(M::reset) {
            full.put_back();
        }
    }
}

// SAFETY: a right sent to another thread takes its object along and hands it on there, to be used or
// dropped: `M::Item: Send`, which `Pool<M>: Sync` asks for. What else it has is the keeper, whose
// own `Send` is asked for; for a borrow that is `Pool<M>: Sync`, and for a share `Send` as well, for
// the last one drops the pool. [OP-3] Nobody else uses what the pointer points to.
unsafe impl<M: Manage, P: Keeper<M> + Send> Send for Vacant<M, P> where M::Item: Send {}

// SAFETY: `&Held` gives `&M::Item`, which `M::Item: Sync` allows, and nothing else: neither the keeper
// nor the manager can be reached through it, so they need not be `Sync`. (`Vacant` and `Full` are not.)
unsafe impl<M: Manage, P: Keeper<M>> Sync for Held<M, P> where M::Item: Sync {}
