//! When to flush what: the processor's side of the inbox, its timer and its shutdown.
//!
//! ```text
//! stopping?            -> what Shutdown asks for, until the deadline
//! a batch left over?   -> offer it again
//! enough for a batch?  -> Full
//! take what has come; enough now? -> Full
//! nothing more can come? -> Shutdown, or the end
//! some items           -> Idle at once; Linger once `since` + linger has passed
//! else park, until `need` items are queued, the timer fires or the token is cancelled
//! ```
//!
//! All waiting is done in [`Gather::poll_step`], which keeps its state here and not in a future:
//! a dropped `run` loses neither items nor a running linger or deadline.

use core::task::{Context, Poll, Waker};

use tokio::time::Instant;

use crate::alarms::Alarms;
use crate::batch::Batch;
use crate::builder::Config;
use crate::flush_ctx::FlushReason;
use crate::inbox::Inbox;
use crate::linger::Linger;
use crate::report::Ended;
use crate::shutdown::Shutdown;
use crate::sync::Arc;

pub(crate) struct Gather<T> {
    inbox: Arc<Inbox<T>>,
    config: Config,
    /// A batch of this size is full. Not above the capacity: nothing more could come.
    full: usize,
    /// The empty buffer that the inbox gets for its full one.
    spare: Vec<T>,
    /// Taken from the inbox so far.
    taken: u64,
    /// When the oldest waiting item was accepted, at the earliest.
    since: Option<Instant>,
    /// The same of the latest load: items left over by a full batch belong to that.
    latest: Option<Instant>,
    stopping: Option<Stopping>,
    /// Scratch: wakers to wake once the inbox's lock is free.
    wakes: Vec<Waker>,
}

/// The token has been cancelled.
struct Stopping {
    deadline: Option<Instant>,
    /// Of `FlushBuffered`: the one batch has been taken.
    last_taken: bool,
}

pub(crate) enum Step {
    Flush(FlushReason),
    End(Ended),
}

impl<T> Gather<T> {
    pub(crate) fn new(inbox: Arc<Inbox<T>>, config: Config) -> Self {
        Self {
            inbox,
            config,
            full: config.max_batch_size.min(config.capacity),
            spare: Vec::new(),
            taken: 0,
            since: None,
            latest: None,
            stopping: None,
            wakes: Vec::new(),
        }
    }

    pub(crate) fn poll_step(
        &mut self,
        batch: &mut Batch<T>,
        alarms: &mut Alarms<'_, '_>,
        cx: &mut Context<'_>,
    ) -> Poll<Step> {
        if self.stopping.is_none() && alarms.is_cancelled() {
            self.stop();
        }
        loop {
            if self.stopping.is_some() {
                return self.poll_stopping(batch, alarms, cx);
            }
            if !batch.is_empty() || batch.total() >= self.full {
                return Poll::Ready(Step::Flush(FlushReason::Full));
            }
            let finished = self.take(batch);
            let waiting = batch.total();
            if waiting >= self.full {
                return Poll::Ready(Step::Flush(FlushReason::Full));
            }
            if finished {
                return Poll::Ready(match waiting {
                    0 => Step::End(Ended::Closed),
                    _ => Step::Flush(FlushReason::Shutdown),
                });
            }
            if let Some(reason) = self.poll_linger(waiting, alarms, cx) {
                return Poll::Ready(Step::Flush(reason));
            }
            if alarms.poll_cancelled(cx).is_ready() {
                self.stop();
            } else if self.inbox.park(cx.waker(), self.need(waiting)) {
                return Poll::Pending;
            }
        }
    }

    /// Whether a batch that is not full is due.
    fn poll_linger(
        &self,
        waiting: usize,
        alarms: &mut Alarms<'_, '_>,
        cx: &mut Context<'_>,
    ) -> Option<FlushReason> {
        if waiting == 0 {
            alarms.disarm();
            return None;
        }
        match self.config.linger {
            Linger::Idle => Some(FlushReason::Idle),
            Linger::Never => None,
            Linger::FromFirst(linger) => {
                // A time beyond the clock's end never comes.
                let due = self.since?.checked_add(linger)?;
                alarms.poll_at(due, cx).is_ready().then_some(FlushReason::Linger)
            }
        }
    }

