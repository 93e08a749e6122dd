//! What all lanes of a processor share: the policy for failures, the dead-letter sink, the hook.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use std::sync::{Mutex, PoisonError};

use crate::batch::Batch;
use crate::batch_sink::BatchSink;
use crate::flush_ctx::FlushCtx;
use crate::processor_error::Failure;
use crate::pulse::Pulse;
use crate::retry_policy::RetryPolicy;
use crate::settled::Settled;
use crate::sync::Arc;

pub(crate) type Hook<T> = Box<dyn FnMut(Settled<T>) + Send>;

pub(crate) struct Office<T> {
    pub(crate) retry: RetryPolicy,
    /// The one attempt at a dead letter.
    pub(crate) burial: RetryPolicy,
    pub(crate) dead_letter: Option<Box<dyn DynSink<T>>>,
    pub(crate) on_settled: Option<Mutex<Hook<T>>>,
    pub(crate) pulse: Arc<Pulse>,
}

impl<T> Office<T> {
    pub(crate) fn new(pulse: Arc<Pulse>) -> Self {
        let once = RetryPolicy::ONCE;
        Self { retry: once, burial: once, dead_letter: None, on_settled: None, pulse }
    }

    /// Tells the hook. A panic in it comes back as a failure; the hook is called again next time.
    pub(crate) fn tell(&self, news: Settled<T>) -> Result<(), Failure> {
        let Some(hook) = &self.on_settled else { return Ok(()) };
        let mut hook = hook.lock().unwrap_or_else(PoisonError::into_inner);
        Failure::catch(|| hook(news))
    }
}

impl<T> fmt::Debug for Office<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Office")
            .field("retry", &self.retry)
            .field("dead_letter", &self.dead_letter.is_some())
            .field("on_settled", &self.on_settled.is_some())
            .finish_non_exhaustive()
    }
}

pub(crate) type Flushing<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

/// A sink of any type, at one allocation a flush: for the dead-letter sink, which is not on the hot
/// path, and whose type would otherwise be one more parameter of everything.
pub(crate) trait DynSink<T>: Send + Sync {
    fn flush_boxed<'a>(&'a self, batch: &'a mut Batch<T>, ctx: &'a FlushCtx) -> Flushing<'a>;
}

impl<T: Send, S: BatchSink<T>> DynSink<T> for S {
    fn flush_boxed<'a>(&'a self, batch: &'a mut Batch<T>, ctx: &'a FlushCtx) -> Flushing<'a> {
        Box::pin(async move {
            let flushed = self.flush_batch(batch, ctx).await;
            flushed.map_err(|error| Failure::Sink(Box::new(error)))
        })
    }
}
