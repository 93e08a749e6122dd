//! Items that wait for their batch: since when, and whether it is due.

use core::task::Poll;

use tokio::time::Instant;

use crate::batch::Batch;
use crate::flush_ctx::FlushReason;
use crate::linger::Linger;
use crate::rules::{Rules, Scan};

#[derive(Debug, Default)]
pub(crate) struct Line {
    /// When the oldest waiting item was accepted, at the earliest.
    since: Option<Instant>,
    /// When the first item behind the batch was accepted, at the earliest.
    latest: Option<Instant>,
    scan: Scan,
    /// How many items the next batch is to have.
    pub(crate) cut: usize,
    /// Of `FlushBuffered`: the one batch has been taken.
    pub(crate) last_taken: bool,
}

impl Line {
    /// A load arrives behind `waiting` items.
    #[inline]
    pub(crate) fn arrive(&mut self, waiting: usize, first_at: Option<Instant>) {
        if waiting == 0 {
            self.since = first_at;
        }
        if first_at.is_some() {
            self.latest = first_at;
        }
    }

    /// Whether a batch is closed by what it holds, not counting more than `limit` items. Sets `cut`,
    /// to all that may go if it is not.
    #[inline]
    pub(crate) fn closed<T>(
        &mut self,
        waiting: &mut Batch<T>,
        full: usize,
        limit: usize,
        rules: &mut Rules<T>,
    ) -> Option<FlushReason> {
        let may_go = waiting.total().min(limit);
        if !rules.is_empty() {
            if let Some(reason) = self.ruled(waiting, may_go, full, rules) {
                return Some(reason);
            }
        } else if may_go >= full {
            self.cut = full;
            return Some(FlushReason::Full);
        }
        self.cut = may_go;
        (may_go > 0 && may_go == limit).then_some(FlushReason::Barrier)
    }

    /// The same by rules, out of the way of those who have none.
    #[inline(never)]
    fn ruled<T>(
        &mut self,
        waiting: &mut Batch<T>,
        may_go: usize,
        full: usize,
        rules: &mut Rules<T>,
    ) -> Option<FlushReason> {
        let (cut, reason) = rules.cut(&waiting.waiting()[..may_go], full, &mut self.scan)?;
        self.cut = cut;
        Some(reason)
    }

    /// When a batch that is not closed is due; `Pending` if at no known time.
    pub(crate) fn due(&self, waiting: usize, linger: Linger) -> Poll<Option<Instant>> {
        match linger {
            _ if waiting == 0 => Poll::Pending,
            Linger::Idle => Poll::Ready(None),
            Linger::Never => Poll::Pending,
            // A time beyond the clock's end never comes.
            Linger::FromFirst(linger) => match self.since.and_then(|at| at.checked_add(linger)) {
                Some(at) => Poll::Ready(Some(at)),
                None => Poll::Pending,
            },
        }
    }

    /// A moment that is not after the flush of a batch that is due begins, if one is known.
    #[inline]
    pub(crate) fn began(&self, reason: FlushReason, linger: Linger) -> Option<Instant> {
        let Linger::FromFirst(linger) = linger else { return None };
        let since = self.since?;
        match reason {
            FlushReason::Linger => since.checked_add(linger),
            _ => Some(since),
        }
    }

    /// `cut` items have left.
    #[inline]
    pub(crate) fn leave(&mut self) {
        self.since = self.latest;
        self.scan = Scan::default();
    }
}
