//! Limits for attempts beside a linger: the batch's one reading of the clock was for its first item, and
//! yet no attempt is cut off early, nor more than an eighth late. Time is paused.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use cancel_worker::{
    Exhausted, Failure, FlushReason, InFlight, InboxSender, Linger, MessageProcessor,
    ProcessorError, RetryPolicy, ShutdownReport,
};
use tokio::task::{JoinHandle, coop};
use tokio::time::{Instant, advance, sleep};

use crate::ledger::{Answer, Count, Ledger, Script, Token, paused, poll};

const MS: Duration = Duration::from_millis(1);

type Ran = Result<ShutdownReport<Token>, ProcessorError<Token>>;

struct World {
    ledger: Ledger,
    script: Arc<Script>,
    tx: InboxSender<Token>,
    running: JoinHandle<(Ran, Duration)>,
    sent: u64,
}

impl World {
    fn new(lanes: usize, linger: Duration, retry: RetryPolicy, answers: &[Answer]) -> Self {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, answers.iter().copied());
        let (tx, mut worker) = MessageProcessor::builder(script.clone())
            .max_batch_size(2)
            .linger(Linger::FromFirst(linger))
            .in_flight(InFlight::Any(lanes))
            .retry(retry)
            .build()
            .unwrap();
        let start = Instant::now();
        let running = tokio::spawn(async move { (worker.run().await, start.elapsed()) });
        Self { ledger, script, tx, running, sent: 0 }
    }

    fn send(&mut self) {
        self.ledger.sent((0, self.sent), self.tx.try_send(self.ledger.token(0, self.sent)));
        self.sent += 1;
    }

    /// How the run ends, and when.
    async fn end(self) -> (Ran, Duration) {
        let _tx = self.tx;
        self.running.await.unwrap()
    }

    /// It ends by a timeout. How long after the last flush began?
    async fn times_out(self) -> Duration {
        let (ledger, script) = (self.ledger.clone(), self.script.clone());
        let (ran, at) = self.end().await;
        let error = ran.unwrap_err();
        assert!(matches!(error.failure, Failure::TimedOut), "{error}");
        ledger.give_back(error.returned);
        at.checked_sub(script.flushes().last().unwrap().at).unwrap()
    }
}

fn limit(attempt_timeout: Duration) -> RetryPolicy {
    RetryPolicy { attempt_timeout, max_attempts: 1, ..RetryPolicy::default() }
}

#[test]
fn an_attempt_after_a_linger_is_cut_off_within_an_eighth() {
    paused(async {
        for lanes in [1, 2] {
            // Its linger ended, and then what is known is when that was.
            let mut world = World::new(lanes, 50 * MS, limit(80 * MS), &[Answer::Hang(0)]);
            world.send();
            assert_eq!(world.times_out().await, 90 * MS);
            // It was full before, and then what is known is when the first item came.
            for (after, took) in [(0, 90), (7, 83), (30, 80), (49, 80)] {
                let mut world = World::new(lanes, 50 * MS, limit(80 * MS), &[Answer::Hang(0)]);
                world.send();
                sleep(after * MS).await;
                world.send();
                assert_eq!(world.times_out().await, took * MS, "{after}");
            }
        }
    });
}

/// The linger was over long before the flush could begin: that is not the attempt's time.
#[test]
fn a_wait_behind_a_slow_flush_is_not_counted() {
    paused(async {
        for many in [0, 1, 2, 5] {
            let answers = [Answer::Slow(70), Answer::Hang(0)];
            let mut world = World::new(1, 5 * MS, limit(80 * MS), &answers);
            world.send();
            world.send();
            sleep(MS).await;
            (0..=many).for_each(|_| world.send());
            let took = world.times_out().await;
            assert!((80 * MS..=90 * MS).contains(&took), "{many} {took:?}");
        }
    });
}

