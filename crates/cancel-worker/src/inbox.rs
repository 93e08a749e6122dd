//! The queue between the senders and the processor.
//!
//! One lock around a `Vec` that the processor swaps whole for an empty one: a send is a lock and a
//! push, and the processor pays one lock for all that has come since it last looked. What is true
//! whenever the lock is free:
//!
//! 1. While the inbox is open, `room` + what is [owed](owed::Owed) + permits + granted waiters +
//!    accepted items that have not been handed to a flush = capacity.
//! 2. If a sender waits, the inbox is open and `room` is 0: nobody overtakes it. What is owed says
//!    that one waits, and nothing was owed when it began to.
//! 3. If the processor's waker is here, fewer than `wake_at` items are queued and the inbox is not
//!    [finished](State::finished): whoever changes that takes the waker and wakes it. Once the inbox
//!    is closing, `wake_at` is 1.
//!
//! No user code runs under the lock: wakers are cloned before it is taken, and woken and dropped
//! after it is given back; items are moved, never dropped.

mod guarded;
mod owed;
mod processor;
mod senders;
mod state;

use guarded::Guarded;
pub(crate) use owed::OWED_AT_MOST;
use owed::Owed;
pub(crate) use processor::Handed;
use state::{Phase, State};

use crate::sync::MutexGuard;
use crate::tally::Tally;

#[derive(Debug)]
pub(crate) struct Inbox<T> {
    state: Guarded<State<T>>,
    owed: Owed,
    capacity: usize,
    /// The batch size, if somebody asks when a batch's first item came; if not, no clock is read.
    stamps: Option<usize>,
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

impl<T> Inbox<T> {
    /// `stamps`: the batch size, if a linger counts from a batch's first item.
    pub(crate) fn new(capacity: usize, stamps: Option<usize>) -> Self {
        let state = Guarded::new(State::new(capacity, stamps.is_some()));
        Self { state, owed: Owed::new(), capacity, stamps }
    }

    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock()
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().phase != Phase::Open
    }

    pub(crate) fn levels(&self) -> Levels {
        let state = self.lock();
        let accepted = state.taken + state.queue.len() as u64;
        let owed = self.owed.peek();
        let handed = state.handed + owed.items as u64;
        Levels {
            accepted,
            handed,
            batches: state.batches + owed.batches,
            depth: usize::try_from(accepted - handed).unwrap_or(usize::MAX),
            waiting: state.waiters.len(),
            tally: state.tally,
        }
    }
}
