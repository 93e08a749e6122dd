//! The crate's own testing helpers, and a waker that counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll, Wake, Waker};

pub(crate) use cancel_worker::testing::{
    Answer, Flush, Ledger, ScriptedSink as Script, Token, paused,
};

/// A waker that counts.
#[derive(Debug, Default)]
pub(crate) struct Count(AtomicUsize);

impl Count {
    pub(crate) fn get(&self) -> usize {
        self.0.load(Relaxed)
    }
}

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Relaxed);
    }
}

/// Polls once, with a waker that counts in `count`.
pub(crate) fn poll<F: Future + ?Sized>(
    future: std::pin::Pin<&mut F>,
    count: &Arc<Count>,
) -> Poll<F::Output> {
    let waker = Waker::from(Arc::clone(count));
    future.poll(&mut Context::from_waker(&waker))
}
