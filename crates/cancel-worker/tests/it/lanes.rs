//! Several flushes at once.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use cancel_worker::{
    Batch, BatchSink, CancellationToken, Ended, Exhausted, FlushCtx, FlushReason, InFlight, Linger,
    MessageProcessor, RetryPolicy, Shutdown,
};
use tokio::time::{Instant, advance, sleep};

use crate::ledger::{Answer, Count, Ledger, Script, Token, paused, poll};

const MS: Duration = Duration::from_millis(1);

fn per_key(n: usize) -> InFlight<Token> {
    InFlight::per_key(n, |token: &Token| token.id().0)
}

#[test]
fn any_has_as_many_flushes_under_way_as_it_says() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, [Answer::Slow(10); 6]);
        let (tx, mut worker) = MessageProcessor::builder(script.clone())
            .max_batch_size(2)
            .in_flight(InFlight::Any(3))
            .build()
            .unwrap();
        for n in 0..12 {
            ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
        }
        drop(tx);
        let start = Instant::now();
        assert_eq!(worker.run().await.unwrap().ended, Ended::Closed);
        assert_eq!(start.elapsed(), 20 * MS);
        let at: Vec<_> = script.flushes().iter().map(|f| f.at / 10).collect();
        assert_eq!(at, [0, 0, 0, 1, 1, 1].map(|n| n * MS));
        ledger.balance();
    });
}

#[test]
fn a_failing_lane_holds_up_no_other() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, [Answer::Err(0), Answer::Ok]);
        let retry =
            RetryPolicy { base: 100 * MS, jitter: 0.0, max_attempts: 2, ..RetryPolicy::default() };
        let (tx, mut worker) = MessageProcessor::builder(script.clone())
            .max_batch_size(1)
            .in_flight(InFlight::Any(2))
            .retry(retry)
            .build()
            .unwrap();
        for n in 0..5 {
            ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
        }
        drop(tx);
        assert_eq!(worker.run().await.unwrap().counts.flushed, 5);
        let flushes: Vec<_> = script.flushes().iter().map(|f| (f.at, f.attempt)).collect();
        assert_eq!(flushes[1..5], [(Duration::ZERO, 1); 4]);
        assert_eq!(flushes[5], (100 * MS, 2));
        assert_eq!(ledger.book().flushed.last(), Some(&(0, 0)));
        ledger.balance();
    });
}

/// Takes longer for some keys than for others, and never has two flushes of one key at once.
struct PerKey([AtomicUsize; 7]);

impl BatchSink<Token> for PerKey {
    type Error = std::fmt::Error;
    async fn flush_batch(&self, batch: &mut Batch<Token>, _: &FlushCtx) -> Result<(), Self::Error> {
        let mut keys: Vec<_> = batch.items().iter().map(|token| token.id().0).collect();
        keys.sort_unstable();
        keys.dedup();
        for &key in &keys {
            assert_eq!(self.0[key].fetch_add(1, Relaxed), 0, "two flushes of key {key}");
        }
        sleep(u32::try_from(keys[0]).unwrap() * MS).await;
        for &key in &keys {
            self.0[key].fetch_sub(1, Relaxed);
        }
        for mut token in batch.drain_front(usize::MAX) {
            token.mark_settled();
            LEDGER.with(|ledger| ledger.flush(token.id()));
        }
        Ok(())
    }
}

thread_local! {
    static LEDGER: Ledger = Ledger::default();
}

#[test]
fn per_key_keeps_the_order_of_each_key() {
    paused(async {
        let ledger = LEDGER.with(Clone::clone);
        let (tx, mut worker) = MessageProcessor::builder(PerKey(Default::default()))
            .capacity(8)
            .max_batch_size(3)
            .in_flight(per_key(4))
            .build()
            .unwrap();
        let running = tokio::spawn(async move { worker.run().await.unwrap() });
        for n in 0..300 {
            let key = usize::try_from(n * n % 7).unwrap();
            let id = (key, n);
            let sent = tx.send(ledger.token(key, n)).await;
            ledger.sent(id, sent);
        }
        drop(tx);
        assert_eq!(running.await.unwrap().counts.flushed, 300);
        ledger.balance_per_producer();
    });
}

