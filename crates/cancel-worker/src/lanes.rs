//! Several flushes at once.
//!
//! Under `Any` all lanes take their batches from one queue; under `PerKey` each has its own, and an
//! item waits in the queue that its key's hash says. A barrier holds back what was accepted after it
//! in `staged`, before the queues; so the queues and lanes only ever hold what is in front of it.
//!
//! [`Hands::poll`] does what the gather does for one lane: polls the lanes that were woken, takes
//! what has come, lays down what is due, and parks when there is nothing to do.

use core::pin::pin;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::alarms::Alarms;
use crate::batch::Batch;
use crate::batch_sink::BatchSink;
use crate::bells::Bells;
use crate::desk::{Desk, State, serve};
use crate::gather::Gather;
use crate::hands::Hands;
use crate::in_flight::{InFlight, KeyHash};
use crate::inbox::Inbox;
use crate::lane::Lane;
use crate::line::Line;
use crate::office::Office;
use crate::processor_error::Failure;
use crate::report::Ended;
use crate::sync::Arc;
use crate::tally::Tally;

pub(crate) struct Lanes<T> {
    lanes: Vec<Lane<T>>,
    clerk: Clerk<T>,
}

struct Clerk<T> {
    key: Option<KeyHash<T>>,
    queues: Vec<Queue<T>>,
    desks: Vec<Desk<T>>,
    bells: Bells,
    /// Taken from the inbox, but behind a barrier.
    staged: Batch<T>,
    staged_at: Option<Instant>,
    /// How many items have been put into queues.
    placed: u64,
}

pub(crate) struct Queue<T> {
    pub(crate) items: Batch<T>,
    pub(crate) line: Line,
}

/// Which lane failed, and how.
pub(crate) type Failed = (usize, Failure);

impl<T> Lanes<T> {
    /// `None`: one lane needs none of this.
    pub(crate) fn new(in_flight: InFlight<T>, cancel: &CancellationToken) -> Option<Self> {
        let (n, key) = match in_flight {
            InFlight::Any(n) if n > 1 => (n, None),
            InFlight::PerKey(n, key) if n > 1 => (n, Some(key)),
            _ => return None,
        };
        let queues = if key.is_some() { n } else { 1 };
        let queue = || Queue { items: Batch::new(), line: Line::default() };
        let clerk = Clerk {
            key,
            queues: (0..queues).map(|_| queue()).collect(),
            desks: (0..n).map(|_| Desk::new()).collect(),
            bells: Bells::new(n),
            staged: Batch::new(),
            staged_at: None,
            placed: 0,
        };
        Some(Self { lanes: (0..n).map(|_| Lane::new(cancel.clone())).collect(), clerk })
    }

    pub(crate) async fn run<S: BatchSink<T>>(
        &mut self,
        sink: &S,
        gather: &mut Gather<T>,
        office: &Office<T>,
        token: &CancellationToken,
    ) -> Result<Ended, Failed>
    where
        T: Send,
    {
        let Self { lanes, clerk } = self;
        for (lane, desk) in lanes.iter().zip(&clerk.desks) {
            resume(lane, desk);
        }
        for lane in 0..lanes.len() {
            clerk.bells.ring(lane);
        }
        let desks = &clerk.desks;
        // The desks are shared with the lanes' futures, the rest is the clerk's alone.
        let mut hands = Hands {
            key: &mut clerk.key,
            queues: &mut clerk.queues,
            desks,
            bells: &clerk.bells,
            staged: &mut clerk.staged,
            staged_at: &mut clerk.staged_at,
            placed: &mut clerk.placed,
            passed: None,
            // The next one after the last.
            first: desks.len() - 1,
        };
        let mut serving: Vec<_> = lanes
            .iter_mut()
            .zip(desks)
            .map(|(lane, desk)| Box::pin(serve(lane, desk, sink, office)))
            .collect();
        let _left = Left(Arc::clone(&gather.inbox));
        let cancelled = pin!(token.cancelled());
        let sleep = pin!(None);
        let mut alarms = Alarms::new(token, cancelled, sleep);
        let ended =
            core::future::poll_fn(|cx| hands.poll(&mut serving, gather, &mut alarms, cx)).await;
        // Those that are cut off are in the sink's code, whose Drop may panic.
        for lane in serving {
            let _ = Failure::catch(|| drop(lane));
        }
        ended
    }

    pub(crate) fn set_token(&mut self, token: &CancellationToken) {
        for lane in &mut self.lanes {
            lane.ctx.cancel = token.clone();
        }
    }

    pub(crate) fn tally(&self) -> Tally {
        self.lanes.iter().fold(Tally::default(), |sum, lane| sum.plus(lane.tally()))
    }

    /// Takes what is left of a failed batch.
    pub(crate) fn take_batch(&mut self, lane: usize) -> Vec<T> {
        let items = self.lanes[lane].take_batch();
        let mut work = self.clerk.desks[lane].work();
        work.state = State::Free;
        work.tally = self.lanes[lane].tally();
        items
    }

    /// Takes everything: what was handed to the lanes first.
    pub(crate) fn close(&mut self, office: &Office<T>) -> Vec<T> {
        let mut all = Vec::new();
        for (lane, desk) in self.lanes.iter_mut().zip(&self.clerk.desks) {
            let _ = lane.tell(office);
            lane.batch.set_dead(false);
            all.extend(lane.batch.take_all());
            let mut work = desk.work();
            work.state = State::Free;
            work.tally = lane.tally();
            all.extend(work.items.take_all());
        }
        for queue in &mut self.clerk.queues {
            all.extend(queue.items.take_all());
        }
        all.extend(self.clerk.staged.take_all());
        all
    }
}

/// Drops with the run.
struct Left<T>(Arc<Inbox<T>>);

impl<T> Drop for Left<T> {
    fn drop(&mut self) {
        self.0.stamp();
    }
}

/// What a dropped run left behind is to be offered again.
fn resume<T>(lane: &Lane<T>, desk: &Desk<T>) {
    desk.wish.forget();
    let mut work = desk.work();
    if !matches!(work.state, State::New(..)) {
        work.state = if lane.batch.is_empty() { State::Free } else { State::Again };
    }
    work.tally = lane.tally();
}
