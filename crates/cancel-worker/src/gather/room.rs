//! What is handed over to a flush, and the room that is owed for it.

use super::Gather;
use crate::lane::Lane;
use crate::linger::Linger;
use crate::tally::Tally;
use crate::wakes::wake_all;

impl<T> Gather<T> {
    /// Makes the oldest items the batch, and gives their room back.
    #[inline]
    pub(crate) fn hand_over(&mut self, lane: &mut Lane<T>) {
        let n = self.line.cut;
        lane.batch.open(n);
        self.line.leave();
        self.handed += n as u64;
        self.owed.items += n;
        self.owed.batches += 1;
        // A batch that is cut short changes which item is the first of the next one.
        let whole = n == self.full && self.rules.is_empty();
        let stamps = matches!(self.config.linger, Linger::FromFirst(_));
        if self.owed.items >= self.owe_at_most || (stamps && !whole) {
            self.pay(lane);
        }
    }

    /// Gives back what room is owed.
    #[inline]
    pub(crate) fn pay(&mut self, lane: &Lane<T>) {
        let waiting = lane.batch.total() - lane.batch.len();
        self.pay_now(lane.tally(), if self.rules.is_empty() { waiting } else { 0 });
    }

    /// The same while a flush is under way, which has the lane.
    pub(crate) fn pay_while_waiting(&mut self, waiting: usize) {
        if self.owed.items > 0 {
            let waiting = if self.rules.is_empty() { waiting } else { 0 };
            self.pay_now(self.last, waiting);
        }
    }

    fn pay_now(&mut self, tally: Tally, waiting: usize) {
        self.last = tally;
        let owed = core::mem::take(&mut self.owed);
        self.inbox.release(owed, tally, waiting, &mut self.wakes);
        wake_all(&mut self.wakes);
    }

    /// `n` items of many lanes are handed to a flush.
    pub(crate) fn release(&mut self, n: usize, tally: Tally) {
        self.handed += n as u64;
        self.owed.items += n;
        self.owed.batches += 1;
        self.pay_now(tally, 0);
    }
}
