//! What the issue of this crate promises, by name; those that are not here are in the file of their
//! subject.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use cancel_worker::{
    Batch, BatchSink, CancellationToken, Ended, Exhausted, Failure, FlushCtx, FlushReason,
    InFlight, Linger, MessageProcessor, RetryPolicy, Settled, Shutdown,
};

use crate::ledger::{Answer, Count, Ledger, Script, Token, paused, poll};

const MS: Duration = Duration::from_millis(1);

fn lanes(kind: usize) -> InFlight<Token> {
    match kind {
        0 => InFlight::One,
        1 => InFlight::Any(3),
        _ => InFlight::per_key(3, |token: &Token| token.id().0),
    }
}

#[test]
fn a_cancel_with_a_full_queue_loses_nothing() {
    paused(async {
        for kind in 0..3 {
            for shutdown in [Shutdown::Drain, Shutdown::FlushBuffered, Shutdown::Return] {
                for answer in [Answer::Ok, Answer::Hang(1), Answer::Slow(3)] {
                    let (ledger, stop) = (Ledger::default(), CancellationToken::new());
                    let (tx, mut worker) =
                        MessageProcessor::builder(Script::new(&ledger, [answer; 9]))
                            .capacity(100)
                            .max_batch_size(7)
                            .linger(Linger::Never)
                            .in_flight(lanes(kind))
                            .cancel(stop.clone())
                            .shutdown(shutdown, 20 * MS)
                            .build()
                            .unwrap();
                    for n in 0..100 {
                        let producer = usize::try_from(n % 5).unwrap();
                        ledger.sent((producer, n), tx.try_send(ledger.token(producer, n)));
                    }
                    stop.cancel();
                    let report = worker.run().await.unwrap();
                    let counts = report.counts;
                    assert_eq!(counts.accepted, 100);
                    assert_eq!(counts.flushed + counts.returned, 100);
                    ledger.give_back(report.returned);
                    ledger.balance();
                }
            }
        }
    });
}

#[test]
fn the_last_handle_dropped_with_a_partial_batch_flushes_it() {
    paused(async {
        for kind in 0..3 {
            let ledger = Ledger::default();
            let script = Script::new(&ledger, []);
            let (tx, mut worker) = MessageProcessor::builder(script.clone())
                .linger(Linger::Never)
                .in_flight(lanes(kind))
                .build()
                .unwrap();
            let handle = worker.handle();
            let other = tx.clone();
            ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
            drop(tx);
            let count = Arc::<Count>::default();
            let mut run = pin!(worker.run());
            assert!(poll(run.as_mut(), &count).is_pending());
            drop(other);
            assert_eq!(count.get(), 1);
            let report = run.await.unwrap();
            assert_eq!((report.ended, report.counts.flushed), (Ended::Closed, 1));
            assert_eq!(script.flushes()[0].reason, FlushReason::Shutdown);
            drop(handle);
            ledger.balance_in_order();
        }
    });
}

#[test]
fn capacity_one_works_in_every_form() {
    paused(async {
        for kind in 0..3 {
            for linger in [Linger::Idle, Linger::Never, Linger::FromFirst(3 * MS)] {
                let ledger = Ledger::default();
                let answers = [Answer::Slow(2), Answer::Err(0), Answer::Panic(0), Answer::Slow(1)];
                let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, answers))
                    .capacity(1)
                    .max_batch_size(1)
                    .max_weight(1, |_| 5)
                    .close_when(|_, _| true)
                    .linger(linger)
                    .in_flight(lanes(kind))
                    .retry(RetryPolicy { base: MS, ..RetryPolicy::default() })
                    .build()
                    .unwrap();
                let running = tokio::spawn(async move { worker.run().await.unwrap() });
                for n in 0..20 {
                    let sent = tx.send(ledger.token(0, n)).await;
                    ledger.sent((0, n), sent);
                    if n % 7 == 0 {
                        assert!(tx.flush().await.all_flushed());
                    }
                }
                drop(tx);
                assert_eq!(running.await.unwrap().counts.flushed, 20);
                ledger.balance();
            }
        }
    });
}

/// Panics when it is asked whether its error is transient.
struct Moody(Arc<Script>);

impl BatchSink<Token> for Moody {
    type Error = std::fmt::Error;
    async fn flush_batch(
        &self,
        batch: &mut Batch<Token>,
        ctx: &FlushCtx,
    ) -> Result<(), Self::Error> {
        self.0.flush_batch(batch, ctx).await.map_err(|_| std::fmt::Error)
    }
    fn is_transient(&self, _: &Self::Error) -> bool {
        panic!("as told")
    }
}

#[test]
fn a_panic_in_is_transient_loses_nothing() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, [Answer::Err(1), Answer::Err(1), Answer::Ok]);
        let (tx, mut worker) = MessageProcessor::builder(Moody(script))
            .retry(RetryPolicy { max_attempts: 2, ..RetryPolicy::default() })
            .build()
            .unwrap();
        for n in 0..5 {
            ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
        }
        let error = worker.run().await.unwrap_err();
        assert!(matches!(error.failure, Failure::Panicked(_)));
        assert_eq!(error.returned.len(), 3);
        ledger.give_back(error.returned);
        ledger.balance_in_order();
    });
}