#[test]
fn a_total_begins_with_the_first_attempt_and_not_with_the_wait_for_it() {
    paused(async {
        for lanes in [1, 2] {
            let retry = RetryPolicy {
                total: 40 * MS,
                max_attempts: 9,
                base: 10 * MS,
                max: 10 * MS,
                jitter: 0.0,
                ..RetryPolicy::default()
            };
            // Behind slow flushes for longer than the total; then attempts at 0, 10, 20, 30, 40.
            let answers = [vec![Answer::Slow(100); lanes], vec![Answer::Err(0); 9]].concat();
            let mut world = World::new(lanes, 5 * MS, retry, &answers);
            (0..=2 * lanes).for_each(|_| world.send());
            let (ledger, script) = (world.ledger.clone(), world.script.clone());
            let error = world.end().await.0.unwrap_err();
            ledger.give_back(error.returned);
            ledger.balance();
            assert_eq!(script.flushes().len() - lanes, 5, "{lanes} {:?}", script.flushes());
            // A first attempt that takes longer than the total is the last.
            for (slow, attempts) in [(39, 2), (46, 1)] {
                let retry = RetryPolicy { attempt_timeout: slow * MS, base: MS, ..retry };
                let mut world = World::new(lanes, 5 * MS, retry, &[Answer::Hang(0); 9]);
                world.send();
                let (ledger, script) = (world.ledger.clone(), world.script.clone());
                let error = world.end().await.0.unwrap_err();
                ledger.give_back(error.returned);
                assert_eq!(script.flushes().len(), attempts, "{slow} {:?}", script.flushes());
            }
        }
    });
}

/// The run is dropped in each state and made anew: what is left of the first attempt's knowledge holds.
#[test]
fn a_run_dropped_before_and_after_the_first_look_keeps_the_total() {
    paused(async {
        for many in [false, true] {
            for wait in [1, 8, 30] {
                let ledger = Ledger::default();
                let script = Script::new(&ledger, [Answer::Hang(0), Answer::Err(0)]);
                let (tx, mut worker) = MessageProcessor::builder(script.clone())
                    .linger(Linger::FromFirst(5 * MS))
                    .in_flight(InFlight::Any(if many { 2 } else { 1 }))
                    .retry(RetryPolicy {
                        total: 40 * MS,
                        base: 5 * MS,
                        jitter: 0.0,
                        ..RetryPolicy::default()
                    })
                    .build()
                    .unwrap();
                ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
                let first = tokio::time::timeout((5 + wait) * MS, worker.run()).await;
                assert!(first.is_err());
                drop(tx);
                // 5 ms of back-off behind the second attempt, and the third is within the total.
                let report = worker.run().await.unwrap();
                assert_eq!((report.counts.flushed, script.flushes().len()), (1, 3), "{wait}");
                ledger.balance();
            }
        }
    });
}

/// A linger of 10 ms, and a queue for each key.
fn of_many_queues(
    script: &Arc<Script>,
) -> (InboxSender<Token>, MessageProcessor<Token, Arc<Script>>) {
    MessageProcessor::builder(script.clone())
        .linger(Linger::FromFirst(10 * MS))
        .in_flight(InFlight::per_key(64, |token: &Token| token.id().0))
        .build()
        .unwrap()
}

/// Items of several queues: each batch counts from its own first, which came beside others' or alone.
#[test]
fn a_queue_of_its_own_lingers_from_its_own_first_item() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, []);
        let (tx, mut worker) = of_many_queues(&script);
        let running = tokio::spawn(async move { worker.run().await });
        // A new key each 3 ms, and one item more of the one before it.
        for key in 0..10 {
            ledger.sent((key, 0), tx.try_send(ledger.token(key, 0)));
            sleep(3 * MS).await;
            ledger.sent((key, 1), tx.try_send(ledger.token(key, 1)));
        }
        sleep(20 * MS).await;
        drop(tx);
        let _ = running.await.unwrap().unwrap();
        let flushes = script.flushes();
        // Two keys may share a queue, by chance.
        for flush in &flushes {
            assert_eq!(flush.reason, FlushReason::Linger);
            assert_eq!((flush.at.as_millis() - 10) % 3, 0, "{flushes:?}");
        }
        assert_eq!(flushes[0].at, 10 * MS);
        assert!(flushes.last().unwrap().at <= 37 * MS + 3 * MS, "{flushes:?}");
        ledger.balance();
    });
}

