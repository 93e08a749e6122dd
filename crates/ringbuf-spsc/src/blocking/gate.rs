//! Where one half waits for the other.

use core::time::Duration;
use std::{sync::PoisonError, time::Instant};

use crate::sync::{AtomicUsize, Condvar, Mutex, Ordering};

/// One half waits here, the other rings.
///
/// Why no wake-up is lost: the one who waits sets `waiting`, *then* looks at the ring again; the
/// other changes the ring, *then* swaps `waiting` to 0. Both are read-modify-writes of one atomic,
/// so one comes first. If the wait is set first, the swap sees it, and rings: the lock, held from
/// before `waiting` is set until the wait has begun, keeps the bell from ringing too early. If the
/// swap comes first, setting `waiting` reads from it, and so looks at a ring that has changed.
pub(super) struct Gate {
    waiting: AtomicUsize,
    lock: Mutex<()>,
    bell: Condvar,
}

/// Until when to wait: forever, if None.
pub(super) type Deadline = Option<Instant>;

/// The end of a time span from now on; one that is too far to be told is never.
pub(super) fn after(timeout: Duration) -> Deadline {
    Instant::now().checked_add(timeout)
}

impl Gate {
    pub(super) fn new() -> Self {
        Self { waiting: AtomicUsize::new(0), lock: Mutex::new(()), bell: Condvar::new() }
    }

    /// Wakes the other half, if it waits. After a change of the ring.
    pub(super) fn ring(&self) {
        // Release: the change happens before what the other does who sees this. Who waits has taken
        // the lock before we do, with no ordering here: had it come after us, our swap would happen
        // before its own, and could not have seen it.
        if self.waiting.swap(0, Ordering::Release) != 0 {
            // Nothing panics under the lock; and if it did, a `()` cannot be left broken.
            drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner));
            self.bell.notify_one();
        }
    }

    /// Waits no longer; a ring that is under way harms nobody.
    ///
    /// A read-modify-write, though nobody reads what it stores for its sake: the next wait then still
    /// reads from the last ring, through this (a release sequence). So it need not order anything.
    fn leave(&self) {
        self.waiting.swap(0, Ordering::Relaxed);
    }

    /// Waits until `ready`, looking again each time that the other half rings; false at the
    /// deadline.
    pub(super) fn wait(&self, deadline: Deadline, ready: impl Fn() -> bool) -> bool {
        let mut lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            // Acquire: what the other did before its last ring is seen when the ring is looked at.
            self.waiting.swap(1, Ordering::Acquire);
            if ready() {
                self.leave();
                return true;
            }
            lock = match deadline {
                None => self.bell.wait(lock).unwrap_or_else(PoisonError::into_inner),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        self.leave();
                        return false;
                    }
                    self.bell.wait_timeout(lock, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}
