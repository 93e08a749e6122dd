use alloc::{boxed::Box, collections::TryReserveError, vec::Vec};

use super::slot::Slot;
use crate::{record::Record, stats::Stats};

/// Two lines: x86 fetches them in pairs, and Apple's and POWER's are 128 bytes long.
#[repr(align(128))]
struct Padded<T>(Slot<T, Record>);

/// A pool's slots; their number and their places are fixed.
pub(crate) struct Slots<T>(Box<[Padded<T>]>);

impl<T> Slots<T> {
    /// `max` slots, the first `full` of them with an object.
    pub(crate) fn new(
        max: u32,
        full: usize,
        create: impl Fn() -> T,
    ) -> Result<Self, TryReserveError> {
        let mut slots = Vec::new();
        slots.try_reserve_exact(max as usize)?;
        let slot = |index| {
            if (index as usize) < full { Slot::idle(index, create()) } else { Slot::empty(index) }
        };
        slots.extend((0..max).map(slot).map(Padded));
        Ok(Self(slots.into_boxed_slice()))
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    pub(super) fn get(&self, index: usize) -> Option<&Slot<T, Record>> {
        Some(&self.0.get(index)?.0)
    }

    /// Whether slot `index` is free without an object, at this moment.
    #[inline]
    pub(crate) fn is_empty(&self, index: usize) -> bool {
        self.get(index).is_some_and(Slot::is_empty)
    }

    /// Adds each slot's counters and state.
    pub(crate) fn add_to(&self, stats: &mut Stats) {
        for Padded(slot) in &self.0 {
            slot.book.add_to(stats);
            let (in_use, idle) = slot.in_use_or_idle();
            stats.in_use += usize::from(in_use);
            stats.idle += usize::from(idle);
        }
    }
}
