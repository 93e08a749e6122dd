//! `flush()`: everything before it is settled, and nothing behind it is handed over earlier.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use cancel_worker::{
    CancellationToken, FlushReason, InFlight, Linger, MessageProcessor, Outcome, Shutdown,
};
use tokio::time::{Instant, sleep};

use crate::ledger::{Answer, Count, Ledger, Script, Token, paused, poll};

const MS: Duration = Duration::from_millis(1);

fn counts(outcome: Outcome) -> [u64; 4] {
    [outcome.flushed, outcome.dead_lettered, outcome.returned, outcome.dropped]
}

fn lanes(n: usize) -> InFlight<Token> {
    match n {
        0 => InFlight::One,
        1 => InFlight::Any(3),
        _ => InFlight::per_key(3, |token: &Token| token.id().1),
    }
}

#[test]
fn a_barrier_flushes_what_waits_and_ignores_linger() {
    paused(async {
        for kind in 0..3 {
            let ledger = Ledger::default();
            let script = Script::new(&ledger, [Answer::Slow(5)]);
            let (tx, mut worker) = MessageProcessor::builder(script.clone())
                .linger(Linger::Never)
                .in_flight(lanes(kind))
                .build()
                .unwrap();
            let running = tokio::spawn(async move { worker.run().await.unwrap() });
            assert!(tx.flush().await.all_flushed(), "nothing to wait for");
            for n in 0..10 {
                ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
            }
            let start = Instant::now();
            assert_eq!(counts(tx.flush().await), [10, 0, 0, 0]);
            assert_eq!(start.elapsed(), 5 * MS);
            assert!(script.flushes().iter().all(|f| f.reason == FlushReason::Barrier));
            ledger.balance();
            drop(tx);
            assert!(running.await.unwrap().returned.is_empty());
        }
    });
}

#[test]
fn nothing_behind_a_barrier_is_flushed_before_it() {
    paused(async {
        for kind in 0..3 {
            let ledger = Ledger::default();
            let script = Script::new(&ledger, [Answer::Slow(5); 20]);
            let (tx, mut worker) = MessageProcessor::builder(script.clone())
                .linger(Linger::Never)
                .max_batch_size(4)
                .in_flight(lanes(kind))
                .build()
                .unwrap();
            let count = Arc::<Count>::default();
            let mut flushes = Vec::new();
            for n in 0..9 {
                ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
                if n % 3 == 2 {
                    let mut flush = Box::pin(tx.flush());
                    assert!(poll(flush.as_mut(), &count).is_pending());
                    flushes.push(flush);
                }
            }
            let running = tokio::spawn(async move { worker.run().await.unwrap() });
            for (n, flush) in flushes.into_iter().enumerate() {
                assert_eq!(counts(flush.await)[0], 3 * (n as u64 + 1), "since it was asked");
                assert_eq!(ledger.book().flushed.len(), 3 * (n + 1));
            }
            drop(tx);
            assert!(running.await.unwrap().returned.is_empty());
            ledger.balance();
        }
    });
}

#[test]
fn a_barrier_tells_of_what_was_not_flushed() {
    paused(async {
        // Returned by an error, then the rest flushed by the next run.
        let ledger = Ledger::default();
        let stop = CancellationToken::new();
        let script = Script::new(&ledger, [Answer::Err(1)]);
        let (tx, mut worker) = MessageProcessor::builder(script)
            .max_batch_size(4)
            .cancel(stop.clone())
            .build()
            .unwrap();
        for n in 0..6 {
            ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
        }
        let mut flush = pin!(tx.flush());
        assert!(poll(flush.as_mut(), &Arc::default()).is_pending());
        ledger.give_back(worker.run().await.unwrap_err().returned);
        let rest = tokio::spawn(async move { worker.run().await.unwrap() });
        let outcome = flush.await;
        assert_eq!(counts(outcome), [3, 0, 3, 0]);
        assert!(!outcome.all_flushed());
        stop.cancel();
        assert!(rest.await.unwrap().returned.is_empty());
        ledger.balance_in_order();
    });
}

#[test]
fn a_barrier_ends_with_the_processor() {
    paused(async {
        for kind in 0..3 {
            for dropped in [true, false] {
                let ledger = Ledger::default();
                let stop = CancellationToken::new();
                let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
                    .cancel(stop.clone())
                    .shutdown(Shutdown::Return, MS)
                    .in_flight(lanes(kind))
                    .build()
                    .unwrap();
                for n in 0..6 {
                    ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
                }
                let count = Arc::<Count>::default();
                let mut flush = pin!(tx.flush());
                assert!(poll(flush.as_mut(), &count).is_pending());
                let mut forgotten = Box::pin(tx.flush());
                assert!(poll(forgotten.as_mut(), &count).is_pending());
                drop(forgotten);
                if dropped {
                    drop(worker);
                    assert_eq!(counts(flush.await), [0, 0, 0, 6]);
                    assert_eq!(ledger.book().lost.len(), 6);
                } else {
                    stop.cancel();
                    ledger.give_back(worker.run().await.unwrap().returned);
                    assert_eq!(counts(flush.await), [0, 0, 6, 0]);
                    ledger.balance();
                }
                assert_eq!(counts(tx.flush().await), [0, 0, 0, if dropped { 6 } else { 0 }]);
            }
        }
    });
}

#[test]
fn a_barrier_wakes_a_parked_worker_and_is_woken() {
    paused(async {
        let ledger = Ledger::default();
        let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
            .linger(Linger::Never)
            .build()
            .unwrap();
        ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
        let (run_count, flush_count) = (Arc::<Count>::default(), Arc::<Count>::default());
        let mut run = pin!(worker.run());
        assert!(poll(run.as_mut(), &run_count).is_pending());
        let mut flush = pin!(tx.flush());
        assert!(poll(flush.as_mut(), &flush_count).is_pending());
        assert_eq!(run_count.get(), 1);
        assert!(poll(run.as_mut(), &run_count).is_pending());
        assert_eq!(flush_count.get(), 1);
        assert!(poll(flush.as_mut(), &flush_count).is_ready());
        sleep(MS).await;
        ledger.balance_in_order();
    });
}