/// Nobody looks at what comes while the run is dropped, so it has to be stamped.
#[test]
fn what_comes_while_no_run_is_polled_lingers_from_then() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, []);
        let (tx, mut worker) = of_many_queues(&script);
        let send = |key| ledger.sent((key, 0), tx.try_send(ledger.token(key, 0)));
        send(0);
        // Parks with a queue that holds something.
        assert!(tokio::time::timeout(MS, worker.run()).await.is_err());
        (1..9).for_each(send);
        sleep(20 * MS).await;
        assert!(tokio::time::timeout(MS, worker.run()).await.is_err());
        // All of them at once, their time was up: at 21 ms.
        assert!(script.flushes().iter().all(|flush| flush.at == 21 * MS), "{:?}", script.flushes());
        assert_eq!(script.lens().iter().sum::<usize>(), 9);
        ledger.balance();
    });
}

/// A policy that dead-letters is no exception.
#[test]
fn the_limit_holds_for_dead_letters_too() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, [Answer::Hang(0)]);
        let (tx, mut worker) = MessageProcessor::builder(script.clone())
            .linger(Linger::FromFirst(10 * MS))
            .retry(RetryPolicy { then: Exhausted::DeadLetter, ..limit(80 * MS) })
            .dead_letter(Script::dead_letters(&ledger, [Answer::Hang(0)]))
            .build()
            .unwrap();
        let start = Instant::now();
        ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
        let error = worker.run().await.unwrap_err();
        // The linger, the attempt with its eighth, and the dead letter, whose beginning is known.
        assert_eq!(start.elapsed(), 10 * MS + 90 * MS + 80 * MS);
        ledger.give_back(error.returned);
        ledger.balance();
    });
}

/// What a flush or a back-off waited for is forgotten with it.
#[test]
fn a_limit_that_was_not_needed_wakes_nobody() {
    paused(async {
        for lanes in [1, 3] {
            for linger in [Linger::Idle, Linger::FromFirst(MS)] {
                for answer in [Answer::Slow(5), Answer::Err(0), Answer::Fatal(0)] {
                    let ledger = Ledger::default();
                    let (tx, mut worker) =
                        MessageProcessor::builder(Script::new(&ledger, [answer, Answer::Slow(5)]))
                            .linger(linger)
                            .in_flight(InFlight::Any(lanes))
                            .retry(RetryPolicy {
                                total: 500 * MS,
                                then: Exhausted::DeadLetter,
                                ..limit(400 * MS)
                            })
                            .dead_letter(Script::dead_letters(&ledger, [Answer::Slow(5)]))
                            .build()
                            .unwrap();
                    ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
                    let count = Arc::<Count>::default();
                    let mut run = std::pin::pin!(worker.run());
                    for _ in 0..200 {
                        assert!(poll(run.as_mut(), &count).is_pending());
                        advance(MS).await;
                    }
                    assert!(poll(run.as_mut(), &count).is_pending());
                    ledger.balance();
                    let before = count.get();
                    for _ in 0..50 {
                        advance(100 * MS).await;
                        tokio::task::yield_now().await;
                    }
                    assert_eq!(count.get(), before, "{lanes} {linger:?} {answer:?}");
                }
            }
        }
    });
}

/// A batch laid down for a lane in a run that is dropped before the lane looks up: its attempt begins in
/// the next run.
#[test]
fn what_was_laid_down_in_a_dropped_run_has_its_whole_limit_in_the_next() {
    paused(async {
        let ledger = Ledger::default();
        let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, [Answer::Slow(6)]))
            .in_flight(InFlight::Any(2))
            .retry(limit(8 * MS))
            .build()
            .unwrap();
        ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
        worker.token().cancel();
        let mut run = Box::pin(worker.run());
        poll_fn(|cx| {
            // With no budget left, it yields once the batch is laid down.
            while let Poll::Ready(share) = coop::poll_proceed(cx) {
                share.made_progress();
            }
            assert!(run.as_mut().poll(cx).is_pending());
            Poll::Ready(())
        })
        .await;
        drop(run);
        sleep(20 * MS).await;
        assert_eq!(worker.run().await.unwrap().counts.flushed, 1);
        ledger.balance();
    });
}
