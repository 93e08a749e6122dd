//! The inbox from the senders' side.

use core::mem;
use core::task::{Context, Poll, Waker};

use tokio::sync::oneshot;

use crate::barrier::Barrier;
use crate::inbox::Inbox;
use crate::inbox::state::{Phase, State};
use crate::outcome::Outcome;
use crate::rejected::{RejectReason, Rejected};
use crate::sync::MutexGuard;
use crate::waitlist::Key;
use crate::wakes::{let_go, survive, wake, wake_all};

impl<T> Inbox<T> {
    #[inline]
    pub(crate) fn push(&self, item: T) -> Result<(), Rejected<T>> {
        let mut state = self.lock();
        if state.phase != Phase::Open {
            return Err(Rejected::new(item, RejectReason::Closed));
        }
        if state.room == 0 {
            return self.push_if_owed(state, item);
        }
        state.room -= 1;
        let processor = state.accept(item);
        drop(state);
        wake(processor);
        Ok(())
    }

    /// There is no room but what is owed.
    #[cold]
    fn push_if_owed(
        &self,
        mut state: MutexGuard<'_, State<T>>,
        item: T,
    ) -> Result<(), Rejected<T>> {
        if self.owed.peek().items == 0 {
            return Err(Rejected::new(item, RejectReason::Full));
        }
        let mut wakes = Vec::new();
        let owed = self.owed.collect();
        state.give_back(owed, &mut wakes);
        let sent = if state.room == 0 {
            Err(Rejected::new(item, RejectReason::Full))
        } else {
            state.room -= 1;
            Ok(state.accept(item))
        };
        drop(state);
        wake_all(&mut wakes);
        sent.map(wake)
    }

    /// Uses up a permit.
    pub(crate) fn push_permitted(&self, item: T) -> Result<(), Rejected<T>> {
        let mut state = self.lock();
        state.permits -= 1;
        if state.phase == Phase::Closed {
            return Err(Rejected::new(item, RejectReason::Closed));
        }
        // The last permit of a closing inbox ends it: who waits for that waits for one item as well. An
        // open one does not end here, as whoever has a permit has a sender.
        let processor = state.accept(item);
        drop(state);
        wake(processor);
        Ok(())
    }

    /// Gives a permit back unused.
    pub(crate) fn return_permit(&self) {
        let mut state = self.lock();
        state.permits -= 1;
        let waiter = state.give_room();
        let processor = if state.finished() { state.waker() } else { None };
        drop(state);
        wake(waiter);
        wake(processor);
    }

    /// Waits for room; on `Ok` the caller holds a permit. `Err`: the inbox has closed.
    pub(crate) fn poll_room(
        &self,
        key: &mut Option<Key>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), ()>> {
        if let Some(ready) = self.try_room(key, cx.waker()) {
            return ready;
        }
        // A clone runs the executor's code: outside the lock.
        let waker = cx.waker().clone();
        let mut state = self.lock();
        let mut ready = state.try_room(key);
        let mut granted = Vec::new();
        if ready.is_none() {
            let owed = self.owed.collect_and_mark();
            state.give_back(owed, &mut granted);
            ready = state.try_room(key);
        }
        if let Some(ready) = ready {
            drop(state);
            wake_all(&mut granted);
            return ready;
        }
        let mut old = None;
        match *key {
            Some(key) => old = Some(state.waiters.set_waker(key, waker)),
            None => *key = Some(state.waiters.push(waker)),
        }
        drop(state);
        wake_all(&mut granted);
        let_go(old);
        Poll::Pending
    }

    /// `None`: the waker must be stored first.
    fn try_room(&self, key: &mut Option<Key>, waker: &Waker) -> Option<Poll<Result<(), ()>>> {
        let mut state = self.lock();
        let ready = state.try_room(key);
        let stored = key.is_some_and(|key| state.waiters.will_wake(key, waker));
        if ready.is_none() && stored { Some(Poll::Pending) } else { ready }
    }

    /// Stops waiting for room; room already granted goes to the next in line.
    pub(crate) fn stop_waiting(&self, key: Key) {
        let mut state = self.lock();
        let left = state.waiters.remove(key);
        let next = if left.is_none() { state.give_room() } else { None };
        drop(state);
        wake(next);
        let_go(left);
    }

    /// The last sender has gone.
    pub(crate) fn no_more_senders(&self) {
        let mut state = self.lock();
        state.no_more_senders = true;
        let processor = if state.finished() { state.waker() } else { None };
        drop(state);
        wake(processor);
    }

    /// Asks to be told when all that has been accepted is settled.
    pub(crate) fn barrier(&self) -> oneshot::Receiver<Outcome> {
        let (answer, outcome) = oneshot::channel();
        let mut state = self.lock();
        let place = state.taken + state.queue.len() as u64;
        let barrier = Barrier::new(place, state.tally, answer);
        if state.ended || place == state.tally.total() {
            let tally = state.tally;
            drop(state);
            barrier.fall(tally);
            return outcome;
        }
        // Those whose waiter has gone are dropped before the list grows: nobody may hoard here.
        let full = state.barriers.len() == state.barriers.capacity();
        let old = if full { mem::take(&mut state.barriers) } else { Vec::new() };
        let (gone, waited): (Vec<_>, Vec<_>) = old.into_iter().partition(Barrier::is_abandoned);
        if full {
            state.barriers = waited;
        }
        state.barriers.push(barrier);
        let processor = state.waker();
        drop(state);
        wake(processor);
        // Their waiters' wakers go with them, each by itself: a panic in a Drop must be the only one.
        for barrier in gone {
            survive(|| drop(barrier));
        }
        outcome
    }
}
