//! What a processor lets others see while it runs. Written in its cold moments, but for the time of
//! the last flush, which is noted only once somebody holds a handle. It costs a clock read for a batch that
//! has had none; of the others it is known when they had theirs, and whether that was before the last
//! look.

use core::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::time::Instant;

use crate::health::RunState;
use crate::watch::Watch;

#[derive(Debug, Default)]
pub(crate) struct Pulse {
    state: AtomicU8,
    failures: AtomicU32,
    retries: AtomicU64,
    watched: AtomicBool,
    last: Mutex<Last>,
    /// Set once the shutdown has begun: when it ends, if ever.
    deadline: OnceLock<Option<Instant>>,
}

#[derive(Debug, Default)]
struct Last {
    /// When a flush last said `Ok`, at the earliest.
    flush: Option<Instant>,
    /// It did so since the last look, which was then.
    unseen: bool,
    look: Option<Instant>,
}

impl Pulse {
    fn last(&self) -> MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_state(&self, state: RunState) {
        self.state.store(state as u8, Relaxed);
    }

    pub(crate) fn state(&self) -> RunState {
        RunState::from_u8(self.state.load(Relaxed))
    }

    pub(crate) fn watch(&self) {
        self.watched.store(true, Relaxed);
    }

    /// A flush said `Ok`.
    #[inline]
    pub(crate) fn flushed(&self, watch: &Watch) {
        if self.failures.load(Relaxed) != 0 {
            self.failures.store(0, Relaxed);
        }
        if self.watched.load(Relaxed) {
            let at = watch.since().unwrap_or_else(crate::clock::now);
            let mut last = self.last();
            last.flush = Some(at);
            last.unseen = true;
        }
    }

    pub(crate) fn failed(&self) {
        self.failures.fetch_add(1, Relaxed);
    }

    pub(crate) fn retried(&self) {
        self.retries.fetch_add(1, Relaxed);
    }

    pub(crate) fn failures(&self) -> u32 {
        self.failures.load(Relaxed)
    }

    pub(crate) fn retries(&self) -> u64 {
        self.retries.load(Relaxed)
    }

    pub(crate) fn last_flush(&self) -> Option<Instant> {
        let now = Instant::now();
        let mut last = self.last();
        if core::mem::take(&mut last.unseen) {
            last.flush = last.flush.max(last.look);
        }
        last.look = Some(now);
        last.flush
    }

    pub(crate) fn set_deadline(&self, at: Option<Instant>) {
        let _ = self.deadline.set(at);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.deadline.get().is_some()
    }

    #[inline]
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline.get().copied().flatten()
    }
}
