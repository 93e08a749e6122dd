//! The queue between the senders and the processor.
//!
//! One lock around a `Vec` that the processor swaps whole for an empty one: a send is a lock and a
//! push, and the processor pays one lock for all that has come since it last looked. What is true
//! whenever the lock is free:
//!
//! 1. While the inbox is open, `room` + permits + granted waiters + accepted items that have not
//!    been handed to a flush = capacity.
//! 2. If a sender waits, the inbox is open and `room` is 0: nobody overtakes it.
//! 3. If the processor's waker is here, fewer than `wake_at` items are queued and the inbox is not
//!    [finished](State::finished): whoever changes that takes the waker and wakes it.
//!
//! No user code runs under the lock: wakers are cloned before it is taken, and woken and dropped
//! after it is given back; items are moved, never dropped.

use core::mem;
use core::task::{Context, Poll, Waker};
use std::sync::PoisonError;

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::barrier::{Barrier, Barriers};
use crate::outcome::Outcome;
use crate::rejected::{RejectReason, Rejected};
use crate::sync::{Mutex, MutexGuard};
use crate::tally::Tally;
use crate::waitlist::{Key, Waitlist};
use crate::wakes::wake;

#[derive(Debug)]
pub(crate) struct Inbox<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    /// The batch size, if somebody asks when a batch's first item came; if not, no clock is read.
    stamps: Option<usize>,
}

#[derive(Debug)]
struct State<T> {
    queue: Vec<T>,
    /// When the item at `stamp_at` was accepted.
    first_at: Option<Instant>,
    /// Which item of `queue` is the first of its batch: the one that reads the clock.
    stamp_at: usize,
    room: usize,
    waiters: Waitlist,
    permits: usize,
    senders: usize,
    phase: Phase,
    processor: Option<Waker>,
    wake_at: usize,
    /// Barriers that the processor has not seen.
    barriers: Vec<Barrier>,
    /// Taken by the processor so far.
    taken: u64,
    /// Handed to flushes so far, and in how many batches.
    handed: u64,
    batches: u64,
    /// What has been settled, as of when the processor was last here.
    tally: Tally,
    /// Nothing more will be settled.
    ended: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Open,
    /// Permits given out before may still be used.
    Closing,
    Closed,
}

impl<T> State<T> {
    /// Nothing more can come.
    fn finished(&self) -> bool {
        match self.phase {
            Phase::Open => self.senders == 0,
            Phase::Closing => self.senders == 0 || self.permits == 0,
            Phase::Closed => true,
        }
    }

    #[inline]
    fn accept(&mut self, item: T) -> Option<Waker> {
        if self.queue.len() == self.stamp_at && self.first_at.is_none() {
            self.first_at = Some(crate::clock::now());
        }
        self.queue.push(item);
        if self.queue.len() >= self.wake_at { self.processor.take() } else { None }
    }

    /// Gives the room of what was handed over back, to those who wait first. Their wakers go to
    /// `wakes`.
    #[inline]
    fn give_back(&mut self, handed: Handed, wakes: &mut Vec<Waker>) {
        self.handed += handed.items as u64;
        self.batches += handed.batches;
        if self.phase != Phase::Open {
            return;
        }
        for given in 0..handed.items {
            let Some(waiter) = self.waiters.grant() else {
                self.room += handed.items - given;
                return;
            };
            wakes.push(waiter);
        }
    }

    /// One item's room goes to the sender that has waited longest, or back to the store.
    fn give_room(&mut self) -> Option<Waker> {
        if self.phase != Phase::Open {
            return None;
        }
        let waiter = self.waiters.grant();
        if waiter.is_none() {
            self.room += 1;
        }
        waiter
    }
}

/// A look at the inbox from outside.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Levels {
    pub(crate) accepted: u64,
    pub(crate) handed: u64,
    pub(crate) batches: u64,
    pub(crate) depth: usize,
    pub(crate) waiting: usize,
    pub(crate) tally: Tally,
}

