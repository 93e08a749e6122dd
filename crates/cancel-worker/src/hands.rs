//! The clerk of many lanes at work, while the lanes are lent to their futures.

use core::pin::Pin;
use core::task::{Context, Poll, ready};

use tokio::task::coop;
use tokio::time::Instant;

use crate::alarms::Alarms;
use crate::batch::Batch;
use crate::bells::Bells;
use crate::desk::{Desk, State};
use crate::flush_ctx::FlushReason;
use crate::gather::{Gather, KEEP};
use crate::in_flight::KeyHash;
use crate::lanes::{Failed, Queue};
use crate::linger::Linger;
use crate::processor_error::Failure;
use crate::report::Ended;
use crate::shutdown::Shutdown;
use crate::tally::Tally;

/// Whose they are is lent to them for one `run`.
pub(crate) struct Hands<'a, T> {
    pub(crate) key: &'a mut Option<KeyHash<T>>,
    pub(crate) queues: &'a mut Vec<Queue<T>>,
    pub(crate) desks: &'a [Desk<T>],
    pub(crate) bells: &'a Bells,
    pub(crate) staged: &'a mut Batch<T>,
    pub(crate) staged_at: &'a mut Option<Instant>,
    pub(crate) placed: &'a mut u64,
    /// The latest moment that the timer has told of.
    pub(crate) passed: Option<Instant>,
    /// The lane that is polled first, each time the next one: who comes later has what is left of the
    /// task's budget.
    pub(crate) first: usize,
}

/// What the desks have, at one look.
#[derive(Debug, Default, Clone, Copy)]
struct Survey {
    busy: bool,
    free: bool,
    left: bool,
    tally: Tally,
}

