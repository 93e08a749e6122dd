//! Code of the user's that comes back in: cancels, closes and sends from a flush and from the hook;
//! and futures that are forgotten instead of dropped.

use std::sync::atomic::AtomicPtr;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use cancel_worker::testing::paused;
use cancel_worker::{
    Batch, BatchSink, CancellationToken, Ended, Exhausted, FlushCtx, InFlight, InboxSender, Linger,
    MessageProcessor, RetryPolicy, Shutdown,
};

use super::ledger::{Answer, Ledger, Script, Token, poll};

fn lanes(many: bool) -> InFlight<Token> {
    if many { InFlight::Any(2) } else { InFlight::One }
}

/// Keeps the forgotten in sight of whoever looks for leaks.
static FORGOTTEN: Mutex<Vec<AtomicPtr<()>>> = Mutex::new(Vec::new());

fn forget<F>(future: std::pin::Pin<Box<F>>) {
    let at = std::ptr::from_ref(&*future).cast_mut().cast();
    FORGOTTEN.lock().unwrap().push(AtomicPtr::new(at));
    std::mem::forget(future);
}

#[test]
fn forgotten_runs_lose_nothing() {
    paused(async {
        for many in [false, true] {
            // In a flush, in a back-off, in a dead letter, in a linger, and parked.
            for (n, first) in [Answer::Hang(1), Answer::Err(1), Answer::Fatal(1), Answer::Ok]
                .into_iter()
                .enumerate()
            {
                let ledger = Ledger::default();
                let buried = Script::dead_letters(&ledger, [Answer::Hang(0), Answer::Ok]);
                let policy = RetryPolicy {
                    base: Duration::from_secs(1),
                    then: Exhausted::DeadLetter,
                    ..RetryPolicy::default()
                };
                let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, [first]))
                    .max_batch_size(3)
                    .linger(Linger::FromFirst(Duration::from_secs(1)))
                    .in_flight(lanes(many))
                    .retry(policy)
                    .dead_letter(buried)
                    .build()
                    .unwrap();
                for i in 0..4 {
                    ledger.sent((0, i), tx.try_send(ledger.token(0, i)));
                    let mut run = Box::pin(worker.run());
                    assert!(poll(run.as_mut(), &Arc::default()).is_pending());
                    forget(run);
                }
                drop(tx);
                let report = worker.run().await.unwrap();
                let counts = report.counts;
                assert_eq!(counts.flushed + counts.dead_lettered, 4, "{many} {n}");
                ledger.balance();
            }
        }
    });
}

#[test]
fn forgotten_senders_barriers_and_calls_hold_up_nobody_but_a_close() {
    paused(async {
        let (ledger, stop) = (Ledger::default(), CancellationToken::new());
        let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
            .capacity(2)
            .cancel(stop.clone())
            .build()
            .unwrap();
        for n in 0..2 {
            ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
        }
        let mut reserve = Box::pin(tx.reserve());
        assert!(poll(reserve.as_mut(), &Arc::default()).is_pending());
        forget(reserve);
        let mut flush = Box::pin(tx.flush());
        assert!(poll(flush.as_mut(), &Arc::default()).is_pending());
        forget(flush);
        // The forgotten one's grant is lost, and no more than that.
        assert!(poll(std::pin::pin!(worker.run()), &Arc::default()).is_pending());
        ledger.sent((0, 2), tx.try_send(ledger.token(0, 2)));
        assert!(
            tx.try_send(ledger.token(1, 0))
                .map_err(|back| ledger.reject(back.into_inner()))
                .is_err()
        );
        stop.cancel();
        let report = worker.run().await.unwrap();
        assert_eq!((report.ended, report.counts.flushed), (Ended::Cancelled, 3));
        ledger.balance_in_order();
    });
}

/// Cancels its processor in the first flush, and then does as told.
struct Quitter {
    then: Arc<Script>,
}

impl BatchSink<Token> for Quitter {
    type Error = cancel_worker::testing::Refused;
    async fn flush_batch(
        &self,
        batch: &mut Batch<Token>,
        ctx: &FlushCtx,
    ) -> Result<(), Self::Error> {
        ctx.cancel.cancel();
        self.then.flush_batch(batch, ctx).await
    }
}

