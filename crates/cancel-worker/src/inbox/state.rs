//! What lies under the inbox's lock.

use core::task::{Poll, Waker};

use tokio::time::Instant;

use crate::barrier::Barrier;
use crate::inbox::Handed;
use crate::inbox::owed::Owed;
use crate::tally::Tally;
use crate::waitlist::{Key, Waitlist};

/// In this order: a send touches what comes first, and with the lock that is one cache line.
#[derive(Debug)]
#[repr(C)]
pub(super) struct State<T> {
    pub(super) queue: Vec<T>,
    /// Which item of `queue` is the first of its batch: the one that reads the clock.
    pub(super) stamp_at: usize,
    pub(super) room: usize,
    /// How many items must be queued for the processor to be woken; `MAX` while nobody waits for that.
    pub(super) wake_at: usize,
    pub(super) phase: Phase,
    pub(super) no_more_senders: bool,
    /// When the item at `stamp_at` was accepted.
    pub(super) first_at: Option<Instant>,
    pub(super) waiters: Waitlist,
    pub(super) permits: usize,
    pub(super) processor: Option<Waker>,
    /// Barriers that the processor has not seen.
    pub(super) barriers: Vec<Barrier>,
    /// Taken by the processor so far.
    pub(super) taken: u64,
    /// Handed to flushes so far, and in how many batches.
    pub(super) handed: u64,
    pub(super) batches: u64,
    /// What has been settled, as of when the processor was last here.
    pub(super) tally: Tally,
    /// Nothing more will be settled.
    pub(super) ended: bool,
}

/// Beside a lock of 8 bytes.
const _: () = assert!(core::mem::offset_of!(State<()>, phase) < 64 - 8);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Open,
    /// Permits given out before may still be used.
    Closing,
    Closed,
}

impl<T> State<T> {
    /// `stamps`: whether a batch's first item reads the clock.
    pub(super) fn new(capacity: usize, stamps: bool) -> Self {
        Self {
            queue: Vec::new(),
            first_at: None,
            stamp_at: if stamps { 0 } else { usize::MAX },
            room: capacity,
            waiters: Waitlist::default(),
            permits: 0,
            no_more_senders: false,
            phase: Phase::Open,
            processor: None,
            wake_at: usize::MAX,
            barriers: Vec::new(),
            taken: 0,
            handed: 0,
            batches: 0,
            tally: Tally::default(),
            ended: false,
        }
    }

    /// Nothing more can come.
    pub(super) fn finished(&self) -> bool {
        match self.phase {
            Phase::Open => self.no_more_senders,
            Phase::Closing => self.no_more_senders || self.permits == 0,
            Phase::Closed => true,
        }
    }

    #[inline]
    pub(super) fn accept(&mut self, item: T) -> Option<Waker> {
        if self.queue.len() == self.stamp_at && self.first_at.is_none() {
            self.first_at = Some(crate::clock::now());
        }
        self.queue.push(item);
        if self.queue.len() < self.wake_at {
            return None;
        }
        self.waker()
    }

    /// Of the processor, for whoever is to wake it: it does not wait for items then.
    pub(super) fn waker(&mut self) -> Option<Waker> {
        self.wake_at = usize::MAX;
        self.processor.take()
    }

    /// The processor gives the room of what it has handed over back, and of all that is owed.
    #[inline]
    pub(super) fn pay(&mut self, owed: &Owed, handed: Handed, wakes: &mut Vec<Waker>) {
        self.give_back(handed.plus(owed.peek()), wakes);
        owed.clear(self.waiters.any());
    }

    /// Gives the room of what was handed over back, to those who wait first. Their wakers go to
    /// `wakes`.
    #[inline]
    pub(super) fn give_back(&mut self, handed: Handed, wakes: &mut Vec<Waker>) {
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
    pub(super) fn give_room(&mut self) -> Option<Waker> {
        if self.phase != Phase::Open {
            return None;
        }
        let waiter = self.waiters.grant();
        if waiter.is_none() {
            self.room += 1;
        }
        waiter
    }

    /// `None`: the sender must wait.
    pub(super) fn try_room(&mut self, key: &mut Option<Key>) -> Option<Poll<Result<(), ()>>> {
        if self.phase != Phase::Open {
            return Some(Poll::Ready(Err(())));
        }
        match *key {
            Some(waiting) if self.waiters.is_granted(waiting) => {
                // Nothing to drop: a granted slot has no waker.
                self.waiters.remove(waiting);
                *key = None;
            }
            None if self.room > 0 => self.room -= 1,
            Some(_) | None => return None,
        }
        self.permits += 1;
        Some(Poll::Ready(Ok(())))
    }
}
