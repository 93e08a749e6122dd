// PINNED: tests/it/basics.rs, tests/it/local.rs, tests/it/fixed.rs

#[cfg(feature = "alloc")]
use alloc::sync::Arc;

use super::slot::Slot;
#[cfg(feature = "alloc")]
use super::{local::LocalSlots, slots::Slots};
#[cfg(feature = "std")]
use crate::{CachedPool, WaitPool, wait_queue::WaitQueue};
#[cfg(feature = "alloc")]
use crate::{LocalPool, Pool, record::Record};
use crate::{Manage, record::Book};

/// A kind of pool with a manager `M`: what a [`Guard`](crate::Guard)'s third parameter is. Only this
/// crate's pools are; it is here to be named in bounds.
///
#[cfg_attr(feature = "alloc", doc = "```")]
#[cfg_attr(not(feature = "alloc"), doc = "```ignore")]
/// use obj_pool::{Guard, Home, Manage};
///
/// /// Of whatever pool.
/// fn fill<M: Manage<Item = Vec<u8>>, P: Home<M>>(block: &mut Guard<'_, M, P>) {
///     block.push(1);
/// }
/// # let pool = obj_pool::LocalPool::builder(Vec::new).max(1).build()?;
/// # fill(&mut pool.get());
/// # Ok::<(), obj_pool::BuildError>(())
/// ```
///
/// # Safety
///
/// `settle` leaves the slot in the state `free` [OP-1, OP-2], with a Release [OP-4], or leaves it taken
/// for good, or for its own pool to take up [OP-6].
pub unsafe trait Home<M: Manage> {
    #[doc(hidden)]
    type Book: Book;

    #[doc(hidden)]
    fn manager(&self) -> &M;

    /// Ends the caller's right to a slot of this pool's.
    ///
    /// # Safety
    ///
    /// The caller has the one right to the slot, which is of this pool's slots and not alone, and gives it
    /// up [OP-1]; the slot has an object if `free` says that it is idle, and otherwise none [OP-2].
    #[doc(hidden)]
    unsafe fn settle(&self, slot: &Slot<M::Item, Self::Book>, free: u32);
}

/// A pool whose slots any thread may try.
///
/// # Safety
///
/// The slots stay where they are until the pool is dropped [OP-5].
#[cfg(feature = "alloc")]
pub(crate) unsafe trait Shared<M: Manage>: Home<M, Book = Record> {
    fn slots(&self) -> &Slots<M::Item>;
}

/// What keeps a right's pool: a borrow, or a share.
///
/// # Safety
///
/// [OP-5] For as long as the keeper or a clone of it lives, wherever it is moved:
/// - `home` gives the same pool, and
/// - that pool is not dropped, not moved and not reached through `&mut`.
///
/// `clone` and `home` do not unwind.
pub(crate) unsafe trait Keeper<H>: Clone {
    fn home(&self) -> &H;
}

// SAFETY: a shared reference points to one pool, which is borrowed, so neither dropped nor moved nor
// borrowed mutably, for its lifetime, and the reference cannot outlive that [OP-5]. Copying it and
// following it do nothing else.
unsafe impl<H> Keeper<H> for &H {
    #[inline]
    fn home(&self) -> &H {
        self
    }
}

// SAFETY: an `Arc` points to one pool on the heap, which is not dropped nor moved as long as one
// share lives; and `Arc::get_mut`, `make_mut`, `try_unwrap` and the like give the pool only to the
// one who has the last share, which is not the case while this one lives beside theirs, and this one
// is out of safe code's reach [OP-5]. Its `clone` aborts on overflow and does not unwind; following
// it is plain.
#[cfg(feature = "alloc")]
unsafe impl<H> Keeper<H> for Arc<H> {
    #[inline]
    fn home(&self) -> &H {
        self
    }
}

// SAFETY: [OP-1, OP-4] `release` stores `free` with a Release.
#[cfg(feature = "alloc")]
unsafe impl<M: Manage> Home<M> for Pool<M> {
    type Book = Record;

    #[inline]
    fn manager(&self) -> &M {
        self.manager_ref()
    }