#[test]
fn a_panic_in_key_loses_nothing_and_holds_up_nobody() {
    paused(async {
        let ledger = Ledger::default();
        let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
            .in_flight(InFlight::per_key(3, |token: &Token| match token.id().1 {
                2 => panic!("as told"),
                n => n,
            }))
            .build()
            .unwrap();
        for n in 0..6 {
            ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
        }
        drop(tx);
        assert_eq!(worker.run().await.unwrap().counts.flushed, 6);
        ledger.balance();
    });
}

#[test]
fn each_key_lane_lingers_for_itself_and_never_waits_for_items_that_cannot_come() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, []);
        let (tx, mut worker) = MessageProcessor::builder(script.clone())
            .capacity(4)
            .max_batch_size(4)
            .linger(Linger::Never)
            .in_flight(per_key(2))
            .build()
            .unwrap();
        let running = tokio::spawn(async move { worker.run().await.unwrap() });
        // Whatever the keys' lanes are, neither may fill up: the inbox does.
        for n in 0..16 {
            let producer = usize::try_from(n % 5).unwrap();
            let sent = tx.send(ledger.token(producer, n)).await;
            ledger.sent((producer, n), sent);
        }
        drop(tx);
        assert_eq!(running.await.unwrap().counts.flushed, 16);
        ledger.balance();

        let script = Script::new(&ledger, []);
        let (tx, mut worker) = MessageProcessor::builder(script.clone())
            .linger(Linger::FromFirst(10 * MS))
            .in_flight(per_key(64))
            .build()
            .unwrap();
        let running = tokio::spawn(async move { worker.run().await.unwrap() });
        for producer in 100..103 {
            ledger.sent((producer, 0), tx.try_send(ledger.token(producer, 0)));
            sleep(3 * MS).await;
        }
        sleep(20 * MS).await;
        // Each at its own time, unless two keys share a lane and so a linger.
        let at: Vec<_> = script.flushes().iter().map(|f| f.at).collect();
        assert!(at.iter().all(|at| [10 * MS, 13 * MS, 16 * MS].contains(at)), "{at:?}");
        assert_eq!(at[0], 10 * MS);
        drop(tx);
        assert_eq!(running.await.unwrap().counts.flushed, 3);
        ledger.balance();
    });
}

#[test]
fn a_dropped_run_of_many_lanes_offers_the_rest_again() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, [Answer::Hang(1), Answer::Hang(0), Answer::Hang(2)]);
        let (tx, mut worker) = MessageProcessor::builder(script.clone())
            .max_batch_size(2)
            .in_flight(InFlight::Any(3))
            .build()
            .unwrap();
        for n in 0..8 {
            ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
        }
        assert!(poll(pin!(worker.run()), &Arc::default()).is_pending());
        drop(tx);
        let report = worker.run().await.unwrap();
        assert_eq!((report.ended, report.counts.flushed), (Ended::Closed, 8));
        let offered: Vec<_> = script.flushes().iter().map(|f| (f.len, f.attempt)).collect();
        assert_eq!(offered[..3], [(2, 1), (2, 1), (2, 1)]);
        assert_eq!(offered[3..5], [(1, 2), (2, 2)]);
        assert_eq!(offered[5..], [(2, 1)]);
        ledger.balance();
    });
}

#[test]
fn an_error_in_one_lane_leaves_the_others_for_the_next_run() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, [Answer::Hang(0), Answer::Err(1)]);
        let (tx, mut worker) = MessageProcessor::builder(script)
            .max_batch_size(3)
            .in_flight(InFlight::Any(2))
            .build()
            .unwrap();
        for n in 0..8 {
            ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
        }
        let error = worker.run().await.unwrap_err();
        assert_eq!((error.returned.len(), error.counts.flushed), (2, 1));
        ledger.give_back(error.returned);
        drop(tx);
        assert_eq!(worker.run().await.unwrap().counts.flushed, 6);
        ledger.balance();
    });
}

