use alloc::{boxed::Box, collections::TryReserveError, vec::Vec};
use core::{
    mem::MaybeUninit,
    ptr,
    sync::atomic::Ordering::{Acquire, Relaxed},
};

use crate::{
    stats::{Counts, Stats},
    sync::{AtomicU32, UnsafeCell},
};

/// Free, no object.
pub(super) const EMPTY: u32 = 0;
/// Free, an object waits.
pub(super) const IDLE: u32 = 1;
/// Taken.
pub(super) const HELD: u32 = 2;
/// A temporary: no pool's slot, never free.
pub(super) const ALONE: u32 = 3;

/// A place for one object. What each user touches comes first, in one cache line.
#[repr(C)]
pub(super) struct Slot<T> {
    pub(super) state: AtomicU32,
    pub(super) counts: Counts,
    pub(super) object: UnsafeCell<MaybeUninit<T>>,
}

impl<T> Slot<T> {
    fn new(state: u32, created: usize, object: MaybeUninit<T>) -> Self {
        let (state, counts) = (AtomicU32::new(state), Counts::new(created));
        Self { state, counts, object: UnsafeCell::new(object) }
    }

    fn empty() -> Self {
        Self::new(EMPTY, 0, MaybeUninit::uninit())
    }

    fn idle(object: T) -> Self {
        Self::new(IDLE, 1, MaybeUninit::new(object))
    }

    /// A temporary's. Its one right is the caller's.
    pub(super) fn alone(object: T) -> Self {
        Self::new(ALONE, 0, MaybeUninit::new(object))
    }
}

impl<T> Drop for Slot<T> {
    fn drop(&mut self) {
        if self.state.load(Relaxed) == IDLE {
            let object = self.object.get().cast::<T>();
            // SAFETY: [OP-2] an idle slot's object is initialised, and the cell aligns it.
            // [OP-1, OP-3] `&mut self` and no right to it: nobody else reaches the object, now or
            // later, and the cell does not drop what it holds. [OP-4] Whoever drops the slot has it
            // to itself, so the return that made it idle happened before.
            unsafe { ptr::drop_in_place(object) };
        }
    }
}

/// Two lines: x86 fetches them in pairs, and Apple's and POWER's are 128 bytes long.
#[repr(align(128))]
struct Padded<T>(Slot<T>);

/// A pool's slots; their number and their places are fixed.
pub(crate) struct Slots<T>(Box<[Padded<T>]>);

impl<T> Slots<T> {
    /// `max` slots, the first `full` of them with an object.
    pub(crate) fn new(
        max: usize,
        full: usize,
        create: impl Fn() -> T,
    ) -> Result<Self, TryReserveError> {
        let mut slots = Vec::new();
        slots.try_reserve_exact(max)?;
        let slot = |index| if index < full { Slot::idle(create()) } else { Slot::empty() };
        slots.extend((0..max).map(slot).map(Padded));
        Ok(Self(slots.into_boxed_slice()))
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes a slot for the caller, who then has the one right to it: the slot and whether it has an
    /// object. `None` if it was seen taken.
    #[inline]
    pub(super) fn claim(&self, index: usize) -> Option<(&Slot<T>, bool)> {
        let slot = &self.0.get(index)?.0;
        let mut seen = slot.state.load(Relaxed);
        while seen != HELD {
            match slot.state.compare_exchange(seen, HELD, Acquire, Relaxed) {
                Ok(_) => return Some((slot, seen == IDLE)),
                Err(now) => seen = now,
            }
        }
        None
    }

    /// Adds each slot's counters and state.
    pub(crate) fn add_to(&self, stats: &mut Stats) {
        for Padded(slot) in &self.0 {
            slot.counts.add_to(stats);
            match slot.state.load(Relaxed) {
                HELD => stats.in_use += 1,
                IDLE => stats.idle += 1,
                _ => {}
            }
        }
    }
}

// SAFETY: through `&Slots` one gets at an object only by a right, which is one thread's at a time
// [OP-1, OP-3] with its uses in order [OP-4]. So sharing the slots moves objects from thread to
// thread and shares none: that is `T: Send`. All else in a slot is atomic.
unsafe impl<T: Send> Sync for Slots<T> {}
