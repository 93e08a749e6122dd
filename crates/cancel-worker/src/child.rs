//! What a supervisor runs, whatever its type, and how it runs one.

use core::any::Any;
use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::Poll;
use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::task::coop::unconstrained;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::async_worker::AsyncWorker;
use crate::batch_sink::BatchSink;
use crate::child_policy::{ChildPolicy, Restart, Restarts};
use crate::message_processor::MessageProcessor;
use crate::processor_error::Failure;
use crate::report::Counts;
use crate::supervisor_report::{ChildEnd, ChildReport, SupervisorReport};
use crate::worker_error::WorkerError;

pub(crate) type Running<'a> = Pin<Box<dyn Future<Output = Run> + Send + 'a>>;

/// How one run of a child ended.
pub(crate) enum Run {
    Done,
    /// And it cannot be run again.
    Over,
    Failed(WorkerError),
    /// A supervisor, that had to start a child too often.
    GaveUp,
}

pub(crate) trait Child: Send {
    fn run(&mut self, token: CancellationToken) -> Running<'_>;

    /// Of a processor that has not begun its shutdown, for which it must run: its own token.
    fn to_shut_down(&self) -> Option<&CancellationToken> {
        None
    }

    /// What is left of it: counts and returned items.
    fn end(self: Box<Self>) -> Remains;
}

#[derive(Default)]
pub(crate) struct Remains {
    pub(crate) counts: Option<Counts>,
    /// A `Vec<T>`, if there are any.
    pub(crate) returned: Option<Box<dyn Any + Send>>,
    pub(crate) left: usize,
    /// Of a supervisor.
    pub(crate) nested: Option<SupervisorReport>,
}

pub(crate) struct Job<W>(pub(crate) W);

impl<W: AsyncWorker> Child for Job<W> {
    fn run(&mut self, token: CancellationToken) -> Running<'_> {
        Box::pin(async move {
            match self.0.process(token).await {
                Ok(()) => Run::Done,
                Err(error) => Run::Failed(error),
            }
        })
    }

    fn end(self: Box<Self>) -> Remains {
        Remains::default()
    }
}

/// A processor keeps its inbox from run to run.
pub(crate) struct Post<T, S> {
    pub(crate) processor: MessageProcessor<T, S>,
    /// The token that it was built with, which stops it as well.
    pub(crate) own: CancellationToken,
    pub(crate) returned: Vec<T>,
}

impl<T: Send + 'static, S: BatchSink<T>> Child for Post<T, S> {
    fn run(&mut self, token: CancellationToken) -> Running<'_> {
        self.processor.set_token(&token);
        Box::pin(async move {
            let ended = {
                let mut run = pin!(self.processor.run());
                let mut own = pin!(self.own.cancelled());
                poll_fn(|cx| {
                    if !token.is_cancelled() && own.as_mut().poll(cx).is_ready() {
                        token.cancel();
                    }
                    run.as_mut().poll(cx)
                })
                .await
            };
            match ended {
                Ok(report) => {
                    self.returned.extend(report.returned);
                    Run::Over
                }
                Err(error) => {
                    // Not kept if somebody wants them, so that nothing piles up over restarts.
                    let kept = self.processor.offer_returned(error.returned);
                    self.returned.extend(kept);
                    Run::Failed(WorkerError::new(error.failure))
                }
            }
        })
    }

    fn to_shut_down(&self) -> Option<&CancellationToken> {
        (!self.processor.is_stopping()).then_some(&self.own)
    }

    fn end(self: Box<Self>) -> Remains {
        let Self { mut processor, mut returned, .. } = *self;
        let (rest, counts) = processor.finish();
        returned.extend(rest);
        // The sink's Drop may panic, and must not take the items along.
        let _ = Failure::catch(|| drop(processor));
        let left = returned.len();
        let returned = (left > 0).then(|| Box::new(returned) as Box<dyn Any + Send>);
        Remains { counts: Some(counts), returned, left, nested: None }
    }
}

/// Runs a child until it is not to be started again. `group`: cancelled if it is given up.
pub(crate) async fn mind(
    name: String,
    policy: ChildPolicy,
    mut child: Box<dyn Child>,
    token: CancellationToken,
    group: CancellationToken,
) -> ChildReport {
    let mut restarts = Restarts::new(policy);
    let ended = loop {
        let run = run_once(child.as_mut(), &token, policy.stop).await;
        let again = match (&run, policy.restart) {
            (None | Some(Run::Over | Run::GaveUp), _) | (_, Restart::Never) => false,
            (Some(Run::Done), restart) => restart == Restart::Always,
            (Some(Run::Failed(_)), _) => true,
        };
        if !again || (token.is_cancelled() && child.to_shut_down().is_none()) {
            break match run {
                None => ChildEnd::CutOff,
                Some(Run::GaveUp) => {
                    group.cancel();
                    ChildEnd::GaveUp(None)
                }
                Some(Run::Failed(error)) => ChildEnd::Failed(error),
                Some(Run::Done | Run::Over) => ChildEnd::Completed,
            };
        }
        if let Some(Run::Failed(error)) = &run {
            // Its Display may panic, as may its Drop below, and must not take the child along.
            event!(warn, "{name}: {error}");
        }
        let Some(delay) = restarts.next() else {
            event!(error, "{name}: too many restarts; stopping all");
            group.cancel();
            break ChildEnd::GaveUp(match run {
                Some(Run::Failed(error)) => Some(error),
                _ => None,
            });
        };
        let own = child.to_shut_down();
        if !pause(delay, &token, own.unwrap_or(&token)).await && own.is_none() {
            break match run {
                Some(Run::Failed(error)) => ChildEnd::Failed(error),
                _ => ChildEnd::Completed,
            };
        }
        let _ = Failure::catch(|| drop(run));
    };
    let remains = Failure::catch(|| child.end()).unwrap_or_default();
    ChildReport::new(name, ended, restarts.total, remains)
}

/// Waits before a restart. False: it was told to stop, by either token.
async fn pause(delay: Duration, token: &CancellationToken, own: &CancellationToken) -> bool {
    let over = until(Instant::now().checked_add(delay));
    token.run_until_cancelled(own.run_until_cancelled(over)).await.flatten().is_some()
}

/// `None`: for ever.
async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => core::future::pending().await,
    }
}

/// One run, its panics caught. `None`: it was told to stop and did not, in time.
async fn run_once(child: &mut dyn Child, token: &CancellationToken, stop: Duration) -> Option<Run> {
    let mut run = match Failure::catch(|| child.run(token.clone())) {
        Ok(run) => Some(run),
        Err(panic) => return Some(Run::Failed(WorkerError::new(panic))),
    };
    // Whatever the child leaves of its task's budget.
    let mut late = pin!(unconstrained(late(token, stop)));
    let ended = poll_fn(|cx| {
        let Some(running) = &mut run else { return Poll::Pending };
        match catch_unwind(AssertUnwindSafe(|| running.as_mut().poll(cx))) {
            Err(panic) => {
                let failure = Failure::panicked(panic);
                Poll::Ready(Some(Run::Failed(WorkerError::new(failure))))
            }
            Ok(Poll::Ready(ended)) => Poll::Ready(Some(ended)),
            Ok(Poll::Pending) => late.as_mut().poll(cx).map(|()| None),
        }
    })
    .await;
    match Failure::catch(|| run = None) {
        Ok(()) => ended,
        Err(panic) => Some(Run::Failed(WorkerError::new(panic))),
    }
}

/// Ready once the time to stop is over.
async fn late(token: &CancellationToken, stop: Duration) {
    token.cancelled().await;
    until(Instant::now().checked_add(stop)).await;
}
