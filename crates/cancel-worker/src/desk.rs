//! Where a batch is laid down for a lane, and what became of it.
//!
//! The lane's future borrows the lane for as long as a `run` lasts; so what passes between the two
//! lies here. The lock is never contended: one task does both.

use core::task::Poll;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use crate::batch::Batch;
use crate::batch_sink::BatchSink;
use crate::flush_ctx::FlushReason;
use crate::gather::KEEP;
use crate::lane::{Lane, Settlement};
use crate::office::Office;
use crate::processor_error::Failure;
use crate::tally::Tally;
use crate::wish::Wish;

#[derive(Debug)]
pub(crate) struct Desk<T> {
    work: Mutex<Work<T>>,
    pub(crate) wish: Wish,
}

#[derive(Debug)]
pub(crate) struct Work<T> {
    pub(crate) state: State,
    /// The batch of [`State::New`].
    pub(crate) items: Batch<T>,
    /// What the lane had settled when it last ended a batch.
    pub(crate) tally: Tally,
}

#[derive(Debug)]
pub(crate) enum State {
    Free,
    /// A batch lies here, and why, and what is known of when.
    New(FlushReason, Option<Instant>),
    /// The lane still has one.
    Again,
    Busy,
    /// Cancelled in a back-off: the lane has items left and does nothing.
    Left,
    Failed(Failure),
}

impl<T> Desk<T> {
    pub(crate) fn new() -> Self {
        let work = Work { state: State::Free, items: Batch::new(), tally: Tally::default() };
        Self { work: Mutex::new(work), wish: Wish::default() }
    }

    /// No user code runs under the lock, so a poisoned one is as good as any.
    pub(crate) fn work(&self) -> MutexGuard<'_, Work<T>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lane sits down to its next batch, if there is one.
    fn sit_down(&self, lane: &mut Lane<T>, office: &Office<T>) -> bool {
        let mut work = self.work();
        match work.state {
            State::New(reason, known) => {
                lane.begin(reason, known, office);
                lane.batch.swap(&mut work.items);
            }
            State::Again => lane.resume(office),
            _ => {
                // Nothing to do: give a large batch's memory back.
                lane.batch.shrink(KEEP);
                return false;
            }
        }
        work.state = State::Busy;
        true
    }

    fn finish(&self, ended: Result<Settlement, Failure>, tally: Tally) {
        let mut work = self.work();
        work.tally = tally;
        work.state = match ended {
            Ok(Settlement::Done) => State::Free,
            Ok(Settlement::Interrupted) => State::Left,
            Err(failure) => State::Failed(failure),
        };
    }
}

/// A lane at its desk. Never ends; it is polled when something was laid down, and when it is woken.
pub(crate) async fn serve<T: Send, S: BatchSink<T>>(
    lane: &mut Lane<T>,
    desk: &Desk<T>,
    sink: &S,
    office: &Office<T>,
) {
    loop {
        core::future::poll_fn(|_| {
            if desk.sit_down(lane, office) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        lane.ctx.deadline = office.pulse.deadline();
        let ended = lane.settle(sink, office, &desk.wish).await;
        desk.finish(ended, lane.tally());
    }
}
