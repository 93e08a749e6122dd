//! When batches close, to the millisecond: time is paused.

use std::sync::Arc;
use std::time::Duration;

use cancel_worker::{Ended, FlushReason, InFlight, InboxSender, Linger, MessageProcessor};
use tokio::time::{Instant, sleep, sleep_until};

use crate::ledger::{Answer, Flush, Ledger, Script, Token, paused};

const MS: Duration = Duration::from_millis(1);

struct World {
    ledger: Ledger,
    script: Arc<Script>,
    tx: InboxSender<Token>,
    running: tokio::task::JoinHandle<u64>,
    next: u64,
}

impl World {
    fn new(batch: usize, linger: Linger, answers: impl IntoIterator<Item = Answer>) -> Self {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, answers);
        let (tx, mut worker) = MessageProcessor::builder(script.clone())
            .capacity(100)
            .max_batch_size(batch)
            .linger(linger)
            .build()
            .unwrap();
        let running = tokio::spawn(async move { worker.run().await.unwrap().counts.flushed });
        Self { ledger, script, tx, running, next: 0 }
    }

    async fn send(&mut self, n: u64) {
        for _ in 0..n {
            self.tx.send(self.ledger.token(0, self.next)).await.unwrap();
            self.ledger.accept((0, self.next));
            self.next += 1;
        }
    }

    async fn finish(self) -> Vec<Flush> {
        drop(self.tx);
        assert_eq!(self.running.await.unwrap(), self.next);
        self.ledger.balance_in_order();
        self.script.flushes()
    }
}

fn flush(at: u32, len: usize, reason: FlushReason) -> Flush {
    Flush { at: at * MS, len, reason, attempt: 1 }
}

#[test]
fn linger_is_counted_from_the_first_item_and_never_restarts() {
    paused(async {
        let mut world = World::new(100, Linger::FromFirst(10 * MS), []);
        for _ in 0..20 {
            world.send(1).await;
            sleep(MS).await;
        }
        sleep(50 * MS).await;
        let (n, tens) = (world.next, world.finish().await);
        // Under a steady load every 10 ms, and not once the load ends.
        assert_eq!(tens[0].at, 10 * MS);
        assert!(tens.iter().all(|f| f.reason == FlushReason::Linger), "{tens:?}");
        assert_eq!(tens.iter().map(|f| f.len as u64).sum::<u64>(), n);
        assert!(tens.iter().all(|f| f.len <= 11), "{tens:?}");
    });
}

#[test]
fn a_full_batch_does_not_wait() {
    paused(async {
        let mut world = World::new(4, Linger::FromFirst(10 * MS), []);
        world.send(9).await;
        sleep(3 * MS).await;
        world.send(1).await;
        sleep(20 * MS).await;
        assert_eq!(
            world.finish().await,
            [
                flush(0, 4, FlushReason::Full),
                flush(0, 4, FlushReason::Full),
                flush(10, 2, FlushReason::Linger)
            ]
        );
    });
}

#[test]
fn linger_runs_while_a_flush_is_under_way() {
    paused(async {
        let mut world = World::new(2, Linger::FromFirst(10 * MS), [Answer::Slow(8)]);
        world.send(2).await;
        sleep(3 * MS).await;
        world.send(1).await; // at 3, while the first flush runs to 8: due at 13, and not at 18
        sleep(40 * MS).await;
        assert_eq!(
            world.finish().await,
            [flush(0, 2, FlushReason::Full), flush(13, 1, FlushReason::Linger)]
        );
    });
}

#[test]
fn a_saturated_input_does_not_delay_linger() {
    paused(async {
        // Batches never fill; the input never pauses for as long as the linger.
        let mut world = World::new(100, Linger::FromFirst(10 * MS), []);
        let start = Instant::now();
        for n in 0..1_000 {
            world.send(1).await;
            sleep_until(start + (n / 4) * MS).await;
        }
        let flushes = world.finish().await;
        for (before, after) in flushes.iter().zip(&flushes[1..]) {
            assert!(after.at <= before.at + 12 * MS, "{before:?} {after:?}");
        }
    });
}

#[test]
fn idle_flushes_what_there_is() {
    paused(async {
        let mut world = World::new(4, Linger::Idle, [Answer::Ok, Answer::Slow(5)]);
        world.send(1).await;
        sleep(MS).await;
        world.send(2).await;
        sleep(MS).await;
        world.send(6).await; // gather behind the slow flush
        sleep(20 * MS).await;
        assert_eq!(
            world.finish().await,
            [
                flush(0, 1, FlushReason::Idle),
                flush(1, 2, FlushReason::Idle),
                flush(6, 4, FlushReason::Full),
                flush(6, 2, FlushReason::Idle)
            ]
        );
    });
}