#[test]
fn a_panic_in_on_settled_loses_nothing() {
    paused(async {
        for then in [Exhausted::Stop, Exhausted::DeadLetter, Exhausted::Return] {
            for panics_at in 1..8 {
                let ledger = Ledger::default();
                let (book, mut calls) = (ledger.clone(), 0);
                let answers = [Answer::Err(1), Answer::Err(1), Answer::Ok];
                let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, answers))
                    .max_batch_size(4)
                    .retry(RetryPolicy { max_attempts: 2, then, ..RetryPolicy::default() })
                    .dead_letter(Script::dead_letters(&ledger, [Answer::Err(1)]))
                    .on_settled(move |settled| {
                        calls += 1;
                        if let Settled::Returned(tokens) = settled {
                            book.give_back(tokens);
                        }
                        assert!(calls != panics_at, "as told");
                    })
                    .build()
                    .unwrap();
                for n in 0..8 {
                    ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
                }
                drop(tx);
                let report = loop {
                    match worker.run().await {
                        Ok(report) => break report,
                        Err(error) => ledger.give_back(error.returned),
                    }
                };
                let counts = report.counts;
                assert_eq!(counts.flushed + counts.dead_lettered + counts.returned, 8);
                ledger.balance_in_order();
            }
        }
    });
}

/// A waker that panics.
struct Mine;
impl Wake for Mine {
    fn wake(self: Arc<Self>) {
        panic!("as told");
    }
}

/// The defect that was: a panic in one sender's waker left those behind it waiting for ever.
#[test]
fn a_waker_that_panics_keeps_nobody_else_from_being_woken() {
    paused(async {
        for end in 0..3 {
            let (ledger, stop) = (Ledger::default(), CancellationToken::new());
            let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
                .capacity(3)
                .max_batch_size(3)
                .cancel(stop.clone())
                .build()
                .unwrap();
            for n in 0..3 {
                ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
            }
            let mine = Waker::from(Arc::new(Mine));
            let mut first = Box::pin(tx.send(ledger.token(0, 3)));
            let polled = first.as_mut().poll(&mut Context::from_waker(&mine));
            assert!(polled.is_pending());
            let count = Arc::<Count>::default();
            let mut others: Vec<_> =
                (4..6).map(|n| Box::pin(tx.send(ledger.token(0, n)))).collect();
            for other in &mut others {
                assert!(poll(other.as_mut(), &count).is_pending());
            }
            match end {
                // A batch makes room; the processor is cancelled; or dropped.
                0 => {
                    assert!(poll(pin!(worker.run()), &Arc::default()).is_pending());
                    assert_eq!(count.get(), 2);
                    ledger.balance_in_order();
                }
                1 => {
                    stop.cancel();
                    assert_eq!(worker.run().await.unwrap().counts.flushed, 3);
                    assert_eq!(count.get(), 2);
                }
                _ => {
                    drop(worker);
                    assert_eq!(count.get(), 2);
                }
            }
        }
    });
}

#[test]
fn a_waker_of_the_processor_that_panics_fails_no_send() {
    paused(async {
        let ledger = Ledger::default();
        let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, [])).build().unwrap();
        let mine = Waker::from(Arc::new(Mine));
        let mut run = Box::pin(worker.run());
        assert!(run.as_mut().poll(&mut Context::from_waker(&mine)).is_pending());
        ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
        assert!(run.as_mut().poll(&mut Context::from_waker(&mine)).is_pending());
        drop(tx);
        let Poll::Ready(report) = poll(run.as_mut(), &Arc::default()) else { panic!("closed") };
        assert_eq!(report.unwrap().counts.flushed, 1);
        ledger.balance_in_order();
    });
}

/// Blocks its thread, as it should not.
struct Blocking(AtomicUsize);

impl BatchSink<u32> for Blocking {
    type Error = std::convert::Infallible;
    async fn flush_batch(&self, batch: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> {
        std::thread::sleep(MS);
        self.0.fetch_add(batch.len(), Relaxed);
        Ok(())
    }
}

#[test]
fn a_blocking_flush_does_not_deadlock_on_a_current_thread_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    for many in [false, true] {
        let stop = CancellationToken::new();
        let (tx, mut worker) = MessageProcessor::builder(Blocking(AtomicUsize::new(0)))
            .capacity(4)
            .max_batch_size(3)
            .linger(Linger::FromFirst(MS))
            .in_flight(if many { InFlight::Any(2) } else { InFlight::One })
            .cancel(stop.clone())
            .shutdown(Shutdown::Drain, Duration::from_secs(20))
            .build()
            .unwrap();
        runtime.block_on(async {
            let running = tokio::spawn(async move { worker.run().await.unwrap() });
            for n in 0..40 {
                tx.send(n).await.unwrap();
            }
            assert!(tx.flush().await.all_flushed());
            tx.send(40).await.unwrap();
            stop.cancel();
            assert_eq!(running.await.unwrap().counts.flushed, 41);
        });
    }
}

/// A hook and a weight that come back in, by the sender.
#[test]
fn callbacks_may_send() {
    paused(async {
        let ledger = Ledger::default();
        let sender = Arc::new(Mutex::new(None::<cancel_worker::InboxSender<Token>>));
        let (slot, weigher) = (sender.clone(), sender.clone());
        let (book, mut n) = (ledger.clone(), 100);
        let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
            .capacity(4)
            .max_weight(9, move |_| {
                weigher.lock().unwrap().as_ref().map_or(1, |tx| u64::from(!tx.is_closed()))
            })
            .on_settled(move |_| {
                let mut slot = slot.lock().unwrap();
                if let Some(tx) = slot.as_ref() {
                    book.sent((1, n), tx.try_send(book.token(1, n)));
                    n += 1;
                    if n == 110 {
                        *slot = None;
                    }
                }
            })
            .build()
            .unwrap();
        *sender.lock().unwrap() = Some(tx.clone());
        ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
        drop(tx);
        assert_eq!(worker.run().await.unwrap().counts.flushed, 11);
        ledger.balance_in_order();
    });
}
