//! The inbox from the processor's side.

use core::mem;
use core::task::Waker;

use tokio::time::Instant;

use crate::barrier::Barriers;
use crate::gather::KEEP;
use crate::inbox::Inbox;
use crate::inbox::state::Phase;
use crate::tally::Tally;
use crate::wakes::let_go;

/// Batches that were handed to flushes, and whose room is to be given back.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Handed {
    pub(crate) items: usize,
    pub(crate) batches: u64,
}

impl Handed {
    pub(crate) fn plus(self, other: Self) -> Self {
        Self { items: self.items + other.items, batches: self.batches + other.batches }
    }
}

/// What [`Inbox::take`] found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    /// When the first item of this load was accepted that begins a batch.
    pub(crate) first_at: Option<Instant>,
    /// Nothing more can come.
    pub(crate) finished: bool,
}

impl<T> Inbox<T> {
    /// Swaps all that is queued for the empty `spare`, notes what has been settled, and gives the
    /// room that is owed back. `waiting`: how many items wait for their batch in front of
    /// these; `None`: they go to several queues, so that the first item of each load may begin a batch.
    pub(crate) fn take(
        &self,
        spare: &mut Vec<T>,
        barriers: &mut Barriers,
        tally: Tally,
        waiting: Option<usize>,
        wakes: &mut Vec<Waker>,
    ) -> Load {
        let mut state = self.lock();
        mem::swap(&mut state.queue, spare);
        if let Some(full) = self.stamps {
            state.stamp_at = waiting.map_or(0, |waiting| to_next(waiting + spare.len(), full));
        }
        state.taken += spare.len() as u64;
        state.pay(&self.owed, Handed::default(), wakes);
        state.tally = tally;
        if !state.barriers.is_empty() {
            barriers.extend(mem::take(&mut state.barriers));
        }
        Load { first_at: state.first_at.take(), finished: state.finished() }
    }

    /// Notes what has been settled for good, and answers who still waits for that.
    pub(crate) fn end(&self, barriers: &mut Barriers, tally: Tally) {
        let mut state = self.lock();
        state.tally = tally;
        state.ended = true;
        // What is left has been handed out.
        state.handed = state.taken + state.queue.len() as u64;
        barriers.extend(mem::take(&mut state.barriers));
        drop(state);
        barriers.fall(tally);
    }

    /// Leaves a waker for when `need` items are queued or nothing more can come. `false`: that is
    /// so already. `unstamped`: what comes now does not ask when it came.
    pub(crate) fn park(&self, waker: &Waker, need: usize, unstamped: bool) -> bool {
        let waker = waker.clone();
        let mut state = self.lock();
        if state.queue.len() >= need || state.finished() || !state.barriers.is_empty() {
            drop(state);
            return false;
        }
        state.wake_at = need;
        if unstamped {
            state.stamp_at = usize::MAX;
        }
        let old = state.processor.replace(waker);
        // A burst's memory may be on either side of the swap.
        let big = state.queue.is_empty() && state.queue.capacity() > KEEP;
        let burst = if big { mem::take(&mut state.queue) } else { Vec::new() };
        drop(state);
        let_go(old);
        drop(burst);
        true
    }

    /// Nobody looks at what comes from now on: the first item asks when it came.
    pub(crate) fn stamp(&self) {
        if self.stamps.is_some() {
            self.lock().stamp_at = 0;
        }
    }

    /// Hands a small batch over, before the sink sees it. True: somebody waits for its room, so
    /// [`release`](Self::release) is due.
    #[inline]
    pub(crate) fn owe(&self, items: usize) -> bool {
        self.owed.note(items)
    }

    /// Hands a batch over, or none, and gives back its room and all that is owed. `waiting`: how many
    /// taken items wait behind it.
    pub(crate) fn release(
        &self,
        handed: Handed,
        tally: Tally,
        waiting: usize,
        wakes: &mut Vec<Waker>,
    ) {
        let mut state = self.lock();
        if let Some(full) = self.stamps {
            state.stamp_at = to_next(waiting, full);
            if waiting == 0 && state.first_at.is_none() && !state.queue.is_empty() {
                // They came between the last `take` and now, and would have been in this batch.
                state.first_at = Some(crate::clock::now());
            }
        }
        state.tally = tally;
        state.pay(&self.owed, handed, wakes);
    }

    /// Accepts no new sends. Those who wait for room are rejected; permits stay good if `gently`.
    pub(crate) fn close(&self, gently: bool, wakes: &mut Vec<Waker>) {
        let mut state = self.lock();
        if !gently {
            state.phase = Phase::Closed;
        } else if state.phase == Phase::Open {
            state.phase = Phase::Closing;
        }
        while let Some(waiter) = state.waiters.grant() {
            wakes.push(waiter);
        }
        // It is the processor that closes: it looks again before it waits, or does not come back, and
        // then its task should not be kept in memory.
        let processor = state.waker();
        drop(state);
        let_go(processor);
    }
}

/// How many items more are a whole number of batches: the next one is the first of a batch.
fn to_next(waiting: usize, full: usize) -> usize {
    match waiting % full {
        0 => 0,
        over => full - over,
    }
}
