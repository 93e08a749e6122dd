//! Looks from outside.

use std::time::Duration;

use cancel_worker::{
    CancellationToken, InFlight, Linger, MessageProcessor, RetryPolicy, RunState, Shutdown,
};
use tokio::time::{Instant, sleep};

use crate::ledger::{Answer, Ledger, Script, paused};

const MS: Duration = Duration::from_millis(1);

#[test]
fn health_and_stats_follow_the_processor() {
    paused(async {
        for many in [false, true] {
            let ledger = Ledger::default();
            let stop = CancellationToken::new();
            let answers = [Answer::Slow(5), Answer::Err(0), Answer::Err(0), Answer::Ok];
            let retry =
                RetryPolicy { base: 10 * MS, max: 10 * MS, jitter: 0.0, ..RetryPolicy::default() };
            let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, answers))
                .max_batch_size(2)
                .retry(retry)
                .in_flight(if many { InFlight::Any(2) } else { InFlight::One })
                .cancel(stop.clone())
                .shutdown(Shutdown::Drain, 50 * MS)
                .build()
                .unwrap();
            let handle = worker.handle();
            assert_eq!((handle.health().state, handle.health().depth), (RunState::Paused, 0));
            ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
            assert_eq!((handle.health().depth, handle.stats().counts.accepted), (1, 1));
            let start = Instant::now();
            let running = tokio::spawn(async move {
                let report = worker.run().await.unwrap();
                (report, worker)
            });
            sleep(MS).await;
            let health = handle.health();
            assert_eq!(
                (health.state, health.depth, health.last_flush),
                (RunState::Running, 0, None)
            );
            sleep(5 * MS).await;
            // Its reading was for the attempt's limit; it said so after the look before this one.
            assert_eq!(handle.health().last_flush, Some(start + MS));
            // Two attempts fail, at 6 and at 16 ms.
            ledger.sent((0, 1), tx.try_send(ledger.token(0, 1)));
            sleep(MS).await;
            assert_eq!(handle.health().consecutive_failures, 1);
            sleep(10 * MS).await;
            assert_eq!(handle.health().consecutive_failures, 2);
            sleep(10 * MS).await;
            assert_eq!(handle.health().consecutive_failures, 0);
            let stats = handle.stats();
            assert_eq!((stats.batches, stats.handed_over, stats.retries), (2, 2, 2));
            let permit = tx.reserve().await.unwrap();
            stop.cancel();
            sleep(MS).await;
            assert_eq!(handle.health().state, RunState::Stopping);
            drop(permit);
            let (report, worker) = running.await.unwrap();
            assert_eq!(handle.health().state, RunState::Ended);
            assert_eq!(handle.stats().counts, report.counts);
            drop((worker, tx));
            assert_eq!(handle.health().state, RunState::Ended);
            ledger.balance_in_order();
        }
    });
}

/// Exactly where nothing else asks for the clock; else between two looks, and never too late.
#[test]
fn the_last_flush_is_known_without_a_reading_of_its_own() {
    paused(async {
        for lanes in [1, 2] {
            for (linger, retry, known) in [
                (Linger::Idle, false, 20),
                (Linger::Idle, true, 0),
                (Linger::FromFirst(9 * MS), false, 9),
                (Linger::FromFirst(9 * MS), true, 9),
            ] {
                let ledger = Ledger::default();
                let retry = RetryPolicy {
                    attempt_timeout: if retry { 3000 * MS } else { Duration::MAX },
                    ..RetryPolicy::default()
                };
                let at = if linger == Linger::Idle { 0 } else { 9 };
                let (tx, mut worker) =
                    MessageProcessor::builder(Script::new(&ledger, [Answer::Slow(20 - at)]))
                        .linger(linger)
                        .retry(retry)
                        .in_flight(InFlight::Any(lanes))
                        .build()
                        .unwrap();
                let handle = worker.handle();
                let start = Instant::now();
                ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
                let running = tokio::spawn(async move { worker.run().await });
                sleep(40 * MS).await;
                let last = |handle: &cancel_worker::Handle<_>| {
                    handle.health().last_flush.map(|at| (at - start).as_millis())
                };
                assert_eq!(last(&handle), Some(known));
                // One that is looked at meanwhile; and looking again makes it no later.
                ledger.sent((0, 1), tx.try_send(ledger.token(0, 1)));
                assert_eq!(last(&handle), Some(known));
                sleep(20 * MS).await;
                let second = last(&handle);
                assert!(second >= Some(40) && second <= Some(40 + u128::from(at)), "{second:?}");
                sleep(MS).await;
                assert_eq!(last(&handle), second);
                drop(tx);
                let _ = running.await.unwrap().unwrap();
                ledger.balance();
            }
        }
    });
}

/// Batches of one share a lock; but what they settled is not held back for as long as a flush waits.
#[test]
fn counts_are_exact_while_a_flush_waits() {
    paused(async {
        for many in [false, true] {
            let ledger = Ledger::default();
            let answers = [Answer::Ok, Answer::Ok, Answer::Ok, Answer::Slow(5)];
            let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, answers))
                .max_batch_size(1)
                .in_flight(if many { InFlight::Any(2) } else { InFlight::One })
                .build()
                .unwrap();
            let handle = worker.handle();
            for n in 0..4 {
                ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
            }
            drop(tx);
            let running = tokio::spawn(async move { worker.run().await.unwrap() });
            sleep(MS).await;
            let stats = handle.stats();
            assert_eq!((stats.counts.flushed, stats.handed_over, stats.batches), (3, 4, 4));
            assert_eq!(running.await.unwrap().counts, handle.stats().counts);
            ledger.balance_in_order();
        }
    });
}

#[test]
fn a_handle_does_not_keep_the_inbox_open() {
    paused(async {
        let ledger = Ledger::default();
        let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, [])).build().unwrap();
        let handle = worker.handle().clone();
        drop(tx);
        assert_eq!(worker.run().await.unwrap().counts.accepted, 0);
        assert!(format!("{handle:?}").contains("Ended"));
    });
}

#[test]
fn a_dropped_run_is_paused_and_a_dropped_processor_ended() {
    paused(async {
        let ledger = Ledger::default();
        let (_tx, mut worker) =
            MessageProcessor::builder(Script::new(&ledger, [])).build().unwrap();
        let handle = worker.handle();
        assert!(tokio::time::timeout(MS, worker.run()).await.is_err());
        assert_eq!(handle.health().state, RunState::Paused);
        drop(worker);
        assert_eq!(handle.health().state, RunState::Ended);
    });
}