    #[inline]
    unsafe fn settle(&self, slot: &Slot<M::Item, Record>, free: u32) {
        slot.release(free);
    }
}

// SAFETY: [OP-5] the slots are in a box that the pool owns and never replaces.
#[cfg(feature = "alloc")]
unsafe impl<M: Manage> Shared<M> for Pool<M> {
    #[inline]
    fn slots(&self) -> &Slots<M::Item> {
        self.slots_ref()
    }
}

// SAFETY: [OP-1, OP-4] `settle` stores `free` with a Release.
#[cfg(feature = "alloc")]
unsafe impl<M: Manage> Home<M> for LocalPool<M> {
    type Book = Record;

    #[inline]
    fn manager(&self) -> &M {
        self.manager_ref()
    }

    #[inline]
    unsafe fn settle(&self, slot: &Slot<M::Item, Record>, free: u32) {
        LocalSlots::settle(self.slots_ref(), slot, free);
    }
}

/// A static pool without its slots, so that a guard need not name their number.
#[derive(Debug)]
#[cfg(not(hardpan_loom))]
pub struct StaticHome<T>(pub(crate) fn() -> T);

// SAFETY: [OP-1, OP-4] `release` stores `free` with a Release.
#[cfg(not(hardpan_loom))]
unsafe impl<T> Home<fn() -> T> for StaticHome<T> {
    type Book = ();

    #[inline]
    fn manager(&self) -> &fn() -> T {
        &self.0
    }

    #[inline]
    unsafe fn settle(&self, slot: &Slot<T, ()>, free: u32) {
        slot.release(free);
    }
}

// SAFETY: [OP-1, OP-4] each of the ways out stores `free` with a Release, as it is or as one that is
// kept for a waiter, who takes it from there with an Acquire.
#[cfg(feature = "std")]
unsafe impl<M: Manage> Home<M> for WaitPool<M> {
    type Book = Record;

    #[inline]
    fn manager(&self) -> &M {
        self.manager_ref()
    }

    #[inline]
    unsafe fn settle(&self, slot: &Slot<M::Item, Record>, free: u32) {
        if !slot.release_unless_wanted(free) {
            pass(self.queue(), slot, free);
        }
    }
}

// SAFETY: [OP-5] the slots are in a box that the pool owns and never replaces.
#[cfg(feature = "std")]
unsafe impl<M: Manage> Shared<M> for WaitPool<M> {
    #[inline]
    fn slots(&self) -> &Slots<M::Item> {
        self.slots_ref()
    }
}

/// Hands the caller's right to the oldest waiter. If all have left, the slot is free.
#[cfg(feature = "std")]
#[cold]
fn pass<T>(queue: &WaitQueue, slot: &Slot<T, Record>, free: u32) {
    let mut queue = queue.lock();
    // Once closed, nothing is lent: those who still wait are about to be told.
    let waiter = if queue.closed { None } else { queue.grant(slot.book.index()) };
    // Still under the lock: the waiter finds the slot kept, and one who comes after it finds it free.
    if waiter.is_some() {
        slot.keep(free);
    } else {
        slot.release(free);
    }
    drop(queue);
    if let Some(waiter) = waiter {
        waiter.wake();
    }
}

// SAFETY: [OP-1, OP-4] `settle` stores `free` with a Release, or leaves the slot taken, and its number in
// this thread's magazine [OP-6], where the next right begins on this thread or on one that is ordered
// after it.
#[cfg(feature = "std")]
unsafe impl<M: Manage> Home<M> for CachedPool<M> {
    type Book = Record;

    #[inline]
    fn manager(&self) -> &M {
        self.manager_ref()
    }

    #[inline]
    unsafe fn settle(&self, slot: &Slot<M::Item, Record>, free: u32) {
        self.slots_ref().settle(slot, free);
    }
}

// SAFETY: [OP-5] the slots are in a box that the pool owns and never replaces.
#[cfg(feature = "std")]
unsafe impl<M: Manage> Shared<M> for CachedPool<M> {
    #[inline]
    fn slots(&self) -> &Slots<M::Item> {
        self.slots_ref().depot()
    }
}