    /// How many items must come before there is anything to do: all that the batch lacks, unless
    /// the first one starts a timer or is flushed at once.
    fn need(&self, waiting: usize) -> usize {
        match self.config.linger {
            Linger::Never => self.full - waiting,
            _ if waiting > 0 => self.full - waiting,
            _ => 1,
        }
    }

    fn poll_stopping(
        &mut self,
        batch: &mut Batch<T>,
        alarms: &mut Alarms<'_, '_>,
        cx: &mut Context<'_>,
    ) -> Poll<Step> {
        loop {
            let finished = self.take(batch);
            let done = batch.total() == 0 && finished;
            let Some(stopping) = &mut self.stopping else {
                return Poll::Ready(Step::End(Ended::Cancelled));
            };
            if done || self.config.shutdown == Shutdown::Return {
                return Poll::Ready(Step::End(Ended::Cancelled));
            }
            if stopping.deadline.is_some_and(|at| at <= Instant::now()) {
                return Poll::Ready(Step::End(Ended::DeadlineExceeded));
            }
            if !batch.is_empty() {
                return Poll::Ready(Step::Flush(FlushReason::Shutdown));
            }
            if self.config.shutdown == Shutdown::FlushBuffered {
                let last = !stopping.last_taken && batch.total() > 0;
                stopping.last_taken = true;
                return Poll::Ready(if last {
                    Step::Flush(FlushReason::Shutdown)
                } else {
                    Step::End(Ended::Cancelled)
                });
            }
            if batch.total() > 0 {
                return Poll::Ready(Step::Flush(FlushReason::Shutdown));
            }
            // All is flushed, but permits are out.
            match stopping.deadline {
                None => alarms.disarm(),
                Some(at) => {
                    if alarms.poll_at(at, cx).is_ready() {
                        return Poll::Ready(Step::End(Ended::DeadlineExceeded));
                    }
                }
            }
            if self.inbox.park(cx.waker(), 1) {
                return Poll::Pending;
            }
        }
    }

    /// Watches over a pending flush: ready at the shutdown's deadline.
    pub(crate) fn poll_deadline(
        &mut self,
        alarms: &mut Alarms<'_, '_>,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        if self.stopping.is_none() && alarms.poll_cancelled(cx).is_ready() {
            self.stop();
        }
        if let Some(at) = self.deadline() {
            return alarms.poll_at(at, cx);
        }
        // The linger's timer has no say while a flush is under way.
        alarms.disarm();
        Poll::Pending
    }

    /// Begins the shutdown: the deadline runs, and nothing new is accepted.
    fn stop(&mut self) {
        let deadline = Instant::now().checked_add(self.config.grace);
        self.stopping = Some(Stopping { deadline, last_taken: false });
        self.inbox.close(self.config.shutdown == Shutdown::Drain, &mut self.wakes);
        self.wake();
    }

    /// Takes what is queued. True if nothing more can come.
    fn take(&mut self, batch: &mut Batch<T>) -> bool {
        let load = self.inbox.take(&mut self.spare);
        if !self.spare.is_empty() {
            self.taken += self.spare.len() as u64;
            if batch.total() == 0 {
                self.since = load.first_at;
            }
            self.latest = load.first_at;
            batch.load(&mut self.spare);
        }
        load.finished
    }

    /// Makes the oldest items the batch, and gives their room back.
    pub(crate) fn hand_over(&mut self, batch: &mut Batch<T>) {
        let n = batch.total().min(self.full);
        batch.open(n);
        self.since = self.latest;
        self.inbox.release(n, &mut self.wakes);
        self.wake();
    }

    fn wake(&mut self) {
        for waker in self.wakes.drain(..) {
            waker.wake();
        }
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.stopping.as_ref()?.deadline
    }

    pub(crate) fn accepted(&self) -> u64 {
        self.taken + self.inbox.queued() as u64
    }

    /// Closes the inbox for good and takes everything, oldest first.
    pub(crate) fn close(&mut self, batch: &mut Batch<T>) -> Vec<T> {
        self.inbox.close(false, &mut self.wakes);
        self.wake();
        self.take(batch);
        batch.take_all()
    }
}

/// Senders must not wait for a processor that is gone.
impl<T> Drop for Gather<T> {
    fn drop(&mut self) {
        self.inbox.close(false, &mut self.wakes);
        self.wake();
        // What was not settled goes now, and not when the last sender does.
        self.inbox.take(&mut self.spare);
    }
}
