//! Senders that wait for room, in the order in which they came.
//!
//! A doubly linked list whose links are indices into one `Vec`, so that a sender that gives up
//! leaves in O(1) wherever it stands, and no unsafe code is needed. A slot whose sender has been
//! granted room is out of the list but keeps its place in the `Vec` until the sender claims it, so
//! a sender that is granted room and then forgotten costs one slot and holds up nobody.
//!
//! No user code runs in here: wakers are moved in and out, never called, cloned or dropped.

use core::task::Waker;

/// Which slot a sender waits in.
pub(crate) type Key = usize;

/// Slots that an empty list keeps, so that a few senders that come and go allocate nothing.
const KEEP: usize = 16;

#[derive(Debug, Default)]
pub(crate) struct Waitlist {
    slots: Vec<Slot>,
    /// The first slot to use again; the rest of them are chained behind it.
    vacant: Option<Key>,
    head: Option<Key>,
    tail: Option<Key>,
    /// Slots that are not vacant.
    used: usize,
}

#[derive(Debug)]
enum Slot {
    Vacant { next: Option<Key> },
    Waiting { waker: Waker, prev: Option<Key>, next: Option<Key> },
    Granted,
}

impl Waitlist {
    /// Queues a sender behind all others. O(1), amortised.
    pub(crate) fn push(&mut self, waker: Waker) -> Key {
        let slot = Slot::Waiting { waker, prev: self.tail, next: None };
        let key = if let Some(key) = self.vacant {
            if let Slot::Vacant { next } = core::mem::replace(&mut self.slots[key], slot) {
                self.vacant = next;
            }
            key
        } else {
            self.slots.push(slot);
            self.slots.len() - 1
        };
        match self.tail {
            Some(tail) => self.link(tail, |_, next| *next = Some(key)),
            None => self.head = Some(key),
        }
        self.tail = Some(key);
        self.used += 1;
        key
    }

    /// Grants room to the sender that has waited longest; the caller wakes it outside the lock.
    pub(crate) fn grant(&mut self) -> Option<Waker> {
        let key = self.head?;
        self.unlink(key, Slot::Granted)
    }

    /// Whether a sender waits, and has not been granted room.
    #[inline]
    pub(crate) fn any(&self) -> bool {
        self.head.is_some()
    }

    /// How many have a place here, those whose room they have not taken included. O(1).
    pub(crate) fn len(&self) -> usize {
        self.used
    }

    /// Whether this sender has been granted room.
    pub(crate) fn is_granted(&self, key: Key) -> bool {
        matches!(self.slots[key], Slot::Granted)
    }

    /// Whether waking this sender's waker would wake `waker`'s task.
    pub(crate) fn will_wake(&self, key: Key, waker: &Waker) -> bool {
        matches!(&self.slots[key], Slot::Waiting { waker: old, .. } if old.will_wake(waker))
    }

    /// Replaces the waker of a waiting sender. The old one is handed out to be dropped outside.
    pub(crate) fn set_waker(&mut self, key: Key, new: Waker) -> Waker {
        match &mut self.slots[key] {
            Slot::Waiting { waker, .. } => core::mem::replace(waker, new),
            Slot::Granted | Slot::Vacant { .. } => new,
        }
    }

    /// Takes a sender out. O(1). `Some`: it was waiting; its waker is to be dropped outside the lock.
    /// `None`: room had been granted, which is now the caller's.
    pub(crate) fn remove(&mut self, key: Key) -> Option<Waker> {
        let vacant = Slot::Vacant { next: self.vacant };
        let waker = self.unlink(key, vacant);
        self.vacant = Some(key);
        self.used -= 1;
        if self.used == 0 && self.slots.len() > KEEP {
            // Nobody is here any more: give a burst's memory back.
            self.slots = Vec::new();
            self.vacant = None;
        }
        waker
    }

    /// Puts `with` in the slot and, if a sender waited there, takes it out of the list.
    fn unlink(&mut self, key: Key, with: Slot) -> Option<Waker> {
        let Slot::Waiting { waker, prev, next } = core::mem::replace(&mut self.slots[key], with)
        else {
            return None;
        };
        match prev {
            Some(prev) => self.link(prev, |_, n| *n = next),
            None => self.head = next,
        }
        match next {
            Some(next) => self.link(next, |p, _| *p = prev),
            None => self.tail = prev,
        }
        Some(waker)
    }

    fn link(&mut self, key: Key, set: impl FnOnce(&mut Option<Key>, &mut Option<Key>)) {
        if let Slot::Waiting { prev, next, .. } = &mut self.slots[key] {
            set(prev, next);
        }
    }
}
