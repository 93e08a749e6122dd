//! When to flush what: the processor's side of the inbox, its timer and its shutdown.
//!
//! ```text
//! stopping?            -> what Shutdown asks for, until the deadline
//! a batch left over?   -> offer it again
//! enough for a batch?  -> Full
//! take what has come; enough now? -> Full, Weight, Rule, or Barrier
//! nothing more can come? -> Shutdown, or the end
//! some items           -> Idle at once; Linger once `since` + linger has passed
//! else park, until `need` items are queued, the timer fires or the token is cancelled
//! ```
//!
//! All waiting is done in [`Gather::poll_step`], which keeps its state here and not in a future:
//! a dropped `run` loses neither items nor a running linger or deadline.

mod room;

use core::task::{Context, Poll, Waker, ready};

use tokio::time::Instant;

use crate::alarms::Alarms;
use crate::barrier::Barriers;
use crate::batch::Batch;
use crate::builder::Config;
use crate::flush_ctx::FlushReason;
use crate::health::RunState;
use crate::inbox::{Inbox, OWED_AT_MOST};
use crate::lane::Lane;
use crate::line::Line;
use crate::linger::Linger;
use crate::pulse::Pulse;
use crate::report::Ended;
use crate::rules::Rules;
use crate::shutdown::Shutdown;
use crate::sync::Arc;
use crate::tally::Tally;
use crate::wakes::wake_all;

/// How many items' memory an idle processor keeps in each of its buffers.
pub(crate) const KEEP: usize = 1024;

pub(crate) struct Gather<T> {
    pub(crate) inbox: Arc<Inbox<T>>,
    pub(crate) pulse: Arc<Pulse>,
    pub(crate) config: Config,
    pub(crate) rules: Rules<T>,
    /// A batch of this size is full. Not above the capacity: nothing more could come.
    pub(crate) full: usize,
    /// The empty buffer that the inbox gets for its full one.
    spare: Vec<T>,
    /// The line of the only lane; many lanes have their own.
    line: Line,
    pub(crate) barriers: Barriers,
    /// The latest moment that is known to have passed.
    known: Option<Instant>,
    /// Handed to flushes so far.
    handed: u64,
    /// Of that, what may be owed yet. Small batches share one lock for their room; nothing is owed
    /// whenever `run` waits, for whatever reason.
    owed: usize,
    /// Less than so many items may be owed.
    owe_at_most: usize,
    pub(crate) stopping: Option<Stopping>,
    /// Scratch: wakers to wake once the inbox's lock is free.
    wakes: Vec<Waker>,
    /// What was settled when the inbox was last told, or when the batch that is under way began.
    last: Tally,
}

/// The token has been cancelled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopping {
    pub(crate) deadline: Option<Instant>,
    /// When the clock was last asked whether that has come.
    asked: Option<Instant>,
}

pub(crate) enum Step {
    Flush(FlushReason),
    End(Ended),
}

/// What a pending flush waited for.
pub(crate) enum Alarm {
    /// Its own time has come.
    Own(Instant),
    /// The shutdown's deadline.
    Shutdown,
}

impl<T> Gather<T> {
    pub(crate) fn new(
        inbox: Arc<Inbox<T>>,
        pulse: Arc<Pulse>,
        config: Config,
        rules: Rules<T>,
    ) -> Self {
        Self {
            inbox,
            pulse,
            config,
            rules,
            full: config.max_batch_size.min(config.capacity),
            spare: Vec::new(),
            line: Line::default(),
            barriers: Barriers::default(),
            known: None,
            handed: 0,
            owed: 0,
            owe_at_most: (config.capacity / 4).min(OWED_AT_MOST),
            stopping: None,
            wakes: Vec::new(),
            last: Tally::default(),
        }
    }

