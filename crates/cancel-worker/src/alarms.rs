//! What a waiting processor listens to beside its inbox: the token and one timer.

use core::pin::Pin;
use core::task::{Context, Poll};

use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::{CancellationToken, WaitForCancellationFuture};

pub(crate) struct Alarms<'a, 't> {
    token: &'t CancellationToken,
    cancelled: Pin<&'a mut WaitForCancellationFuture<'t>>,
    /// Made when first needed: a processor that never waits for a time needs no timer driver.
    sleep: Pin<&'a mut Option<Sleep>>,
    armed: Option<Instant>,
}

impl<'a, 't> Alarms<'a, 't> {
    pub(crate) fn new(
        token: &'t CancellationToken,
        cancelled: Pin<&'a mut WaitForCancellationFuture<'t>>,
        sleep: Pin<&'a mut Option<Sleep>>,
    ) -> Self {
        Self { token, cancelled, sleep, armed: None }
    }

    /// Whether the token is cancelled. Registers nothing.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.token.is_cancelled()
    }

    pub(crate) fn poll_cancelled(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.cancelled.as_mut().poll(cx)
    }

    /// Ready at `at`. The one timer is set anew only if `at` has changed.
    pub(crate) fn poll_at(&mut self, at: Instant, cx: &mut Context<'_>) -> Poll<()> {
        if self.armed != Some(at) {
            self.armed = Some(at);
            crate::clock::timer_set();
            match self.sleep.as_mut().as_pin_mut() {
                Some(sleep) => sleep.reset(at),
                None => self.sleep.set(Some(sleep_until(at))),
            }
        }
        self.sleep.as_mut().as_pin_mut().map_or(Poll::Pending, |sleep| sleep.poll(cx))
    }

    /// Takes the timer out, or it would wake an idle processor for nothing.
    pub(crate) fn disarm(&mut self) {
        if self.armed.take().is_some() {
            self.sleep.set(None);
        }
    }
}