#[test]
fn shutdowns_of_many_lanes() {
    paused(async {
        for (shutdown, ended, flushed, at) in [
            (Shutdown::Drain, Ended::DeadlineExceeded, 6, 20),
            (Shutdown::FlushBuffered, Ended::DeadlineExceeded, 4, 20),
            (Shutdown::Return, Ended::DeadlineExceeded, 2, 20),
        ] {
            let ledger = Ledger::default();
            let stop = CancellationToken::new();
            // One lane hangs; the other flushes what it may.
            let script = Script::new(&ledger, [Answer::Hang(0), Answer::Slow(10)]);
            let (tx, mut worker) = MessageProcessor::builder(script)
                .capacity(10)
                .max_batch_size(2)
                .in_flight(InFlight::Any(2))
                .cancel(stop.clone())
                .shutdown(shutdown, 20 * MS)
                .build()
                .unwrap();
            for n in 0..8 {
                ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
            }
            let cancel = stop.clone();
            tokio::spawn(async move {
                sleep(5 * MS).await;
                cancel.cancel();
            });
            let start = Instant::now();
            let report = worker.run().await.unwrap();
            assert_eq!((report.ended, report.counts.flushed), (ended, flushed), "{shutdown:?}");
            assert_eq!(start.elapsed(), (5 + at) * MS);
            assert_eq!(report.returned.len() as u64, 8 - flushed);
            ledger.give_back(report.returned);
            ledger.balance();
        }
    });
}

#[test]
fn dead_letters_come_from_every_lane() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, [Answer::Fatal(0); 20]);
        let dead = Script::dead_letters(&ledger, [Answer::Slow(3); 20]);
        let (tx, mut worker) = MessageProcessor::builder(script)
            .max_batch_size(2)
            .in_flight(per_key(3))
            .retry(RetryPolicy { then: Exhausted::DeadLetter, ..RetryPolicy::default() })
            .dead_letter(dead)
            .build()
            .unwrap();
        for n in 0..12 {
            let key = usize::try_from(n % 6).unwrap();
            ledger.sent((key, n), tx.try_send(ledger.token(key, n)));
        }
        drop(tx);
        let counts = worker.run().await.unwrap().counts;
        assert_eq!((counts.dead_lettered, counts.flushed), (12, 0));
        ledger.balance_per_producer();
    });
}

#[test]
fn idle_lanes_never_wake() {
    paused(async {
        for in_flight in [InFlight::Any(3), per_key(3)] {
            let ledger = Ledger::default();
            let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
                .max_batch_size(2)
                .linger(Linger::FromFirst(10 * MS))
                .in_flight(in_flight)
                .build()
                .unwrap();
            let count = Arc::<Count>::default();
            let mut run = pin!(worker.run());
            for n in 0..2 {
                assert!(poll(run.as_mut(), &count).is_pending());
                ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
            }
            while count.get() > 0 && ledger.book().flushed.len() < 2 {
                assert!(poll(run.as_mut(), &count).is_pending());
            }
            let before = count.get();
            for _ in 0..50 {
                advance(100 * MS).await;
                tokio::task::yield_now().await;
            }
            assert_eq!(count.get(), before);
            ledger.balance();
        }
    });
}

#[test]
fn a_busy_sink_of_many_lanes_lets_others_run() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, []);
        let (tx, mut worker) = MessageProcessor::builder(script.clone())
            .max_batch_size(1)
            .capacity(10_000)
            .in_flight(InFlight::Any(2))
            .build()
            .unwrap();
        for n in 0..1_000 {
            ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
        }
        drop(tx);
        let running = tokio::spawn(async move { worker.run().await.unwrap() });
        tokio::task::yield_now().await;
        assert!(!running.is_finished());
        assert_eq!(running.await.unwrap().counts.flushed, 1_000);
        assert!(script.flushes().iter().any(|f| f.reason == FlushReason::Full));
        ledger.balance();
    });
}
