//! One call of a sink: code that is not ours, watched.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::processor_error::Failure;

pin_project_lite::pin_project! {
    /// Ends as `F` does, and is an `Err` if that panics, in a poll or in its Drop.
    pub(crate) struct Attempt<F> {
        #[pin]
        running: Option<F>,
    }
}

impl<F> Attempt<F> {
    #[inline]
    pub(crate) fn new(future: F) -> Self {
        Self { running: Some(future) }
    }

    /// Drops what runs. `Err`: that panicked.
    #[cold]
    pub(crate) fn stop(self: Pin<&mut Self>) -> Result<(), Failure> {
        let mut this = self.project();
        Failure::catch(|| this.running.set(None))
    }

    /// Drops what runs; a panic in there comes before any other failure.
    #[cold]
    pub(crate) fn cut(self: Pin<&mut Self>, failure: Failure) -> Failure {
        self.stop().err().unwrap_or(failure)
    }
}

impl<F: Future> Future for Attempt<F> {
    type Output = Result<F::Output, Failure>;

    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut running = self.as_mut().project().running;
        // Its Drop is under the same guard.
        let polled = catch_unwind(AssertUnwindSafe(|| {
            let polled = running.as_mut().as_pin_mut().map(|running| running.poll(cx));
            if let Some(Poll::Ready(_)) = polled {
                running.set(None);
            }
            polled.unwrap_or(Poll::Pending)
        }));
        match polled {
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Ok(Poll::Pending) => Poll::Pending,
            Err(panic) => Poll::Ready(Err(self.cut(Failure::panicked(panic)))),
        }
    }
}
