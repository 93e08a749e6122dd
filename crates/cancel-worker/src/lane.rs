//! One batch on its way: flushed, tried again, dead-lettered, given back.
//!
//! ```text
//! attempt -> Ok: settled
//!         -> Err, panic, timeout: what the sink removed is done; the rest
//!              tried again after a back-off, while the policy allows
//!              then Stop: to whoever runs the processor
//!                   DeadLetter: the dead-letter sink; if that fails, given back
//!                   Return: given back
//! ```
//!
//! Where a batch stands is kept here and not in a future, so that a dropped `run` forgets nothing.
//! The shutdown's deadline is watched from outside, which drops the future that [`Lane::settle`]
//! makes.

use core::future::poll_fn;
use core::pin::pin;
use core::task::{Poll, ready};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::attempt::Attempt;
use crate::batch::Batch;
use crate::batch_sink::BatchSink;
use crate::dice::Dice;
use crate::flush_ctx::{FlushCtx, FlushReason};
use crate::office::Office;
use crate::processor_error::Failure;
use crate::retry_policy::{Exhausted, RetryPolicy};
use crate::settled::Settled;
use crate::tally::Tally;
use crate::wakes::survive;
use crate::watch::Watch;
use crate::wish::Wish;

pub(crate) struct Lane<T> {
    pub(crate) batch: Batch<T>,
    pub(crate) ctx: FlushCtx,
    pub(crate) returned: u64,
    pub(crate) watch: Watch,
    /// When the next attempt is due.
    again_at: Option<Instant>,
    /// How much of `batch.done()` the hook knows.
    told: [u64; 2],
    dice: Dice,
}

/// How [`Lane::settle`] ended, if not by `Stop`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settlement {
    Done,
    /// Cancelled during a back-off: what is left has to be looked at anew.
    Interrupted,
}

/// An attempt failed.
pub(crate) struct Failed {
    failure: Failure,
    transient: bool,
}

impl<T> Lane<T> {
    pub(crate) fn new(cancel: CancellationToken) -> Self {
        let ctx = FlushCtx { attempt: 0, reason: FlushReason::Idle, deadline: None, cancel };
        Self {
            batch: Batch::new(),
            ctx,
            returned: 0,
            watch: Watch::default(),
            again_at: None,
            told: [0; 2],
            dice: Dice::new(),
        }
    }

    #[inline]
    pub(crate) fn tally(&self) -> Tally {
        let [flushed, dead_lettered] = self.batch.done();
        Tally { flushed, dead_lettered, returned: self.returned }
    }

    /// A new batch begins, not before `known`.
    #[inline]
    pub(crate) fn begin(
        &mut self,
        reason: FlushReason,
        known: Option<Instant>,
        office: &Office<T>,
    ) {
        self.ctx.attempt = 1;
        self.ctx.reason = reason;
        self.watch.begin(known, &office.retry);
        self.again_at = None;
        self.batch.set_dead(false);
    }

    /// The batch was left over, by a dropped run or an interrupted back-off.
    pub(crate) fn resume(&mut self, office: &Office<T>) {
        if self.ctx.cancel.is_cancelled() {
            // No back-off delays a shutdown.
            self.again_at = None;
        }
        if self.again_at.is_none() {
            self.next_attempt(None, office);
        }
    }

    /// Not before `known`.
    fn next_attempt(&mut self, known: Option<Instant>, office: &Office<T>) {
        self.ctx.attempt = self.ctx.attempt.saturating_add(1);
        self.watch.begin_again(known, &office.retry);
    }

    /// Takes what is left of the batch, which is thereby returned.
    pub(crate) fn take_batch(&mut self) -> Vec<T> {
        let items = self.batch.take_batch();
        self.returned += items.len() as u64;
        self.batch.set_dead(false);
        items
    }

    /// Works on the batch until it is settled. `Err`: what is left of it is to be handed out.
    #[inline]
    pub(crate) async fn settle<S: BatchSink<T>>(
        &mut self,
        sink: &S,
        office: &Office<T>,
        wish: &Wish,
    ) -> Result<Settlement, Failure>
    where
        T: Send,
    {
        loop {
            if self.batch.is_dead() {
                self.bury(office, wish).await?;
                return Ok(Settlement::Done);
            }
            if let Some(at) = self.again_at {
                if !self.back_off(at, office, wish).await {
                    return Ok(Settlement::Interrupted);
                }
            }
            // The only place that calls the sink, or this future would hold two of them.
            match self.attempt(sink, office, wish).await {
                Ok(()) => self.flushed(office)?,
                Err(failed) => self.failed(failed, office)?,
            }
            if self.batch.is_empty() {
                return Ok(Settlement::Done);
            }
        }
    }

    /// Waits for the next attempt. False if that was interrupted.
    async fn back_off(&mut self, at: Instant, office: &Office<T>, wish: &Wish) -> bool {
        let waited = sleep_or_cancel(at, &self.ctx.cancel, wish).await;
        wish.forget();
        self.again_at = None;
        if waited {
            self.next_attempt(Some(at), office);
            office.pulse.retried();
            self.ctx.deadline = office.pulse.deadline();
        }
        waited
    }

    #[inline(always)]
    pub(crate) fn flushed(&mut self, office: &Office<T>) -> Result<(), Failure> {
        office.pulse.flushed(&self.watch);
        if office.on_settled.is_some() { self.tell(office) } else { Ok(()) }
    }

