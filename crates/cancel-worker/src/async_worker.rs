use core::future::Future;
use core::pin::Pin;

use tokio_util::sync::CancellationToken;

use crate::worker_error::WorkerError;

/// A job that runs until it is done or told to stop.
///
/// ```
/// use cancel_worker::{AsyncWorker, CancellationToken, WorkerError};
///
/// struct Heartbeat;
///
/// impl AsyncWorker for Heartbeat {
///     async fn process(&self, cancel: CancellationToken) -> Result<(), WorkerError> {
///         let mut beat = tokio::time::interval(std::time::Duration::from_secs(1));
///         while cancel.run_until_cancelled(beat.tick()).await.is_some() {
///             println!("alive");
///         }
///         Ok(())
///     }
/// }
/// ```
pub trait AsyncWorker: Send + Sync + 'static {
    /// Works until it is done or `cancel` is cancelled.
    fn process(
        &self,
        cancel: CancellationToken,
    ) -> impl Future<Output = Result<(), WorkerError>> + Send;
}

/// The twin of [`AsyncWorker`] that can be made into an object. Every `AsyncWorker` is one: implement
/// that, and box where the types differ. One allocation a call.
pub trait DynAsyncWorker: Send + Sync + 'static {
    /// [`AsyncWorker::process`], boxed.
    fn process_boxed<'a>(
        &'a self,
        cancel: CancellationToken,
    ) -> Pin<Box<dyn Future<Output = Result<(), WorkerError>> + Send + 'a>>;
}

impl<W: AsyncWorker> DynAsyncWorker for W {
    fn process_boxed<'a>(
        &'a self,
        cancel: CancellationToken,
    ) -> Pin<Box<dyn Future<Output = Result<(), WorkerError>> + Send + 'a>> {
        Box::pin(self.process(cancel))
    }
}

/// Some [`AsyncWorker`], and one itself.
///
/// ```
/// use cancel_worker::{AsyncWorker, BoxWorker, CancellationToken, WorkerError};
///
/// struct Quick;
/// impl AsyncWorker for Quick {
///     async fn process(&self, _: CancellationToken) -> Result<(), WorkerError> { Ok(()) }
/// }
/// struct Broken;
/// impl AsyncWorker for Broken {
///     async fn process(&self, _: CancellationToken) -> Result<(), WorkerError> {
///         Err(WorkerError::new("no such file"))
///     }
/// }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let workers: Vec<BoxWorker> = vec![Box::new(Quick), Box::new(Broken)];
/// assert!(workers[0].process(CancellationToken::new()).await.is_ok());
/// assert!(workers[1].process(CancellationToken::new()).await.is_err());
/// # }
/// ```
pub type BoxWorker = Box<dyn DynAsyncWorker>;

impl AsyncWorker for BoxWorker {
    async fn process(&self, cancel: CancellationToken) -> Result<(), WorkerError> {
        (**self).process_boxed(cancel).await
    }
}
