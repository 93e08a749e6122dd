//! A sender's wish to know when all that was accepted before it is settled.
//!
//! A barrier stands at a place in the line of accepted items. Nothing behind it is handed to a flush
//! before everything in front of it is settled; so the settled items in front of it are the first
//! `place` ones, and it falls when the tally has reached `place`, under every kind of lanes.

use std::collections::VecDeque;

use tokio::sync::oneshot;

use crate::outcome::Outcome;
use crate::tally::Tally;
use crate::wakes::survive;

#[derive(Debug)]
pub(crate) struct Barrier {
    /// How many items had been accepted.
    place: u64,
    /// What had been settled.
    before: Tally,
    answer: oneshot::Sender<Outcome>,
}

impl Barrier {
    pub(crate) fn new(place: u64, before: Tally, answer: oneshot::Sender<Outcome>) -> Self {
        Self { place, before, answer }
    }

    /// Whether nobody waits for it any more.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.answer.is_closed()
    }

    /// The waiter may have gone, and its waker may panic: both are its own affair.
    pub(crate) fn fall(self, now: Tally) {
        let Self { place, before, answer } = self;
        let outcome = Outcome {
            flushed: now.flushed - before.flushed,
            dead_lettered: now.dead_lettered - before.dead_lettered,
            returned: now.returned - before.returned,
            dropped: place.saturating_sub(now.total()),
        };
        survive(|| _ = answer.send(outcome));
    }
}

/// Those that the processor knows of, in the order of their places.
#[derive(Debug, Default)]
pub(crate) struct Barriers(VecDeque<Barrier>);

impl Barriers {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives memory back if it is more than `keep` of them need and none is here.
    pub(crate) fn shrink(&mut self, keep: usize) {
        if self.0.is_empty() && self.0.capacity() > keep {
            self.0 = VecDeque::new();
        }
    }

    pub(crate) fn extend(&mut self, new: Vec<Barrier>) {
        self.0.extend(new);
    }

    /// How many of the items that come next may be handed over.
    #[inline]
    pub(crate) fn limit(&self, handed: u64) -> usize {
        match self.0.front() {
            None => usize::MAX,
            Some(first) => usize::try_from(first.place - handed).unwrap_or(usize::MAX),
        }
    }

    /// Answers those that have nothing unsettled in front of them.
    #[inline]
    pub(crate) fn settle(&mut self, now: Tally) {
        while self.0.front().is_some_and(|first| first.place <= now.total()) {
            if let Some(barrier) = self.0.pop_front() {
                barrier.fall(now);
            }
        }
    }

    /// The end: nothing more will be settled.
    pub(crate) fn fall(&mut self, now: Tally) {
        for barrier in self.0.drain(..) {
            barrier.fall(now);
        }
    }
}
