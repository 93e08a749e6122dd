//! Where a task waits for the other half.
//!
//! ```text
//! wait:  write the waker;  free = 0;  swap(armed, 1);  then look at the ring again
//! leave: if swap(armed, 0) was 1 { free = 1 }, and the waker may be dropped
//! ring:  (after a change of the ring) if swap(armed, 0) was 1 { take the waker; free = 1; wake it }
//! ```
//!
//! Why no wake-up is lost: to wait swaps `armed`, *then* looks at the ring again; to ring comes
//! after the change, and swaps `armed` too. Of two read-modify-writes of one atomic one comes
//! first. If the wait does, the ring finds it armed, and wakes. If the ring does, the wait reads
//! from it, and so looks at a ring that has changed.
//!
//! # Invariant
//!
//! - **RB-6, bells.** Each side has one [`Bell`]; with it that side alone waits at one of the
//!   shared [`Gate`]s, and the other alone rings there. While a gate's `free` is 1, its `waker` is
//!   the waiting side's. While `armed` is 1, which only the waiting side makes it, after it has
//!   written the waker and set `free` to 0, the waker is nobody's yet: whoever swaps the 1 out has
//!   it, until that one sets `free` to 1 again.

// PINNED: tests/loom.rs

use alloc::sync::Arc;
use core::{mem, task::Waker};

use crate::sync::{AtomicUsize, Ordering, UnsafeCell};

/// One half's task waits here, the other half rings.
struct Gate {
    armed: AtomicUsize,
    free: AtomicUsize,
    waker: UnsafeCell<Option<Waker>>,
}

// SAFETY: [RB-6] `waker` is one thread's at a time, handed on by `armed` and `free`; a waker may be
// used and dropped by any thread.
unsafe impl Sync for Gate {}

impl Gate {
    fn new() -> Self {
        Self { armed: AtomicUsize::new(0), free: AtomicUsize::new(1), waker: UnsafeCell::new(None) }
    }

    /// Makes the waker the waiting side's own, if it is not on its way to be woken just now.
    fn reclaim(&self) -> bool {
        // Acquire: the other half has taken the waker out before we put another in.
        if self.free.load(Ordering::Acquire) == 1 {
            return true;
        }
        // Relaxed: if it is 1 still, it is the one that this side stored, after writing the waker.
        let ours = self.armed.swap(0, Ordering::Relaxed) == 1;
        if ours {
            self.free.store(1, Ordering::Relaxed);
        }
        ours
    }

    /// What is there now, for `waker`.
    ///
    /// # Safety
    ///
    /// [RB-6] The waker is the caller's: it has swapped the 1 out of `armed`, or has waited here
    /// before, and `free` is 1.
    unsafe fn replace(&self, waker: Option<Waker>) -> Option<Waker> {
        self.waker.with_mut(|at| {
            // SAFETY: [RB-6] it is the caller's, so that nobody else uses it meanwhile.
            let there = unsafe { &mut *at };
            mem::replace(there, waker)
        })
    }

    /// Whether the waker that is there wakes the same task.
    ///
    /// # Safety
    ///
    /// As for [`replace`](Self::replace).
    unsafe fn holds(&self, waker: &Waker) -> bool {
        self.waker.with_mut(|at| {
            // SAFETY: [RB-6] it is the caller's, so that nobody else uses it meanwhile.
            let there = unsafe { &*at };
            there.as_ref().is_some_and(|there| there.will_wake(waker))
        })
    }
}

/// A side's own end of both gates: it waits at one, and rings at the other.
pub(crate) struct Bell {
    gates: Arc<[Gate; 2]>,
    /// The producer waits at the first.
    producer: bool,
    /// A waker was left at the gate, and may be there still.
    waiting: bool,
}

impl Bell {
    /// The producer's and the consumer's. One allocation.
    pub(crate) fn pair() -> (Self, Self) {
        let gates = Arc::new([Gate::new(), Gate::new()]);
        (
            Self { gates: Arc::clone(&gates), producer: true, waiting: false },
            Self { gates, producer: false, waiting: false },
        )
    }

    fn own(&self) -> &Gate {
        &self.gates[usize::from(!self.producer)]
    }

    /// Wakes the other half's task, if it waits. After a change of the ring.
    #[inline]
    pub(crate) fn ring(&mut self) {
        let gate = &self.gates[usize::from(self.producer)];
        // Release: the change happens before what the other side does who swaps this out again.
        // Acquire: the waker was written before it was armed.
        if gate.armed.swap(0, Ordering::AcqRel) == 1 {
            // SAFETY: [RB-6] we have swapped the 1 out.
            let waker = unsafe { gate.replace(None) };
            // Release: we took the waker before the other side writes the next.
            gate.free.store(1, Ordering::Release);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }

    /// Leaves the waker to be woken by the next ring. The ring must be looked at again after this.
    pub(crate) fn wait(&mut self, waker: &Waker) {
        self.waiting = true;
        let gate = self.own();
        if !gate.reclaim() {
            // The other half is about to wake an older waker, of who knows which task. That is
            // soon over: this one has to come again.
            return waker.wake_by_ref();
        }
        // From here to `free`, the gate is not armed: should `clone` panic, nobody waits.
        // SAFETY: [RB-6] reclaimed just now.
        let same = unsafe { gate.holds(waker) };
        let old = if same {
            None
        } else {
            let waker = waker.clone();
            // SAFETY: [RB-6] reclaimed just now.
            unsafe { gate.replace(Some(waker)) }
        };
        // Relaxed: the swap's Release orders it before the other side's store.
        gate.free.store(0, Ordering::Relaxed);
        // Release: the waker is written before the other half takes it. Acquire: what the other
        // half did before it rang last is seen when the ring is looked at.
        gate.armed.swap(1, Ordering::AcqRel);
        // The waker of another wait. Its drop is the user's code: last of all.
        drop(old);
    }

    /// Waits no longer: drops the waker that was left, if it is still there.
    #[inline]
    pub(crate) fn leave(&mut self) {
        if mem::take(&mut self.waiting) {
            self.forget_waker();
        }
    }

    #[cold]
    fn forget_waker(&self) {
        let gate = self.own();
        if gate.reclaim() {
            // SAFETY: [RB-6] reclaimed just now.
            drop(unsafe { gate.replace(None) });
        }
    }
}

/// The half that goes before it in its struct has left: the other one is to find out.
impl Drop for Bell {
    fn drop(&mut self) {
        self.ring();
        self.leave();
    }
}
