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

use tokio::time::Instant;

use crate::rejected::{RejectReason, Rejected};
use crate::sync::{Mutex, MutexGuard};
use crate::waitlist::{Key, Waitlist};

#[derive(Debug)]
pub(crate) struct Inbox<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    /// Whether somebody asks when the first item of a load came; if not, no clock is read.
    stamps: bool,
}

#[derive(Debug)]
struct State<T> {
    queue: Vec<T>,
    /// When the first item of `queue` was accepted.
    first_at: Option<Instant>,
    room: usize,
    waiters: Waitlist,
    permits: usize,
    senders: usize,
    phase: Phase,
    processor: Option<Waker>,
    wake_at: usize,
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

    fn accept(&mut self, item: T, stamps: bool) -> Option<Waker> {
        if stamps && self.queue.is_empty() {
            self.first_at = Some(Instant::now());
        }
        self.queue.push(item);
        if self.queue.len() >= self.wake_at { self.processor.take() } else { None }
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

/// What [`Inbox::take`] found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    /// When the first item of this load was accepted.
    pub(crate) first_at: Option<Instant>,
    /// Nothing more can come.
    pub(crate) finished: bool,
}

impl<T> Inbox<T> {
    pub(crate) fn new(capacity: usize, stamps: bool) -> Self {
        let state = State {
            queue: Vec::new(),
            first_at: None,
            room: capacity,
            waiters: Waitlist::default(),
            permits: 0,
            senders: 1,
            phase: Phase::Open,
            processor: None,
            wake_at: 0,
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
        let processor = state.accept(item, self.stamps);
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
        let processor = state.accept(item, self.stamps);
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

    // The processor's side.

    /// Swaps all that is queued for the empty `spare`.
    pub(crate) fn take(&self, spare: &mut Vec<T>) -> Load {
        let mut state = self.lock();
        mem::swap(&mut state.queue, spare);
        Load { first_at: state.first_at.take(), finished: state.finished() }
    }

    /// Leaves a waker for when `need` items are queued or nothing more can come. `false`: that is
    /// so already.
    pub(crate) fn park(&self, waker: &Waker, need: usize) -> bool {
        let waker = waker.clone();
        let mut state = self.lock();
        if state.queue.len() >= need || state.finished() {
            drop(state);
            return false;
        }
        state.wake_at = need;
        let old = state.processor.replace(waker);
        drop(state);
        drop(old);
        true
    }

    /// Gives the room of `n` items back, to those who wait first. Their wakers go to `wakes`.
    pub(crate) fn release(&self, n: usize, wakes: &mut Vec<Waker>) {
        let mut state = self.lock();
        if state.phase != Phase::Open {
            return;
        }
        for given in 0..n {
            let Some(waiter) = state.waiters.grant() else {
                state.room += n - given;
                return;
            };
            wakes.push(waiter);
        }
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

    /// How many items are queued.
    pub(crate) fn queued(&self) -> usize {
        self.lock().queue.len()
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

#[inline]
fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}
