//! What a waiting processor listens to beside its inbox: the token and one timer.

use core::pin::{Pin, pin};
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};
use core::task::{Context, Poll, Waker};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Wake;

use tokio::task::coop;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::{CancellationToken, WaitForCancellationFuture};

use crate::wakes::{let_go, wake};

pub(crate) struct Alarms<'a, 't> {
    token: &'t CancellationToken,
    siren: Arc<Siren>,
    sleep: Pin<&'a mut Option<Sleep>>,
    armed: Option<Instant>,
}

/// The token's waker. To ask the token costs a lock, too much for each batch; to ask this, a load.
#[derive(Debug, Default)]
struct Siren {
    /// Says that it is worth asking the token, and orders nothing.
    sounded: AtomicBool,
    /// The task that waits.
    task: Mutex<Option<Waker>>,
}

impl<'a, 't> Alarms<'a, 't> {
    /// `cancelled` is polled here and only here. `sleep` is made when first needed: a processor that
    /// never waits for a time needs no timer driver.
    pub(crate) fn new(
        token: &'t CancellationToken,
        cancelled: Pin<&mut WaitForCancellationFuture<'t>>,
        sleep: Pin<&'a mut Option<Sleep>>,
    ) -> Self {
        let siren = Arc::new(Siren::default());
        let waker = Waker::from(Arc::clone(&siren));
        if cancelled.poll(&mut Context::from_waker(&waker)).is_ready() {
            siren.sounded.store(true, Relaxed);
        }
        Self { token, siren, sleep, armed: None }
    }

    /// Whether the token is cancelled. Registers nothing.
    #[inline]
    pub(crate) fn is_cancelled(&self) -> bool {
        // Asked as well, so that what was done before the cancellation is seen after it.
        self.siren.sounded.load(Relaxed) && self.token.is_cancelled()
    }

    pub(crate) fn poll_cancelled(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.siren.listen(cx.waker());
        // Behind the lock: a siren that found no task there has sounded before.
        if self.is_cancelled() { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Ready at `at`. The one timer is set anew only if `at` has changed.
    ///
    /// It asks for no share of the task's budget: a flush that uses that up whenever it is polled must not
    /// outrun its limit, nor a shutdown's deadline.
    pub(crate) fn poll_at(&mut self, at: Instant, cx: &mut Context<'_>) -> Poll<()> {
        if self.armed != Some(at) {
            self.armed = Some(at);
            crate::clock::timer_set();
            if let Some(sleep) = self.sleep.as_mut().as_pin_mut() {
                sleep.reset(at);
            } else {
                crate::clock::timer_made();
                self.sleep.set(Some(sleep_until(at)));
            }
        }
        let sleep = self.sleep.as_mut().as_pin_mut();
        sleep.map_or(Poll::Pending, |sleep| pin!(coop::unconstrained(sleep)).poll(cx))
    }

    /// Takes the timer out, or it would wake an idle processor for nothing.
    pub(crate) fn disarm(&mut self) {
        if self.armed.take().is_some() {
            self.sleep.set(None);
        }
    }
}

impl Siren {
    fn lock(&self) -> MutexGuard<'_, Option<Waker>> {
        self.task.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn listen(&self, waker: &Waker) {
        if self.lock().as_ref().is_some_and(|old| old.will_wake(waker)) {
            return;
        }
        // Cloned and dropped outside the lock: both run the executor's code.
        let new = Some(waker.clone());
        let old = core::mem::replace(&mut *self.lock(), new);
        let_go(old);
    }
}

impl Drop for Siren {
    fn drop(&mut self) {
        let_go(self.lock().take());
    }
}

impl Wake for Siren {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.sounded.store(true, Relaxed);
        let task = self.lock().take();
        wake(task);
    }
}
