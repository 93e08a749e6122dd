use super::{
    magazine::Magazines,
    slot::{IDLE, Slot},
    slots::Slots,
};
use crate::{record::Record, stats::Stats};

/// Slots, and magazines with the numbers of some of them.
pub(crate) struct CachedSlots<T> {
    slots: Slots<T>,
    magazines: Magazines,
}

impl<T> CachedSlots<T> {
    pub(crate) fn new(slots: Slots<T>, half: u32) -> Self {
        Self { slots, magazines: Magazines::new(half) }
    }

    /// All slots: the depot.
    #[inline]
    pub(crate) fn depot(&self) -> &Slots<T> {
        &self.slots
    }

    /// Takes a slot with an object out of this thread's magazine, or, if it is a thread that has not `asked`
    /// for its number, out of the one that it takes over. The caller has the one right to it.
    #[inline]
    pub(super) fn take(&self, asked: bool) -> Option<&Slot<T, Record>> {
        let magazine =
            if asked { self.magazines.mine() } else { self.magazines.mine_or_inherited() };
        self.slots.get(magazine?.pop()? as usize)
    }

    /// Ends the caller's right to a slot, which leaves an object or none.
    #[inline]
    pub(super) fn settle(&self, slot: &Slot<T, Record>, free: u32) {
        if free == IDLE {
            if let Some(magazine) = self.magazines.mine() {
                if magazine.push(slot.book.index()) {
                    return;
                }
            }
            return self.settle_slow(slot);
        }
        slot.release(free);
    }

    #[cold]
    fn settle_slow(&self, slot: &Slot<T, Record>) {
        let Some(magazine) = self.magazines.mine_or_new() else { return slot.release(IDLE) };
        if !magazine.push(slot.book.index()) {
            magazine.shed(|number| self.release(number));
            if !magazine.push(slot.book.index()) {
                slot.release(IDLE); // a magazine for none
            }
        }
    }

    /// What was in a magazine goes to the depot.
    fn release(&self, number: u32) {
        if let Some(slot) = self.slots.get(number as usize) {
            slot.release(IDLE);
        }
    }

    /// Sends all that is in this thread's magazine to the depot.
    pub(crate) fn flush(&self) {
        let Some(magazine) = self.magazines.mine_or_inherited() else { return };
        while let Some(number) = magazine.pop() {
            self.release(number);
        }
    }

    /// Adds each slot's counters and state. What lies in magazines is idle.
    pub(crate) fn add_to(&self, stats: &mut Stats) {
        self.slots.add_to(stats);
        let mut stored = 0;
        self.magazines.for_each(|magazine| stored += magazine.len());
        let stored = stored.min(stats.in_use);
        stats.in_use -= stored;
        stats.idle += stored;
    }
}

impl<T> Drop for CachedSlots<T> {
    fn drop(&mut self) {
        // The slots' own drop sees to the objects, then.
        self.magazines.for_each(|magazine| {
            while let Some(number) = magazine.pop() {
                self.release(number);
            }
        });
    }
}
