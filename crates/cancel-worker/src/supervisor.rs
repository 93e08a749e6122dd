use core::fmt;
use core::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::async_worker::AsyncWorker;
use crate::batch_sink::BatchSink;
use crate::child::{Child, Job, Post, Remains, mind};
use crate::child_policy::{ChildPolicy, Restart};
use crate::message_processor::MessageProcessor;
use crate::supervisor_report::{ChildEnd, ChildReport, SupervisorReport};
use crate::team::Team;
use crate::worker_error::WorkerError;

/// Runs workers and processors side by side, starts them again when they fail, and stops them
/// together.
///
/// Each child runs as a task of its own, with a token that is a child of the supervisor's. A panic
/// in one is a failure of that one. A processor keeps its inbox, and all that was accepted, from
/// restart to restart; what a failed flush hands back goes to its `on_settled`, or else into the
/// report, with what is left at the end.
///
/// ```
/// use cancel_worker::{
///     AsyncWorker, Batch, BatchSink, CancellationToken, ChildPolicy, FlushCtx, MessageProcessor,
///     Supervisor, WorkerError,
/// };
///
/// struct Print;
/// impl BatchSink<u32> for Print {
///     type Error = std::io::Error;
///     async fn flush_batch(&self, batch: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> {
///         println!("{:?}", batch.items());
///         Ok(())
///     }
/// }
///
/// struct Tick;
/// impl AsyncWorker for Tick {
///     async fn process(&self, cancel: CancellationToken) -> Result<(), WorkerError> {
///         cancel.cancelled().await;
///         Ok(())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let stop = CancellationToken::new();
/// let (tx, processor) = MessageProcessor::builder(Print).build()?;
/// let running = tokio::spawn(
///     Supervisor::new(&stop)
///         .processor("rows", ChildPolicy::default(), processor)
///         .worker("tick", ChildPolicy::default(), Tick)
///         .run(),
/// );
/// tx.send(1).await?;
/// stop.cancel();
/// let report = running.await?;
/// assert!(report.is_clean());
/// assert_eq!(report.child("rows").and_then(|rows| rows.counts).map(|counts| counts.flushed), Some(1));
/// # Ok(()) }
/// ```
#[must_use = "nothing happens before run()"]
pub struct Supervisor {
    token: CancellationToken,
    children: Vec<(String, ChildPolicy, Box<dyn Child>)>,
}

impl Supervisor {
    /// A supervisor that stops when `token` is cancelled.
    pub fn new(token: &CancellationToken) -> Self {
        Self { token: token.child_token(), children: Vec::new() }
    }

    /// Its own token, a child of the one that it was made with: cancelling it stops all children.
    #[must_use]
    pub fn token(&self) -> &CancellationToken {
        &self.token
    }

    /// Adds a worker.
    pub fn worker(
        self,
        name: impl Into<String>,
        policy: ChildPolicy,
        worker: impl AsyncWorker,
    ) -> Self {
        self.child(name.into(), policy, Box::new(Job(worker)))
    }

    /// Adds a processor. The token that it was built with still stops it. Told to stop while it waits to
    /// be started again, it begins its shutdown at once; if it fails in that, it is not started again.
    pub fn processor<T, S>(
        self,
        name: impl Into<String>,
        policy: ChildPolicy,
        processor: MessageProcessor<T, S>,
    ) -> Self
    where
        T: Send + 'static,
        S: BatchSink<T>,
    {
        let own = processor.token().clone();
        let post = Post { processor, own, returned: Vec::new() };
        self.child(name.into(), policy, Box::new(post))
    }

    /// Adds a supervisor, which stops with this one as well as with its own token. Its children keep
    /// their policies and their time to stop; it has none of its own beyond theirs. Its report is in
    /// [`ChildReport::nested`](crate::ChildReport::nested).
    ///
    /// If it gives up, so does this one, and stops all.
    ///
    /// ```
    /// # use cancel_worker::{AsyncWorker, CancellationToken, ChildPolicy, Supervisor, WorkerError};
    /// # struct Tick;
    /// # impl AsyncWorker for Tick {
    /// #     async fn process(&self, cancel: CancellationToken) -> Result<(), WorkerError> {
    /// #         cancel.cancelled().await;
    /// #         Ok(())
    /// #     }
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let stop = CancellationToken::new();
    /// let ticks = Supervisor::new(&stop).worker("tick", ChildPolicy::default(), Tick);
    /// let running = tokio::spawn(Supervisor::new(&stop).supervisor("ticks", ticks).run());
    /// stop.cancel();
    /// let report = running.await.unwrap();
    /// assert!(report.child("ticks").unwrap().nested.as_ref().unwrap().child("tick").is_some());
    /// # }
    /// ```
    pub fn supervisor(self, name: impl Into<String>, nested: Supervisor) -> Self {
        let policy =
            ChildPolicy { restart: Restart::Never, stop: Duration::MAX, ..ChildPolicy::default() };
        self.child(name.into(), policy, Box::new(Team::new(nested)))
    }

    fn child(mut self, name: String, policy: ChildPolicy, child: Box<dyn Child>) -> Self {
        self.children.push((name, policy, child));
        self
    }

    /// Runs until every child has ended for good. Needs a tokio runtime with a timer.
    ///
    /// Dropping the future cancels the children, which then end by themselves, in time; what they
    /// would have reported is dropped with them.
    pub async fn run(self) -> SupervisorReport {
        let Self { token, children } = self;
        let _stop = token.clone().drop_guard();
        let running: Vec<_> = children
            .into_iter()
            .map(|(name, policy, child)| {
                let (own, group) = (token.child_token(), token.clone());
                let task = tokio::spawn(mind(name.clone(), policy, child, own, group));
                (name, task)
            })
            .collect();
        let mut reports = Vec::with_capacity(running.len());
        for (name, task) in running {
            reports.push(match task.await {
                Ok(report) => report,
                // The runtime has shut down under it.
                Err(error) => {
                    let ended = ChildEnd::Failed(WorkerError::new(error));
                    ChildReport::new(name, ended, 0, Remains::default())
                }
            });
        }
        SupervisorReport { children: reports }
    }
}

impl fmt::Debug for Supervisor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.children.iter().map(|(name, ..)| name).collect();
        f.debug_struct("Supervisor").field("children", &names).finish_non_exhaustive()
    }
}
