//! Wakers are other tasks' code: those whose `wake` or `Drop` panics must cost nobody an item. Their
//! `clone` comes before anything is changed.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll, Wake, Waker};

use cancel_worker::testing::paused;
use cancel_worker::{Batch, BatchSink, FlushCtx, InFlight, Linger, MessageProcessor};

use super::ledger::{Count, Ledger, Script, poll};

/// Panics when woken.
struct Shy;

impl Wake for Shy {
    fn wake(self: Arc<Self>) {
        panic!("woken");
    }
}

/// Panics when the last of it is dropped, and counts that.
struct Clingy(Arc<AtomicUsize>);

impl Wake for Clingy {
    fn wake(self: Arc<Self>) {}
}

impl Drop for Clingy {
    fn drop(&mut self) {
        self.0.fetch_add(1, Relaxed);
        assert!(std::thread::panicking(), "dropped");
    }
}

fn lanes(many: bool) -> InFlight<super::ledger::Token> {
    if many { InFlight::Any(2) } else { InFlight::One }
}

/// The defect that was: what had been taken from the inbox when a barrier's waiter panicked was put
/// back into the queue, counted twice and out of order.
#[test]
fn a_barrier_whose_waiter_panics_loses_nothing_and_falls_for_the_others() {
    paused(async {
        for many in [false, true] {
            let ledger = Ledger::default();
            let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
                .linger(Linger::Never)
                .in_flight(lanes(many))
                .build()
                .unwrap();
            let shy = Waker::from(Arc::new(Shy));
            ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
            let mut first = Box::pin(tx.flush());
            assert!(first.as_mut().poll(&mut Context::from_waker(&shy)).is_pending());
            ledger.sent((0, 1), tx.try_send(ledger.token(0, 1)));
            let mut second = Box::pin(tx.flush());
            assert!(poll(second.as_mut(), &Arc::default()).is_pending());
            ledger.sent((0, 2), tx.try_send(ledger.token(0, 2)));
            let mut run = Box::pin(worker.run());
            for n in 3..6 {
                assert!(poll(run.as_mut(), &Arc::default()).is_pending());
                ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
            }
            let Poll::Ready(outcome) = poll(first.as_mut(), &Arc::default()) else {
                panic!("fallen");
            };
            assert_eq!(outcome.flushed, 1);
            let Poll::Ready(outcome) = poll(second.as_mut(), &Arc::default()) else {
                panic!("fallen");
            };
            assert_eq!(outcome.flushed, 2);
            drop((first, second));
            drop(tx);
            let Poll::Ready(Ok(report)) = poll(run.as_mut(), &Arc::default()) else {
                panic!("closed");
            };
            assert_eq!((report.counts.accepted, report.counts.flushed), (6, 6));
            ledger.balance_in_order();
        }
    });
}

#[test]
fn a_barrier_whose_waiter_panics_does_not_disturb_the_end() {
    paused(async {
        let ledger = Ledger::default();
        let (tx, worker) = MessageProcessor::builder(Script::new(&ledger, [])).build().unwrap();
        let shy = Waker::from(Arc::new(Shy));
        for n in 0..3 {
            ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
        }
        let mut first = Box::pin(tx.flush());
        assert!(first.as_mut().poll(&mut Context::from_waker(&shy)).is_pending());
        let mut second = Box::pin(tx.flush());
        assert!(poll(second.as_mut(), &Arc::default()).is_pending());
        ledger.give_back(worker.into_unsettled());
        for flush in [&mut first, &mut second] {
            let Poll::Ready(outcome) = poll(flush.as_mut(), &Arc::default()) else {
                panic!("fallen");
            };
            assert_eq!(outcome.returned, 3);
        }
        ledger.balance_in_order();
    });
}

/// The defect that was: the processor's waker went in the middle of the end, and took the items along.
#[test]
fn a_processors_waker_whose_drop_panics_takes_no_items_along() {
    paused(async {
        for many in [false, true] {
            let (ledger, gone) = (Ledger::default(), Arc::<AtomicUsize>::default());
            let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
                .linger(Linger::Never)
                .in_flight(lanes(many))
                .build()
                .unwrap();
            let clingy = Waker::from(Arc::new(Clingy(gone.clone())));
            let mut run = Box::pin(worker.run());
            for n in 0..3 {
                ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
                assert!(run.as_mut().poll(&mut Context::from_waker(&clingy)).is_pending());
            }
            drop((run, clingy));
            assert_eq!(gone.load(Relaxed), 0, "the inbox has it");
            ledger.give_back(worker.into_unsettled());
            assert_eq!(gone.load(Relaxed), 1);
            drop(tx);
            ledger.balance();
        }
    });
}

#[test]
fn a_senders_waker_whose_drop_panics_disturbs_nobody() {
    paused(async {
        let (ledger, gone) = (Ledger::default(), Arc::<AtomicUsize>::default());
        let (tx, mut worker) =
            MessageProcessor::builder(Script::new(&ledger, [])).capacity(1).build().unwrap();
        ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
        let mut waiting: Vec<_> = (0..2).map(|_| Box::pin(tx.reserve())).collect();
        for send in &mut waiting {
            let clingy = Waker::from(Arc::new(Clingy(gone.clone())));
            assert!(send.as_mut().poll(&mut Context::from_waker(&clingy)).is_pending());
        }
        // Another task polls the first one now, and the second one gives up.
        assert!(poll(waiting[0].as_mut(), &Arc::default()).is_pending());
        assert_eq!(gone.load(Relaxed), 1);
        drop(waiting.pop());
        assert_eq!(gone.load(Relaxed), 2);
        assert!(poll(pin!(worker.run()), &Arc::<Count>::default()).is_pending());
        let Poll::Ready(Ok(permit)) = poll(waiting[0].as_mut(), &Arc::default()) else {
            panic!("there is room");
        };
        ledger.sent((0, 1), permit.send(ledger.token(0, 1)));
        ledger.give_back(worker.into_unsettled());
        drop(waiting);
        ledger.balance_in_order();
    });
}

/// A sink whose Drop panics.
struct Sour;

impl Drop for Sour {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "dropped");
    }
}

impl<T: Send> BatchSink<T> for Sour {
    type Error = std::io::Error;
    async fn flush_batch(&self, _: &mut Batch<T>, _: &FlushCtx) -> Result<(), Self::Error> {
        Ok(())
    }
}

/// The defect that was: the sink goes after the items have been taken, and took them along.
#[test]
fn a_sink_whose_drop_panics_takes_no_unsettled_items_along() {
    let ledger = Ledger::default();
    let (tx, worker) = MessageProcessor::builder(Sour).build().unwrap();
    ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
    ledger.give_back(worker.into_unsettled());
    ledger.balance_in_order();
}
