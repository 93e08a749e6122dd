//! What is handed over to a flush, and when its room is given back: see [`crate::inbox`] for how.

use super::Gather;
use crate::flush_ctx::FlushReason;
use crate::inbox::Handed;
use crate::lane::Lane;
use crate::linger::Linger;
use crate::office::Office;
use crate::tally::Tally;
use crate::wakes::wake_all;

impl<T> Gather<T> {
    /// Makes the oldest items the batch, and gives their room back.
    #[inline]
    pub(crate) fn hand_over(
        &mut self,
        reason: FlushReason,
        lane: &mut Lane<T>,
        office: &Office<T>,
    ) {
        let n = self.line.cut;
        lane.begin(reason, self.began(&self.line, reason), office);
        lane.batch.open(n);
        self.line.leave();
        self.handed += n as u64;
        // A batch that is cut short changes which item is the first of the next one.
        let whole = n == self.full && self.rules.is_empty();
        let stamps = matches!(self.config.linger, Linger::FromFirst(_));
        if self.owed + n >= self.owe_at_most || (stamps && !whole) {
            self.pay_with(lane, Handed { items: n, batches: 1 });
            return;
        }
        self.owed += n;
        // For the counts, should the flush wait.
        self.last = lane.tally();
        if self.inbox.owe(n) {
            self.pay(lane);
        }
    }

    /// Gives back what room is owed.
    #[inline]
    pub(crate) fn pay(&mut self, lane: &Lane<T>) {
        self.pay_with(lane, Handed::default());
    }

    #[inline]
    fn pay_with(&mut self, lane: &Lane<T>, handed: Handed) {
        let waiting = lane.batch.total() - lane.batch.len();
        self.pay_now(handed, lane.tally(), if self.rules.is_empty() { waiting } else { 0 });
    }

    /// The same while a flush is under way, which has the lane.
    pub(crate) fn pay_while_waiting(&mut self, waiting: usize) {
        if self.owed > 0 {
            let waiting = if self.rules.is_empty() { waiting } else { 0 };
            self.pay_now(Handed::default(), self.last, waiting);
        }
    }

    fn pay_now(&mut self, handed: Handed, tally: Tally, waiting: usize) {
        self.last = tally;
        self.owed = 0;
        self.inbox.release(handed, tally, waiting, &mut self.wakes);
        wake_all(&mut self.wakes);
    }

    /// `n` items of many lanes are handed to a flush.
    pub(crate) fn release(&mut self, n: usize, tally: Tally, waiting: usize) {
        self.handed += n as u64;
        self.pay_now(Handed { items: n, batches: 1 }, tally, waiting);
    }
}