impl<T> Hands<'_, T> {
    pub(crate) fn poll<F: Future<Output = ()>>(
        &mut self,
        serving: &mut [Pin<Box<F>>],
        gather: &mut Gather<T>,
        alarms: &mut Alarms<'_, '_>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Ended, Failed>> {
        self.bells.listen(cx.waker());
        self.first = (self.first + 1) % serving.len();
        if gather.stopping.is_none() && alarms.is_cancelled() {
            gather.stop();
        }
        loop {
            if let Some(failed) = self.poll_lanes(serving) {
                return Poll::Ready(Err(failed));
            }
            if gather.is_over() {
                return Poll::Ready(Ok(Ended::DeadlineExceeded));
            }
            let survey = self.survey();
            // While all are busy, what comes may as well wait in the inbox.
            let idle = survey.free || survey.left || gather.stopping.is_some();
            let finished = idle && self.take(gather, survey.tally);
            let mut earliest = None;
            if self.lay_down(gather, finished, &mut earliest) {
                let share = coop::poll_proceed(cx);
                if share.is_pending() {
                    // Nobody's time waits for others that are never out of work.
                    let _ = self.poll_timer(gather, alarms, earliest, cx);
                }
                ready!(share).made_progress();
                continue;
            }
            if let Some(ended) = self.ended(gather, finished, survey) {
                return Poll::Ready(Ok(ended));
            }
            if self.poll_timer(gather, alarms, earliest, cx).is_ready() {
                continue;
            }
            if gather.stopping.is_none() && alarms.poll_cancelled(cx).is_ready() {
                gather.stop();
                continue;
            }
            // Busy lanes ring when they end; a free one waits for what comes.
            if finished || !survey.free || self.park(gather, cx) {
                return Poll::Pending;
            }
        }
    }

    /// Polls those that were woken or have something new.
    fn poll_lanes<F: Future<Output = ()>>(&self, serving: &mut [Pin<Box<F>>]) -> Option<Failed> {
        for n in (self.first..serving.len()).chain(0..self.first) {
            if !self.bells.answer(n) {
                continue;
            }
            let _ = serving[n].as_mut().poll(&mut self.bells.context(n));
            let mut work = self.desks[n].work();
            if matches!(work.state, State::Failed(_)) {
                if let State::Failed(failure) = core::mem::replace(&mut work.state, State::Left) {
                    return Some((n, failure));
                }
            }
        }
        None
    }

    /// Ready once it is time for something: to cut an attempt off, to try again, to end a linger (`earliest`)
    /// or, in its place once it shuts down, the run.
    fn poll_timer(
        &mut self,
        gather: &mut Gather<T>,
        alarms: &mut Alarms<'_, '_>,
        earliest: Option<Instant>,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        let earliest = gather.deadline().or(earliest);
        let wishes = self.desks.iter().filter_map(|desk| desk.wish.at());
        let Some(at) = wishes.chain(earliest).min() else {
            alarms.disarm();
            return Poll::Pending;
        };
        ready!(alarms.poll_at(at, cx));
        gather.pass(Some(at));
        self.pass(at);
        Poll::Ready(())
    }

    /// The timer tells that it is `now`, at least.
    fn pass(&mut self, now: Instant) {
        self.passed = self.passed.max(Some(now));
        for (n, desk) in self.desks.iter().enumerate() {
            if desk.wish.grant(now) {
                self.bells.ring(n);
            }
        }
    }

    fn survey(&self) -> Survey {
        let mut all = Survey::default();
        for desk in self.desks {
            let work = desk.work();
            all.tally = all.tally.plus(work.tally);
            match work.state {
                State::Free => all.free = true,
                State::Left => all.left = true,
                _ => all.busy = true,
            }
        }
        all
    }

    /// Takes what has come, and puts what no barrier holds back into its queue. True if nothing
    /// more can come.
    fn take(&mut self, gather: &mut Gather<T>, tally: Tally) -> bool {
        let (finished, first_at) = gather.load(tally, self.waiting(gather));
        if !gather.loaded().is_empty() {
            if self.staged.total() == 0 {
                *self.staged_at = first_at;
            }
            self.staged.load(gather.loaded());
        }
        let stamps = matches!(gather.config.linger, Linger::FromFirst(_));
        let mut staged_at = *self.staged_at;
        // What comes to several queues is told apart here: which of it begins a batch.
        let mut at = |begins: bool| {
            if stamps && begins && staged_at.is_none() {
                staged_at = Some(crate::clock::now());
            }
            staged_at
        };
        let n = gather.barriers.limit(*self.placed).min(self.staged.total());
        for _ in 0..n {
            let Some(item) = self.staged.shift() else { break };
            *self.placed += 1;
            let queue = match &*self.key {
                None => 0,
                // A key that panics must not keep the item from its place.
                Some(key) => {
                    let hash = Failure::catch(|| key.of(&item)).unwrap_or(0);
                    usize::try_from(hash % self.queues.len() as u64).unwrap_or(0)
                }
            };
            let queue = &mut self.queues[queue];
            let ahead = queue.items.total();
            queue.line.arrive(ahead, at(ahead == 0));
            queue.items.push(item);
        }
        *self.staged_at = at(self.staged.total() > 0);
        finished
    }

    /// How many items wait in front of what comes next, if that says which of it begins a batch.
    fn waiting(&self, gather: &Gather<T>) -> Option<usize> {
        if self.key.is_some() {
            return None;
        }
        let waiting = self.staged.total() + self.queues[0].items.total();
        Some(if gather.rules.is_empty() { waiting } else { 0 })
    }

    /// Lays down a batch for each free lane that has one due. `earliest`: when the next one is.
    fn lay_down(
        &mut self,
        gather: &mut Gather<T>,
        finished: bool,
        earliest: &mut Option<Instant>,
    ) -> bool {
        let mut any = false;
        for n in 0..self.desks.len() {
            let mut work = self.desks[n].work();
            match work.state {
                State::Free => {}
                State::Left if gather.config.shutdown != Shutdown::Return => {
                    work.state = State::Again;
                    self.bells.ring(n);
                    any = true;
                    continue;
                }
                _ => continue,
            }
            drop(work);
            let q = if self.key.is_some() { n } else { 0 };
            let Some(reason) = self.due(q, gather, finished, earliest) else { continue };
            let tally = self.survey().tally;
            let queue = &mut self.queues[q];
            let cut = queue.line.cut;
            let began = gather.began(&queue.line, reason);
            let mut work = self.desks[n].work();
            work.items.refill(&mut queue.items, cut);
            work.state = State::New(reason, began);
            drop(work);
            queue.line.leave();
            let waiting = self.waiting(gather).unwrap_or(0);
            gather.release(cut, tally, waiting);
            self.bells.ring(n);
            any = true;
        }
        any
    }

    /// Whether a queue's next batch is due, and why.
    fn due(
        &mut self,
        q: usize,
        gather: &mut Gather<T>,
        finished: bool,
        earliest: &mut Option<Instant>,
    ) -> Option<FlushReason> {
        let waiting = self.queues[q].items.total();
        let stopping = gather.stopping.is_some();
        let Queue { items, line } = &mut self.queues[q];
        match gather.config.shutdown {
            _ if waiting == 0 => return None,
            Shutdown::Return if stopping => return None,
            Shutdown::FlushBuffered if stopping && line.last_taken => return None,
            _ => {}
        }
        line.last_taken = stopping;
        let closed = line.closed(items, gather.full, usize::MAX, &mut gather.rules);
        if closed.is_some() || stopping || finished {
            return closed.filter(|_| !stopping).or(Some(FlushReason::Shutdown));
        }
        if !gather.barriers.is_empty() {
            return Some(FlushReason::Barrier);
        }
        if self.is_longest_of_all(q, gather) {
            return Some(FlushReason::Full);
        }
        match self.queues[q].line.due(waiting, gather.config.linger) {
            Poll::Pending => None,
            Poll::Ready(None) => Some(FlushReason::Idle),
            Poll::Ready(Some(at)) if Some(at) <= self.passed => Some(FlushReason::Linger),
            Poll::Ready(Some(at)) => {
                *earliest = Some(earliest.map_or(at, |first| first.min(at)));
                None
            }
        }
    }

    /// Nothing more can come to any queue: the inbox is full of items that wait here.
    fn is_longest_of_all(&self, q: usize, gather: &Gather<T>) -> bool {
        let all: usize = self.queues.iter().map(|queue| queue.items.total()).sum();
        let own = self.queues[q].items.total();
        all >= gather.config.capacity && self.queues.iter().all(|other| other.items.total() <= own)
    }

    fn ended(&self, gather: &Gather<T>, finished: bool, survey: Survey) -> Option<Ended> {
        if survey.busy {
            return None;
        }
        let empty =
            self.staged.total() == 0 && self.queues.iter().all(|queue| queue.items.total() == 0);
        if gather.stopping.is_none() {
            return (finished && empty).then_some(Ended::Closed);
        }
        let over = match gather.config.shutdown {
            Shutdown::Drain => finished && empty,
            // What was due has been laid down.
            Shutdown::FlushBuffered | Shutdown::Return => true,
        };
        over.then_some(Ended::Cancelled)
    }

    fn park(&mut self, gather: &mut Gather<T>, cx: &mut Context<'_>) -> bool {
        let waiting = self.queues[0].items.total();
        let each = self.key.is_some() || !gather.rules.is_empty() || gather.stopping.is_some();
        let need = match gather.config.linger {
            _ if each => 1,
            Linger::Never => gather.full - waiting,
            _ if waiting > 0 => gather.full - waiting,
            _ => 1,
        };
        if self.queues.iter().all(|queue| queue.items.total() == 0) {
            for queue in &mut *self.queues {
                queue.items.shrink(KEEP);
            }
            for desk in self.desks {
                desk.work().items.shrink(KEEP);
            }
            gather.shrink(self.staged);
        }
        // Whatever comes is seen at once then, and timed here if it begins a batch.
        let unstamped = self.key.is_some() && self.queues.iter().any(|q| q.items.total() > 0);
        gather.inbox.park(cx.waker(), need.max(1), unstamped)
    }
}