#[test]
fn never_waits_for_a_full_batch_or_the_end() {
    paused(async {
        let mut world = World::new(4, Linger::Never, []);
        world.send(6).await;
        sleep(100 * MS).await;
        world.send(2).await;
        sleep(100 * MS).await;
        world.send(3).await;
        sleep(100 * MS).await;
        assert_eq!(
            world.finish().await,
            [
                flush(0, 4, FlushReason::Full),
                flush(100, 4, FlushReason::Full),
                flush(300, 3, FlushReason::Shutdown)
            ]
        );
    });
}

#[test]
fn a_batch_above_the_capacity_is_full_when_the_inbox_is() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, []);
        let (tx, mut worker) = MessageProcessor::builder(script.clone())
            .capacity(3)
            .max_batch_size(100)
            .linger(Linger::FromFirst(1_000 * MS))
            .build()
            .unwrap();
        let running = tokio::spawn(async move { worker.run().await.unwrap() });
        for n in 0..7 {
            tx.send(ledger.token(0, n)).await.unwrap();
            ledger.accept((0, n));
        }
        sleep(5 * MS).await;
        assert_eq!(
            script.flushes(),
            [flush(0, 3, FlushReason::Full), flush(0, 3, FlushReason::Full)]
        );
        drop(tx);
        assert_eq!(running.await.unwrap().counts.flushed, 7);
        ledger.balance_in_order();
    });
}

#[test]
fn capacity_one_works() {
    paused(async {
        for linger in [Linger::Idle, Linger::Never, Linger::FromFirst(10 * MS)] {
            let ledger = Ledger::default();
            let script = Script::new(&ledger, [Answer::Slow(3)]);
            let (tx, mut worker) = MessageProcessor::builder(script.clone())
                .capacity(1)
                .max_batch_size(1)
                .linger(linger)
                .build()
                .unwrap();
            let running = tokio::spawn(async move { worker.run().await.unwrap() });
            for n in 0..5 {
                tx.send(ledger.token(0, n)).await.unwrap();
                ledger.accept((0, n));
            }
            drop(tx);
            assert_eq!(running.await.unwrap().counts.flushed, 5);
            assert_eq!(script.lens(), [1; 5]);
            ledger.balance_in_order();
        }
    });
}

#[test]
fn what_a_full_batch_leaves_over_counts_from_its_own_load() {
    paused(async {
        let mut world = World::new(2, Linger::FromFirst(10 * MS), []);
        world.send(1).await;
        sleep(5 * MS).await;
        world.send(2).await; // one fills the batch, one is left over: due at 15
        sleep(40 * MS).await;
        assert_eq!(
            world.finish().await,
            [flush(5, 2, FlushReason::Full), flush(15, 1, FlushReason::Linger)]
        );
    });
}

fn per_key(n: usize) -> InFlight<Token> {
    InFlight::per_key(n, |token: &Token| token.id().0)
}

#[test]
fn no_item_waits_longer_than_its_linger() {
    paused(async {
        for lanes in [InFlight::Any(2), per_key(2), per_key(8)] {
            let ledger = Ledger::default();
            let script = Script::new(&ledger, []);
            let (tx, mut worker) = MessageProcessor::builder(script.clone())
                .max_batch_size(4)
                .linger(Linger::FromFirst(10 * MS))
                .in_flight(lanes)
                .build()
                .unwrap();
            let running = tokio::spawn(async move { worker.run().await });
            // Queues of their own, found empty by loads that are no whole number of batches.
            for (n, key) in (0..).zip([0, 0, 0, 1, 2, 3, 4, 5, 6, 7]) {
                ledger.sent((key, n), tx.try_send(ledger.token(key, n)));
                if n >= 2 {
                    sleep(MS).await;
                }
            }
            sleep(20 * MS).await;
            assert_eq!(script.flushes().iter().map(|flush| flush.len).sum::<usize>(), 10);
            drop(tx);
            assert_eq!(running.await.unwrap().unwrap().ended, Ended::Closed);
            ledger.balance();
        }
    });
}

#[test]
fn an_item_behind_a_barrier_lingers_from_its_own_arrival() {
    paused(async {
        for lanes in [InFlight::One, InFlight::Any(2), per_key(2)] {
            let ledger = Ledger::default();
            let script = Script::new(&ledger, [Answer::Slow(20)]);
            let (tx, mut worker) = MessageProcessor::builder(script.clone())
                .max_batch_size(4)
                .linger(Linger::FromFirst(100 * MS))
                .in_flight(lanes)
                .build()
                .unwrap();
            let running = tokio::spawn(async move { worker.run().await });
            let start = Instant::now();
            ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
            let flush = tokio::spawn({
                let tx = tx.clone();
                async move { tx.flush().await }
            });
            for n in 1..3 {
                sleep(MS).await;
                ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
            }
            assert!(flush.await.unwrap().all_flushed());
            sleep(200 * MS).await;
            let last = script.flushes().last().map(|flush| (flush.at, flush.len));
            assert_eq!(last, Some((101 * MS, 2)), "{:?}", start.elapsed());
            drop(tx);
            assert_eq!(running.await.unwrap().unwrap().ended, Ended::Closed);
            ledger.balance();
        }
    });
}
