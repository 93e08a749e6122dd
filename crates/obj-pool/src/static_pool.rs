use core::fmt;

use crate::{
    Guard,
    find::find_of,
    raw::{Slot, StaticHome, claim_static},
    ready::ready,
};

/// A lent object of a [`StaticPool`]. It can be sent to another thread if `T` is `Send`.
pub type StaticGuard<'p, T> = Guard<'p, fn() -> T, StaticHome<T>>;

/// A pool of `N` objects in a `static`: neither an allocator nor an operating system is needed.
///
/// Objects are made when they are first lent, and stay in place. Any thread, and any interrupt that
/// may use a compare-and-swap, can take and return: there is no lock to wait for and no list to break.
/// A target without a compare-and-swap cannot build this crate.
///
/// Memory: the object's size and 4 bytes for each of `N`, rounded up to the object's alignment. (The
/// slots are next to one another: on a machine of many cores, [`Pool`](crate::Pool) keeps their cache
/// lines apart.)
///
/// ```
/// use obj_pool::StaticPool;
///
/// static FRAMES: StaticPool<[u8; 128], 4> = StaticPool::new(|| [0; 128]);
///
/// let mut frame = FRAMES.try_get().expect("four are enough");
/// frame[0] = 0x7e;
/// ```
pub struct StaticPool<T, const N: usize> {
    home: StaticHome<T>,
    slots: [Slot<T, ()>; N],
}

impl<T, const N: usize> StaticPool<T, N> {
    /// A pool whose objects `init` makes, each when it is first needed.
    #[must_use]
    pub const fn new(init: fn() -> T) -> Self {
        Self { home: StaticHome(init), slots: [const { Slot::bare() }; N] }
    }

    /// Lends an object: an idle one, as its last user left it, or a new one. `None` if all `N` are
    /// lent, and more exactly if each was seen lent at some moment of the call.
    ///
    /// Cost: one compare-and-swap for an object that is idle, after a load for each slot that has none. It
    /// starts where this thread last succeeded, or without `std` at the first slot, and looks at all of
    /// them before it makes an object. The guard's drop is one Release store. If `init` panics, its
    /// slot is free again.
    #[inline]
    pub fn try_get(&self) -> Option<StaticGuard<'_, T>> {
        let slot = |index: usize| self.slots.get(index);
        find_of(
            N,
            |index| claim_static(&self.home, slot(index)?, true),
            |index| slot(index).is_some_and(Slot::is_empty),
            |index| claim_static(&self.home, slot(index)?, false),
        )
        .map(ready)
        .map(Guard::new)
    }
}

impl<T, const N: usize> fmt::Debug for StaticPool<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaticPool").field("max", &N).finish_non_exhaustive()
    }
}
