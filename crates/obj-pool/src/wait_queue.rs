use core::task::Waker;
use std::sync::PoisonError;

use crate::{
    Key, Slab,
    sync::{Mutex, MutexGuard, Thread},
};

/// How a waiter is woken. Waking and dropping one runs the user's code: never under the lock.
pub(crate) enum Signal {
    Task(Waker),
    Thread(Thread),
}

impl Signal {
    pub(crate) fn wake(self) {
        match self {
            Self::Task(waker) => waker.wake(),
            Self::Thread(thread) => thread.unpark(),
        }
    }

    /// Whether waking it wakes `other`.
    pub(crate) fn is_good_for(&self, other: &Waker) -> bool {
        match self {
            Self::Task(waker) => waker.will_wake(other),
            Self::Thread(_) => true, // a thread waits for itself
        }
    }
}

enum State {
    Waiting(Signal),
    /// Slot number so-and-so is kept for it.
    Granted(u32),
    Closed,
}

/// The waiters of a pool, in the order in which they came.
pub(crate) struct WaitQueue(Mutex<Queue>);

impl WaitQueue {
    pub(crate) fn new() -> Self {
        let (oldest, newest) = (None, None);
        Self(Mutex::new(Queue { waiters: Slab::new(), oldest, newest, closed: false }))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Queue> {
        // Nothing that can panic runs while the links are changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A doubly linked list in a slab, so that any waiter can leave in O(1). Those that were granted a
/// slot, or told that the pool is closed, are in the slab and no longer in the list.
pub(crate) struct Queue {
    waiters: Slab<Waiter>,
    oldest: Option<Key>,
    newest: Option<Key>,
    pub(crate) closed: bool,
}

struct Waiter {
    state: State,
    older: Option<Key>,
    newer: Option<Key>,
}

/// What became of a waiter.
pub(crate) enum Fate {
    Granted(u32),
    Closed,
    /// It left too early. The signal is to be dropped outside of the lock.
    Left(#[expect(dead_code, reason = "to be dropped, not read")] Signal),
}

impl Queue {
    pub(crate) fn is_empty(&self) -> bool {
        self.oldest.is_none()
    }

    /// How many wait. O(n).
    pub(crate) fn len(&self) -> usize {
        self.waiters.values().filter(|waiter| matches!(waiter.state, State::Waiting(_))).count()
    }

    /// The newest waiter. It allocates if there are more than there ever were.
    pub(crate) fn join(&mut self, signal: Signal) -> Key {
        let older = self.newest;
        let waiter = Waiter { state: State::Waiting(signal), older, newer: None };
        let key = self.waiters.insert(waiter);
        self.newest = Some(key);
        *self.newer_of(older) = Some(key);
        key
    }

    /// Says to the oldest waiter that slot `index` is kept for it.
    pub(crate) fn grant(&mut self, index: u32) -> Option<Signal> {
        self.tell_oldest(State::Granted(index))
    }

    /// Says to the oldest waiter that the pool is closed.
    pub(crate) fn dismiss(&mut self) -> Option<Signal> {
        self.tell_oldest(State::Closed)
    }

    fn tell_oldest(&mut self, news: State) -> Option<Signal> {
        let key = self.oldest?;
        self.unlink(key);
        let before = core::mem::replace(&mut self.waiters.get_mut(key)?.state, news);
        if let State::Waiting(signal) = before { Some(signal) } else { None }
    }

    /// What the waiter waits with, if it does.
    pub(crate) fn signal(&mut self, key: Key) -> Option<&mut Signal> {
        match &mut self.waiters.get_mut(key)?.state {
            State::Waiting(signal) => Some(signal),
            State::Granted(_) | State::Closed => None,
        }
    }

    /// Takes the waiter out, wherever it is.
    pub(crate) fn leave(&mut self, key: Key) -> Option<Fate> {
        if self.signal(key).is_some() {
            self.unlink(key);
        }
        Some(match self.waiters.remove(key)?.state {
            State::Waiting(signal) => Fate::Left(signal),
            State::Granted(index) => Fate::Granted(index),
            State::Closed => Fate::Closed,
        })
    }

    fn unlink(&mut self, key: Key) {
        let Some(Waiter { older, newer, .. }) = self.waiters.get(key) else { return };
        let (older, newer) = (*older, *newer);
        *self.newer_of(older) = newer;
        *self.older_of(newer) = older;
    }

    /// The link from a waiter to the next newer one; from nobody, to the oldest.
    fn newer_of(&mut self, key: Option<Key>) -> &mut Option<Key> {
        match key.and_then(|key| self.waiters.get_mut(key)) {
            Some(waiter) => &mut waiter.newer,
            None => &mut self.oldest,
        }
    }

    fn older_of(&mut self, key: Option<Key>) -> &mut Option<Key> {
        match key.and_then(|key| self.waiters.get_mut(key)) {
            Some(waiter) => &mut waiter.older,
            None => &mut self.newest,
        }
    }
}