    /// Decides what comes after a failed attempt.
    pub(crate) fn failed(&mut self, failed: Failed, office: &Office<T>) -> Result<(), Failure> {
        let Failed { failure, transient } = failed;
        office.pulse.failed();
        event!(warn, attempt = self.ctx.attempt, left = self.batch.len(), "{failure}");
        let told = self.tell(office);
        if told.is_ok() {
            let retry = &office.retry;
            if transient && self.ctx.attempt < retry.max_attempts {
                self.again_at = self.again_at(office);
            }
            if self.again_at.is_none() {
                match retry.then {
                    Exhausted::Stop => return Err(failure),
                    _ if self.batch.is_empty() => {}
                    Exhausted::DeadLetter => self.batch.set_dead(true),
                    Exhausted::Return => return self.give_back(failure, office),
                }
            }
        }
        failure.dismiss();
        told
    }

    /// When to try again, unless that is beyond the total.
    fn again_at(&mut self, office: &Office<T>) -> Option<Instant> {
        let now = crate::clock::now();
        let at = now.checked_add(office.retry.delay(self.ctx.attempt, &mut self.dice));
        match self.watch.end(now, &office.retry) {
            Some(end) => at.filter(|&at| at <= end),
            None => at,
        }
    }

    /// Offers the batch to the sink once.
    #[inline]
    async fn attempt<S: BatchSink<T>>(
        &mut self,
        sink: &S,
        office: &Office<T>,
        wish: &Wish,
    ) -> Result<(), Failed>
    where
        T: Send,
    {
        let Self { batch, ctx, watch, .. } = self;
        // The call too may panic, and only what the future does is watched.
        let flush = async { sink.flush_batch(batch, ctx).await };
        let tried = within(flush, watch, &office.retry, wish).await;
        self.judge(sink, tried)
    }

    /// What an attempt has come to; `Ok` settles the batch.
    #[inline]
    pub(crate) fn judge<S: BatchSink<T>>(
        &mut self,
        sink: &S,
        tried: Result<Result<(), S::Error>, Failure>,
    ) -> Result<(), Failed>
    where
        T: Send,
    {
        match tried {
            Ok(Ok(())) => self.batch.settle().map_err(Failed::cut),
            Ok(Err(error)) => Err(Failed::told(sink, error)),
            Err(failure) => Err(Failed::cut(failure)),
        }
    }

    /// Offers what is left to the dead-letter sink; whatever is left then is given back.
    async fn bury(&mut self, office: &Office<T>, wish: &Wish) -> Result<(), Failure> {
        self.ctx.deadline = office.pulse.deadline();
        let buried = self.attempt_to_bury(office, wish).await;
        let told = self.tell(office);
        if let Err(failure) = buried {
            if self.batch.is_empty() {
                failure.dismiss();
            } else {
                event!(error, left = self.batch.len(), "the dead-letter sink failed: {failure}");
                self.give_back(Failure::DeadLetter(Box::new(failure)), office)?;
            }
        }
        self.batch.set_dead(false);
        told
    }

    async fn attempt_to_bury(&mut self, office: &Office<T>, wish: &Wish) -> Result<(), Failure> {
        let Some(sink) = &office.dead_letter else { return Ok(()) };
        let Self { batch, ctx, .. } = self;
        let flush = async { sink.flush_boxed(batch, ctx).await };
        within(flush, &mut Watch::default(), &office.burial, wish).await??;
        self.batch.settle()
    }

    /// To the hook, or else to whoever runs the processor.
    fn give_back(&mut self, failure: Failure, office: &Office<T>) -> Result<(), Failure> {
        if office.on_settled.is_none() {
            return Err(failure);
        }
        failure.dismiss();
        let items = self.take_batch();
        office.tell(Settled::Returned(items))
    }

    /// Tells the hook what was done since it was last told. Noted first: it may panic.
    pub(crate) fn tell(&mut self, office: &Office<T>) -> Result<(), Failure> {
        let done = self.batch.done();
        let [flushed, dead] = [done[0] - self.told[0], done[1] - self.told[1]];
        self.told = done;
        let first = if flushed > 0 { office.tell(Settled::Flushed(flushed)) } else { Ok(()) };
        let second = if dead > 0 { office.tell(Settled::DeadLettered(dead)) } else { Ok(()) };
        first.and(second)
    }
}

impl Failed {
    /// It panicked, or took too long.
    fn cut(failure: Failure) -> Self {
        Self { failure, transient: true }
    }

    /// The sink's own word, and whether it deems it transient; a panic in there says nothing.
    fn told<T: Send, S: BatchSink<T>>(sink: &S, error: S::Error) -> Self {
        match Failure::catch(|| sink.is_transient(&error)) {
            Ok(transient) => Self { failure: Failure::Sink(Box::new(error)), transient },
            Err(failure) => {
                survive(|| drop(error));
                Self::cut(failure)
            }
        }
    }
}

/// False if `cancel` was cancelled meanwhile; one that was cancelled before has no say.
async fn sleep_or_cancel(at: Instant, cancel: &CancellationToken, wish: &Wish) -> bool {
    if cancel.is_cancelled() {
        wish.until(at).await;
        return true;
    }
    cancel.run_until_cancelled(wish.until(at)).await.is_some()
}

/// Calls a sink, no longer than the policy allows.
async fn within<F: Future>(
    flush: F,
    watch: &mut Watch,
    retry: &RetryPolicy,
    wish: &Wish,
) -> Result<F::Output, Failure> {
    let mut attempt = pin!(Attempt::new(flush));
    let tried = poll_fn(|cx| {
        if let Poll::Ready(tried) = attempt.as_mut().poll(cx) {
            return Poll::Ready(tried);
        }
        while let Some(at) = watch.look_at(retry) {
            ready!(wish.poll_at(at));
            if watch.is_over() {
                return Poll::Ready(Err(attempt.as_mut().cut(Failure::TimedOut)));
            }
        }
        Poll::Pending
    })
    .await;
    wish.forget();
    tried
}