/// Batches that were handed to flushes, and whose room is to be given back.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Handed {
    pub(crate) items: usize,
    pub(crate) batches: u64,
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
    /// `stamps`: the batch size, if a linger counts from a batch's first item.
    pub(crate) fn new(capacity: usize, stamps: Option<usize>) -> Self {
        let state = State {
            queue: Vec::new(),
            first_at: None,
            stamp_at: if stamps.is_some() { 0 } else { usize::MAX },
            room: capacity,
            waiters: Waitlist::default(),
            permits: 0,
            senders: 1,
            phase: Phase::Open,
            processor: None,
            wake_at: 0,
            barriers: Vec::new(),
            taken: 0,
            handed: 0,
            batches: 0,
            tally: Tally::default(),
            ended: false,
        };
        Self { state: Mutex::new(state), capacity, stamps }
    }

    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    /// A poisoned lock is as good as any: no user code runs under it, so what it guards is whole.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // The senders' side.

    #[inline]
    pub(crate) fn push(&self, item: T) -> Result<(), Rejected<T>> {
        let mut state = self.lock();
        if state.phase != Phase::Open {
            return Err(Rejected::new(item, RejectReason::Closed));
        }
        if state.room == 0 {
            return Err(Rejected::new(item, RejectReason::Full));
        }
        state.room -= 1;
        let processor = state.accept(item);
        drop(state);
        wake(processor);
        Ok(())
    }

    /// Uses up a permit.
    pub(crate) fn push_permitted(&self, item: T) -> Result<(), Rejected<T>> {
        let mut state = self.lock();
        state.permits -= 1;
        if state.phase == Phase::Closed {
            return Err(Rejected::new(item, RejectReason::Closed));
        }
        let processor = state.accept(item);
        let last = if state.finished() { state.processor.take() } else { None };
        drop(state);
        wake(processor);
        wake(last);
        Ok(())
    }

    /// Gives a permit back unused.
    pub(crate) fn return_permit(&self) {
        let mut state = self.lock();
        state.permits -= 1;
        let waiter = state.give_room();
        let processor = if state.finished() { state.processor.take() } else { None };
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
        if let Some(ready) = try_room(&mut state, key) {
            drop(state);
            return ready;
        }
        let mut old = None;
        match *key {
            Some(key) => old = Some(state.waiters.set_waker(key, waker)),
            None => *key = Some(state.waiters.push(waker)),
        }
        drop(state);
        drop(old);
        Poll::Pending
    }

    /// `None`: the waker must be stored first.
    fn try_room(&self, key: &mut Option<Key>, waker: &Waker) -> Option<Poll<Result<(), ()>>> {
        let mut state = self.lock();
        let ready = try_room(&mut state, key);
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
        drop(left);
    }

    pub(crate) fn add_sender(&self) {
        self.lock().senders += 1;
    }

    pub(crate) fn drop_sender(&self) {
        let mut state = self.lock();
        state.senders -= 1;
        let processor = if state.finished() { state.processor.take() } else { None };
        drop(state);
        wake(processor);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().phase != Phase::Open
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
        let processor = state.processor.take();
        drop(state);
        drop(gone);
        wake(processor);
        outcome
    }

    pub(crate) fn levels(&self) -> Levels {
        let state = self.lock();
        let accepted = state.taken + state.queue.len() as u64;
        Levels {
            accepted,
            handed: state.handed,
            batches: state.batches,
            depth: usize::try_from(accepted - state.handed).unwrap_or(usize::MAX),
            waiting: state.waiters.len(),
            tally: state.tally,
        }
    }

    // The processor's side.

    /// Swaps all that is queued for the empty `spare`, notes what has been settled, and gives the
    /// room of what was handed over back. `waiting`: how many items wait for their batch in front of
    /// these.
    pub(crate) fn take(
        &self,
        spare: &mut Vec<T>,
        barriers: &mut Barriers,
        tally: Tally,
        waiting: usize,
        handed: Handed,
        wakes: &mut Vec<Waker>,
    ) -> Load {
        let mut state = self.lock();
        mem::swap(&mut state.queue, spare);
        if let Some(full) = self.stamps {
            state.stamp_at = to_next(waiting + spare.len(), full);
        }
        state.taken += spare.len() as u64;
        state.give_back(handed, wakes);
        state.tally = tally;
        if !state.barriers.is_empty() {
            barriers.extend(mem::take(&mut state.barriers));
        }
        Load { first_at: state.first_at.take(), finished: state.finished() }
    }

    /// Gives the queue's memory back if it is more than `keep` items' and nothing is in it.
    pub(crate) fn shrink(&self, keep: usize) {
        let mut state = self.lock();
        let big = state.queue.is_empty() && state.queue.capacity() > keep;
        let old = if big { mem::take(&mut state.queue) } else { Vec::new() };
        drop(state);
        drop(old);
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
    /// so already.
    pub(crate) fn park(&self, waker: &Waker, need: usize) -> bool {
        let waker = waker.clone();
        let mut state = self.lock();
        if state.queue.len() >= need || state.finished() || !state.barriers.is_empty() {
            drop(state);
            return false;
        }
        state.wake_at = need;
        let old = state.processor.replace(waker);
        drop(state);
        drop(old);
        true
    }

    /// Gives the room of what was handed over back. `waiting`: how many taken items wait behind that.
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
        state.give_back(handed, wakes);
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
        // For good: the processor does not come back, and its task should not be kept in memory.
        let processor = if gently { None } else { state.processor.take() };
        drop(state);
        drop(processor);
    }
}

/// How many items more are a whole number of batches: the next one is the first of a batch.
fn to_next(waiting: usize, full: usize) -> usize {
    match waiting % full {
        0 => 0,
        over => full - over,
    }
}

/// `None`: the sender must wait.
fn try_room<T>(state: &mut State<T>, key: &mut Option<Key>) -> Option<Poll<Result<(), ()>>> {
    if state.phase != Phase::Open {
        return Some(Poll::Ready(Err(())));
    }
    match *key {
        Some(waiting) if state.waiters.is_granted(waiting) => {
            // Nothing to drop: a granted slot has no waker.
            state.waiters.remove(waiting);
            *key = None;
        }
        None if state.room > 0 => state.room -= 1,
        Some(_) | None => return None,
    }
    state.permits += 1;
    Some(Poll::Ready(Ok(())))
}
