//! The moment that a lane wants to be polled at. Whoever polls the lane has the one timer, and looks here
//! what to set it to; one task does both.

use core::future::poll_fn;
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};
use core::task::{Poll, ready};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::task::coop;
use tokio::time::Instant;

#[derive(Debug, Default)]
pub(crate) struct Wish {
    /// Whether there is one: to spare the many that have none the lock.
    made: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    at: Option<Instant>,
    granted: bool,
}

impl Wish {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // By the lane.

    /// Ready once `at` has come.
    pub(crate) fn poll_at(&self, at: Instant) -> Poll<()> {
        self.made.store(true, Relaxed);
        let mut state = self.lock();
        if state.at != Some(at) {
            *state = State { at: Some(at), granted: false };
        }
        if state.granted { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Waits until then, for a share of the task's budget: a pause of no length lets others run, too.
    pub(crate) async fn until(&self, at: Instant) {
        poll_fn(|cx| {
            ready!(self.poll_at(at));
            coop::poll_proceed(cx).map(|share| share.made_progress())
        })
        .await;
    }

    /// Nothing is wished for any more.
    #[inline]
    pub(crate) fn forget(&self) {
        if self.made.load(Relaxed) {
            self.made.store(false, Relaxed);
            *self.lock() = State::default();
        }
    }

    // By whoever has the timer.

    /// What is wished for and has not come.
    #[inline]
    pub(crate) fn at(&self) -> Option<Instant> {
        if !self.made.load(Relaxed) {
            return None;
        }
        let state = self.lock();
        state.at.filter(|_| !state.granted)
    }

    /// It is `now`. True: the lane is to be polled.
    pub(crate) fn grant(&self, now: Instant) -> bool {
        let due = self.at().is_some_and(|at| at <= now);
        if due {
            self.lock().granted = true;
        }
        due
    }
}
