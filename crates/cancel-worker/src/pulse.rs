//! What a processor lets others see while it runs. Written in its cold moments, but for the time of
//! the last flush, which costs a clock read a batch and is noted only once somebody holds a handle.

use core::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock, PoisonError};

use tokio::time::Instant;

use crate::health::RunState;

#[derive(Debug, Default)]
pub(crate) struct Pulse {
    state: AtomicU8,
    failures: AtomicU32,
    retries: AtomicU64,
    watched: AtomicBool,
    last_flush: Mutex<Option<Instant>>,
    /// Set once the shutdown has begun: when it ends, if ever.
    deadline: OnceLock<Option<Instant>>,
}

impl Pulse {
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
    pub(crate) fn flushed(&self) {
        if self.failures.load(Relaxed) != 0 {
            self.failures.store(0, Relaxed);
        }
        if self.watched.load(Relaxed) {
            let now = crate::clock::now();
            *self.last_flush.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
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
        *self.last_flush.lock().unwrap_or_else(PoisonError::into_inner)
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
