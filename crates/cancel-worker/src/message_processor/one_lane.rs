//! The only lane at work: gathers, hands over, tries, and starts again.

use core::future::poll_fn;
use core::pin::pin;
use core::task::{Context, Poll, ready};

use tokio::task::coop;

use crate::alarms::Alarms;
use crate::attempt::Attempt;
use crate::batch_sink::BatchSink;
use crate::flush_ctx::FlushReason;
use crate::gather::{Alarm, Gather, Step};
use crate::lane::{Lane, Settlement};
use crate::message_processor::MessageProcessor;
use crate::processor_error::Failure;
use crate::report::Ended;
use crate::wish::Wish;

/// Where a batch stands.
enum Pass {
    /// Not yet offered to the sink.
    New,
    /// Something is left of it.
    Left,
    /// Or to be looked at anew.
    Settled,
    /// The shutdown's deadline came first.
    CutOff,
    Failed(Failure),
}

impl Pass {
    fn cut_off(dropped: Result<(), Failure>) -> Self {
        dropped.map_or_else(Self::Failed, |()| Self::CutOff)
    }
}

impl<T: Send, S: BatchSink<T>> MessageProcessor<T, S> {
    pub(super) async fn run_lane(&mut self) -> Result<Ended, (usize, Failure)> {
        let token = self.lane.ctx.cancel.clone();
        crate::clock::token_cloned();
        let cancelled = pin!(token.cancelled());
        let sleep = pin!(None);
        let mut alarms = Alarms::new(&token, cancelled, sleep);
        let mut spend = false;
        loop {
            let (gather, lane) = (&mut self.gather, &mut self.lane);
            let step = poll_fn(|cx| {
                if spend {
                    ready!(poll_spend(gather, lane, cx));
                    spend = false;
                }
                gather.poll_step(lane, &mut alarms, cx)
            });
            let mut pass = match step.await {
                Step::End(ended) => return Ok(ended),
                Step::Flush(reason) => self.hand_over(reason),
            };
            if let Pass::New = pass {
                pass = self.try_once(&mut alarms).await;
            }
            if let Pass::Left = pass {
                pass = self.settle(&mut alarms).await;
            }
            match pass {
                Pass::Failed(failure) => return Err((0, failure)),
                Pass::CutOff => return Ok(Ended::DeadlineExceeded),
                Pass::New | Pass::Left | Pass::Settled => spend = true,
            }
        }
    }

    #[inline]
    fn hand_over(&mut self, reason: FlushReason) -> Pass {
        self.lane.ctx.deadline = self.gather.deadline();
        if self.lane.batch.is_empty() {
            self.gather.hand_over(reason, &mut self.lane, &self.office);
            Pass::New
        } else {
            self.lane.resume(&self.office);
            Pass::Left
        }
    }

    /// A batch's first attempt, mostly its only one: so without what comes after a failure.
    #[inline]
    async fn try_once(&mut self, alarms: &mut Alarms<'_, '_>) -> Pass {
        let Self { sink, lane, gather, office, .. } = self;
        let waiting = lane.batch.total() - lane.batch.len();
        // The call too may panic. Apart from the future's polls, or that would be moved once more.
        let Lane { batch, ctx, watch, .. } = lane;
        let tried = match Failure::catch(|| sink.flush_batch(batch, ctx)) {
            Err(failure) => Err(failure),
            Ok(flush) => {
                let mut attempt = pin!(Attempt::new(flush));
                let tried = poll_fn(|cx| {
                    if let Poll::Ready(tried) = attempt.as_mut().poll(cx) {
                        return Poll::Ready(Some(tried));
                    }
                    gather.pay_while_waiting(waiting);
                    loop {
                        let look_at = watch.look_at(&office.retry);
                        if let Alarm::Shutdown = ready!(gather.poll_alarm(look_at, alarms, cx)) {
                            return Poll::Ready(None);
                        }
                        if watch.is_over() {
                            let failure = attempt.as_mut().cut(Failure::TimedOut);
                            return Poll::Ready(Some(Err(failure)));
                        }
                    }
                });
                match tried.await {
                    Some(tried) => tried,
                    // In the sink's code, whose Drop may panic.
                    None => return Pass::cut_off(attempt.stop()),
                }
            }
        };
        gather.pass(lane.watch.since());
        let passed = match lane.judge(sink, tried) {
            Ok(()) => lane.flushed(office),
            Err(failed) => lane.failed(failed, office),
        };
        match passed {
            Err(failure) => Pass::Failed(failure),
            Ok(()) if lane.batch.is_empty() => Pass::Settled,
            Ok(()) => Pass::Left,
        }
    }

    /// Works on a batch that has been tried until it is settled.
    async fn settle(&mut self, alarms: &mut Alarms<'_, '_>) -> Pass {
        let Self { sink, lane, gather, office, .. } = self;
        let waiting = lane.batch.total() - lane.batch.len();
        // Boxed, or the future of `run` would have room for two of the sink's.
        let wish = Wish::default();
        let mut settle = Some(Box::pin(lane.settle(sink, office, &wish)));
        let settled = poll_fn(|cx| {
            loop {
                if let Some(Poll::Ready(settled)) = settle.as_mut().map(|s| s.as_mut().poll(cx)) {
                    return Poll::Ready(Some(settled));
                }
                gather.pay_while_waiting(waiting);
                match ready!(gather.poll_alarm(wish.at(), alarms, cx)) {
                    Alarm::Own(now) => wish.grant(now),
                    Alarm::Shutdown => return Poll::Ready(None),
                };
            }
        })
        .await;
        match settled {
            Some(Ok(Settlement::Done | Settlement::Interrupted)) => Pass::Settled,
            Some(Err(failure)) => Pass::Failed(failure),
            // In the sink's code, whose Drop may panic.
            None => Pass::cut_off(Failure::catch(|| settle = None)),
        }
    }
}

/// One flush's share of the task's budget. Nothing is owed while the task yields.
#[inline]
fn poll_spend<T>(gather: &mut Gather<T>, lane: &Lane<T>, cx: &mut Context<'_>) -> Poll<()> {
    let share = coop::poll_proceed(cx);
    if share.is_pending() {
        gather.pay(lane);
    }
    share.map(|share| share.made_progress())
}
