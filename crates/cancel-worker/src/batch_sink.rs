use core::future::Future;
use std::sync::Arc;

use crate::batch::Batch;
use crate::flush_ctx::FlushCtx;

/// Where batches go.
///
/// The flush borrows the batch, see [`Batch`] for what counts as done. It may be cut off at any
/// `.await` (at the shutdown's deadline, or because the `run` future is dropped) and the items it
/// had not removed are then handed back or offered again: a flush's effects happen at least once.
///
/// A flush that computes for long or blocks holds up its runtime's thread and everything on it; a
/// deadline cannot cut it off. Move such work to `tokio::task::spawn_blocking`.
///
/// A flush may send to its own processor, and finds the room of its own batch free, unless others have
/// waited for it. One that waits for more room than that, or for a barrier, waits for itself, until
/// `attempt_timeout` or the shutdown's deadline; one that blocks its thread meanwhile does so for ever.
///
/// ```
/// use cancel_worker::{Batch, BatchSink, FlushCtx};
///
/// struct Print;
///
/// impl BatchSink<String> for Print {
///     type Error = std::io::Error;
///     async fn flush_batch(&self, batch: &mut Batch<String>, ctx: &FlushCtx) -> Result<(), Self::Error> {
///         println!("{} lines, {:?}", batch.len(), ctx.reason);
///         for line in batch.items() {
///             println!("{line}");
///         }
///         Ok(())
///     }
/// }
/// ```
pub trait BatchSink<T: Send>: Send + Sync + 'static {
    /// Why a flush failed.
    type Error: core::error::Error + Send + Sync + 'static;

    /// Flushes the batch. `Ok` settles all that is left in it.
    fn flush_batch(
        &self,
        batch: &mut Batch<T>,
        ctx: &FlushCtx,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Whether it is worth trying again after this error. If not, the batch goes at once where
    /// [`RetryPolicy::then`](crate::RetryPolicy) says. Timeouts and panics always are. Default: yes.
    fn is_transient(&self, error: &Self::Error) -> bool {
        let _ = error;
        true
    }
}

/// A shared sink: keep a handle to look at it while the processor runs.
impl<T: Send, S: BatchSink<T>> BatchSink<T> for Arc<S> {
    type Error = S::Error;

    fn flush_batch(
        &self,
        batch: &mut Batch<T>,
        ctx: &FlushCtx,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send {
        S::flush_batch(self, batch, ctx)
    }

    fn is_transient(&self, error: &Self::Error) -> bool {
        S::is_transient(self, error)
    }
}
