use super::{
    slot::{IDLE, Slot},
    slots::Slots,
};
use crate::{free_list::FreeList, record::Record, stats::Stats};

/// Slots for one thread, and the numbers of the free ones. Its cells keep it from being `Sync`, and
/// what is lent of it from being `Send`: no other thread reaches a slot while this one uses it.
pub(crate) struct LocalSlots<T> {
    slots: Slots<T>,
    free: FreeList,
}

impl<T> LocalSlots<T> {
    /// `free` lists all of the slots, none of which is lent.
    pub(crate) fn new(slots: Slots<T>, free: FreeList) -> Self {
        Self { slots, free }
    }

    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(crate) fn free(&self) -> &FreeList {
        &self.free
    }

    pub(crate) fn add_to(&self, stats: &mut Stats) {
        self.slots.add_to(stats);
    }

    /// Takes slot `index`. The list is not trusted: the slot's own state says whether it is free.
    #[inline]
    pub(super) fn claim(&self, index: u32) -> Option<(&Slot<T, Record>, bool)> {
        let slot = self.slots.get(index as usize)?;
        Some((slot, slot.claim_unshared()?))
    }

    #[inline]
    pub(super) fn settle(&self, slot: &Slot<T, Record>, free: u32) {
        slot.release(free);
        self.free.push(slot.book.index(), free == IDLE);
    }
}