    pub(crate) fn poll_step(
        &mut self,
        lane: &mut Lane<T>,
        alarms: &mut Alarms<'_, '_>,
        cx: &mut Context<'_>,
    ) -> Poll<Step> {
        if self.stopping.is_none() && alarms.is_cancelled() {
            self.stop();
        }
        loop {
            if self.stopping.is_some() {
                return self.poll_stopping(lane, alarms, cx);
            }
            if !lane.batch.is_empty() {
                return Poll::Ready(Step::Flush(FlushReason::Full));
            }
            let mut reason = self.closed(lane);
            let mut finished = false;
            if reason.is_none() {
                finished = self.take(lane);
                reason = self.closed(lane);
            }
            if let Some(reason) = reason {
                return Poll::Ready(Step::Flush(reason));
            }
            let waiting = lane.batch.total();
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
            } else if self.park(lane, cx) {
                return Poll::Pending;
            }
        }
    }

    /// Whether the batch is closed by what has been taken, which costs no lock.
    #[inline]
    fn closed(&mut self, lane: &mut Lane<T>) -> Option<FlushReason> {
        let limit = self.limit();
        self.line.closed(&mut lane.batch, self.full, limit, &mut self.rules)
    }

    #[inline]
    fn limit(&self) -> usize {
        self.barriers.limit(self.handed)
    }

    /// Whether a batch that is not full is due.
    fn poll_linger(
        &self,
        waiting: usize,
        alarms: &mut Alarms<'_, '_>,
        cx: &mut Context<'_>,
    ) -> Option<FlushReason> {
        match self.line.due(waiting, self.config.linger) {
            Poll::Ready(None) => Some(FlushReason::Idle),
            Poll::Ready(Some(at)) => {
                alarms.poll_at(at, cx).is_ready().then_some(FlushReason::Linger)
            }
            Poll::Pending => {
                alarms.disarm();
                None
            }
        }
    }

    /// How many items must come before there is anything to do: all that the batch lacks, unless
    /// the first one starts a timer or is flushed at once, or a rule wants to see each one.
    fn need(&self, waiting: usize) -> usize {
        match self.config.linger {
            _ if !self.rules.is_empty() => 1,
            Linger::Never => self.full - waiting,
            _ if waiting > 0 => self.full - waiting,
            _ => 1,
        }
    }

    fn park(&mut self, lane: &mut Lane<T>, cx: &mut Context<'_>) -> bool {
        let waiting = lane.batch.total();
        if waiting == 0 {
            self.shrink(&mut lane.batch);
        }
        self.inbox.park(cx.waker(), self.need(waiting), false)
    }

    /// Gives a burst's memory back.
    pub(crate) fn shrink(&mut self, batch: &mut Batch<T>) {
        batch.shrink(KEEP);
        if self.spare.capacity() > KEEP {
            self.spare = Vec::new();
        }
        if self.wakes.capacity() > KEEP {
            self.wakes = Vec::new();
        }
        self.barriers.shrink(KEEP);
    }

    fn poll_stopping(
        &mut self,
        lane: &mut Lane<T>,
        alarms: &mut Alarms<'_, '_>,
        cx: &mut Context<'_>,
    ) -> Poll<Step> {
        loop {
            let finished = self.take(lane);
            let done = lane.batch.total() == 0 && finished;
            let Some(stopping) = self.stopping else {
                return Poll::Ready(Step::End(Ended::Cancelled));
            };
            if done || self.config.shutdown == Shutdown::Return {
                return Poll::Ready(Step::End(Ended::Cancelled));
            }
            if self.is_over() {
                return Poll::Ready(Step::End(Ended::DeadlineExceeded));
            }
            if !lane.batch.is_empty() {
                return Poll::Ready(Step::Flush(FlushReason::Shutdown));
            }
            // Whatever closes it, or all that there is.
            self.closed(lane);
            if self.config.shutdown == Shutdown::FlushBuffered {
                let last = !self.line.last_taken && lane.batch.total() > 0;
                self.line.last_taken = true;
                return Poll::Ready(if last {
                    Step::Flush(FlushReason::Shutdown)
                } else {
                    Step::End(Ended::Cancelled)
                });
            }
            if lane.batch.total() > 0 {
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
            if self.inbox.park(cx.waker(), 1, false) {
                return Poll::Pending;
            }
        }
    }

    /// Watches over a pending flush, which is to be looked after at `own`.
    pub(crate) fn poll_alarm(
        &mut self,
        own: Option<Instant>,
        alarms: &mut Alarms<'_, '_>,
        cx: &mut Context<'_>,
    ) -> Poll<Alarm> {
        if self.stopping.is_none() && alarms.poll_cancelled(cx).is_ready() {
            self.stop();
        }
        let end = self.deadline();
        let Some(first) = own.into_iter().chain(end).min() else {
            // The linger's timer has no say while a flush is under way.
            alarms.disarm();
            return Poll::Pending;
        };
        ready!(alarms.poll_at(first, cx));
        Poll::Ready(if own == Some(first) { Alarm::Own(first) } else { Alarm::Shutdown })
    }

    /// Begins the shutdown: the deadline runs, and nothing new is accepted.
    pub(crate) fn stop(&mut self) {
        let deadline = crate::clock::now().checked_add(self.config.grace);
        self.stopping = Some(Stopping { deadline, asked: None });
        self.pulse.set_deadline(deadline);
        self.pulse.set_state(RunState::Stopping);
        event!(info, "cancelled: shutting down within {:?}", self.config.grace);
        self.inbox.close(self.config.shutdown == Shutdown::Drain, &mut self.wakes);
        wake_all(&mut self.wakes);
    }

    /// Whether the shutdown's deadline has come.
    pub(crate) fn is_over(&mut self) -> bool {
        let Some(Stopping { deadline: Some(at), asked }) = &mut self.stopping else { return false };
        let now = crate::clock::now();
        *asked = Some(now);
        *at <= now
    }

    /// Takes what is queued. True if nothing more can come.
    fn take(&mut self, lane: &mut Lane<T>) -> bool {
        let waiting = lane.batch.total();
        // Under a rule nobody knows beforehand which item begins a batch.
        let known = if self.rules.is_empty() { waiting } else { 0 };
        let (finished, first_at) = self.load(lane.tally(), Some(known));
        if !self.spare.is_empty() {
            self.line.arrive(waiting, first_at);
            lane.batch.load(&mut self.spare);
        }
        finished
    }

    /// Takes what is queued into `spare`, and answers barriers. `waiting`: how many items wait in front
    /// of these, or `None` if that is not for all of them the same: see [`Inbox::take`].
    pub(crate) fn load(&mut self, tally: Tally, waiting: Option<usize>) -> (bool, Option<Instant>) {
        self.last = tally;
        self.owed = 0;
        let Self { spare, barriers, wakes, .. } = self;
        let load = self.inbox.take(spare, barriers, tally, waiting, wakes);
        wake_all(wakes);
        self.barriers.settle(tally);
        self.pass(load.first_at);
        (load.finished, load.first_at)
    }

    /// That moment has passed.
    #[inline]
    pub(crate) fn pass(&mut self, moment: Option<Instant>) {
        self.known = self.known.max(moment);
    }

    /// A moment that is not after the flush of a batch begins, if one is known.
    #[inline]
    pub(crate) fn began(&self, line: &Line, reason: FlushReason) -> Option<Instant> {
        match self.stopping {
            Some(Stopping { asked: Some(now), .. }) => Some(now),
            _ => self.known.max(Some(line.began(reason, self.config.linger)?)),
        }
    }

    pub(crate) fn loaded(&mut self) -> &mut Vec<T> {
        &mut self.spare
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.stopping?.deadline
    }

    /// What is settled, for a drop that finds this processor in the middle of something.
    pub(crate) fn note(&mut self, tally: Tally) {
        self.last = tally;
    }

    pub(crate) fn accepted(&self) -> u64 {
        self.inbox.levels().accepted
    }

    /// Closes the inbox for good and takes everything, oldest first.
    pub(crate) fn close(&mut self, batch: &mut Batch<T>, tally: Tally) -> Vec<T> {
        self.inbox.close(false, &mut self.wakes);
        wake_all(&mut self.wakes);
        self.load(tally, None);
        batch.load(&mut self.spare);
        batch.take_all()
    }

    /// The end: all that was accepted has been settled.
    pub(crate) fn end(&mut self, tally: Tally) {
        self.last = tally;
        self.pulse.set_state(RunState::Ended);
        self.inbox.end(&mut self.barriers, tally);
    }
}

/// Senders must not wait for a processor that is gone.
impl<T> Drop for Gather<T> {
    fn drop(&mut self) {
        self.inbox.close(false, &mut self.wakes);
        wake_all(&mut self.wakes);
        // What was not settled goes now, and not when the last sender does.
        self.load(self.last, None);
        self.end(self.last);
    }
}