#[test]
fn a_flush_may_cancel_its_own_processor() {
    paused(async {
        for many in [false, true] {
            for shutdown in [Shutdown::Drain, Shutdown::FlushBuffered, Shutdown::Return] {
                for first in [Answer::Ok, Answer::Slow(5), Answer::Hang(1)] {
                    let ledger = Ledger::default();
                    let sink = Quitter { then: Script::new(&ledger, [first]) };
                    let (tx, mut worker) = MessageProcessor::builder(sink)
                        .max_batch_size(2)
                        .in_flight(lanes(many))
                        .shutdown(shutdown, Duration::from_secs(1))
                        .build()
                        .unwrap();
                    for n in 0..7 {
                        ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
                    }
                    let report = worker.run().await.unwrap();
                    let counts = report.counts;
                    assert_eq!(counts.flushed + counts.returned, 7, "{many} {shutdown:?}");
                    assert_ne!(report.ended, Ended::Closed);
                    ledger.give_back(report.returned);
                    ledger.sent((1, 0), tx.send(ledger.token(1, 0)).await);
                    ledger.balance();
                }
            }
        }
    });
}

/// Sends one item for each that it flushes, and waits for room if it must.
struct Breeder {
    to: OnceLock<Mutex<Option<InboxSender<u32>>>>,
    children: u32,
}

impl BatchSink<u32> for Breeder {
    type Error = std::io::Error;
    async fn flush_batch(&self, batch: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> {
        let to = self.to.get().unwrap();
        while let Some(n) = batch.pop_front() {
            if n < self.children {
                let tx = to.lock().unwrap().clone();
                tx.unwrap().send(n + 1).await.map_err(std::io::Error::other)?;
            } else {
                // The last one closes.
                *to.lock().unwrap() = None;
            }
        }
        Ok(())
    }
}

#[test]
fn a_flush_has_the_room_of_its_own_batch() {
    paused(async {
        for many in [1, 2] {
            for capacity in [1, 2, 3] {
                let sink = Arc::new(Breeder { to: OnceLock::new(), children: 100 });
                let (tx, mut worker) = MessageProcessor::builder(sink.clone())
                    .capacity(capacity)
                    .max_batch_size(2)
                    .in_flight(InFlight::Any(many))
                    .build()
                    .unwrap();
                tx.try_send(0).unwrap();
                sink.to.set(Mutex::new(Some(tx))).unwrap();
                let report = worker.run().await.unwrap();
                assert_eq!((report.ended, report.counts.flushed), (Ended::Closed, 101));
            }
        }
    });
}

#[test]
fn a_hook_may_cancel_and_close() {
    paused(async {
        for many in [false, true] {
            for close in [false, true] {
                let (ledger, stop) = (Ledger::default(), CancellationToken::new());
                let last = Arc::new(Mutex::new(None::<InboxSender<Token>>));
                let (held, cancel) = (last.clone(), stop.clone());
                let (tx, mut worker) =
                    MessageProcessor::builder(Script::new(&ledger, []))
                        .max_batch_size(2)
                        .in_flight(lanes(many))
                        .on_settled(move |_| {
                            if close { *held.lock().unwrap() = None } else { cancel.cancel() }
                        })
                        .cancel(stop)
                        .build()
                        .unwrap();
                for n in 0..5 {
                    ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
                }
                *last.lock().unwrap() = Some(tx);
                let report = worker.run().await.unwrap();
                assert_eq!(report.ended, if close { Ended::Closed } else { Ended::Cancelled });
                assert_eq!(report.counts.flushed, 5);
                ledger.balance();
            }
        }
    });
}

#[test]
fn what_fails_after_the_close_is_tried_again() {
    paused(async {
        for many in [false, true] {
            let ledger = Ledger::default();
            let answers = [Answer::Err(1), Answer::Panic(0), Answer::Err(0), Answer::Err(0)];
            let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, answers))
                .in_flight(lanes(many))
                .retry(RetryPolicy { max_attempts: 4, ..RetryPolicy::default() })
                .build()
                .unwrap();
            for n in 0..4 {
                ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
            }
            drop(tx);
            // The attempts are used up; the next run finds the inbox closed and is done.
            let error = worker.run().await.unwrap_err();
            assert_eq!(error.returned.len(), 3);
            ledger.give_back(error.returned);
            let report = worker.run().await.unwrap();
            assert_eq!(
                (report.ended, report.counts.flushed, report.counts.returned),
                (Ended::Closed, 1, 3)
            );
            ledger.balance_in_order();
        }
    });
}
