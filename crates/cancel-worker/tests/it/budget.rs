//! Code that uses up its task's share each time it is polled, and is never done: no limit and no lane
//! beside it may wait for that. Time is paused, and a task that is never idle keeps it there.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use cancel_worker::{
    AsyncWorker, Batch, BatchSink, Call, CancellationToken, ChildEnd, ChildPolicy, Ended, Failure,
    FlushCtx, InFlight, Linger, MessageProcessor, RetryEnd, RetryPolicy, Shutdown, Supervisor,
    WorkerError, retry,
};
use tokio::task::{JoinHandle, coop, yield_now};
use tokio::time::{advance, sleep};

use crate::ledger::paused;

const MS: Duration = Duration::from_millis(1);
const LIMIT: RetryPolicy =
    RetryPolicy { max_attempts: 1, attempt_timeout: MS, total: Duration::MAX, ..POLICY };
const POLICY: RetryPolicy = RetryPolicy {
    max_attempts: u32::MAX,
    attempt_timeout: Duration::MAX,
    total: Duration::MAX,
    base: Duration::ZERO,
    max: Duration::ZERO,
    jitter: 0.0,
    then: cancel_worker::Exhausted::Stop,
};

async fn eat() {
    loop {
        coop::consume_budget().await;
    }
}

/// Eats for ever if the item is 0, and waits for the timer if not.
struct Greedy;

impl BatchSink<u32> for Greedy {
    type Error = std::io::Error;
    async fn flush_batch(&self, batch: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> {
        if batch.items()[0] == 0 {
            eat().await;
        }
        sleep(MS).await;
        Ok(())
    }
}

impl AsyncWorker for Greedy {
    async fn process(&self, _: CancellationToken) -> Result<(), WorkerError> {
        eat().await;
        Ok(())
    }
}

/// Lets time pass, and the others run, until it is done.
async fn soon<R: Send + 'static>(f: impl Future<Output = R> + Send + 'static) -> R {
    let running: JoinHandle<R> = tokio::spawn(f);
    for _ in 0..100 {
        if running.is_finished() {
            return running.await.unwrap();
        }
        yield_now().await;
        advance(MS).await;
    }
    panic!("it is not done after 100 ms and as many polls");
}

#[test]
fn no_attempt_outruns_its_limit() {
    paused(async {
        for lanes in [1, 2] {
            let builder = MessageProcessor::builder(Greedy).in_flight(InFlight::Any(lanes));
            let (tx, mut worker) = builder.retry(LIMIT).build().unwrap();
            tx.try_send(0).unwrap();
            let error = soon(async move { worker.run().await }).await.unwrap_err();
            assert!(matches!(error.failure, Failure::TimedOut), "{error}");
        }
    });
}

#[test]
fn no_shutdown_outruns_its_deadline() {
    paused(async {
        for lanes in [1, 2] {
            let (tx, mut worker) = MessageProcessor::builder(Greedy)
                .in_flight(InFlight::Any(lanes))
                .shutdown(Shutdown::Drain, 9 * MS)
                .build()
                .unwrap();
            tx.try_send(0).unwrap();
            let stop = worker.token().clone();
            let running = tokio::spawn(async move { worker.run().await });
            yield_now().await;
            stop.cancel();
            let report = soon(running).await.unwrap().unwrap();
            assert_eq!((report.ended, report.returned.len()), (Ended::DeadlineExceeded, 1));
        }
    });
}

#[test]
fn no_lane_starves_another() {
    paused(async {
        for greedy in 0..2 {
            // One of the items to each of the lanes, whichever that is.
            let (tx, mut worker) = MessageProcessor::builder(Greedy)
                .max_batch_size(1)
                .in_flight(InFlight::Any(2))
                .build()
                .unwrap();
            let handle = worker.handle();
            tokio::spawn(async move { worker.run().await });
            tx.try_send(greedy).unwrap();
            tx.try_send(1 - greedy).unwrap();
            soon(async move {
                while handle.health().last_flush.is_none() {
                    yield_now().await;
                }
            })
            .await;
        }
    });
}

#[test]
fn no_supervised_child_outruns_its_time_to_stop() {
    paused(async {
        let stop = CancellationToken::new();
        let policy = ChildPolicy { stop: 9 * MS, ..ChildPolicy::default() };
        let running = tokio::spawn(Supervisor::new(&stop).worker("greedy", policy, Greedy).run());
        yield_now().await;
        stop.cancel();
        let report = soon(running).await.unwrap();
        assert!(matches!(report.children[0].ended, ChildEnd::CutOff), "{report:?}");
    });
}

#[test]
fn no_retry_outruns_its_limits() {
    paused(async {
        for total in [3 * MS, Duration::MAX] {
            let policy = RetryPolicy { attempt_timeout: 5 * MS, total, ..LIMIT };
            let gave_up = soon(async move {
                let token = CancellationToken::new();
                let eats = || async {
                    eat().await;
                    Ok::<(), ()>(())
                };
                retry(policy, &token, eats).await
            });
            let reason = gave_up.await.unwrap_err().reason;
            let of_all = total < policy.attempt_timeout;
            assert_eq!(
                reason,
                if of_all { RetryEnd::DeadlineExceeded } else { RetryEnd::Exhausted }
            );
        }
    });
}

/// A sink that fails at once each time, and no pause between: others have their turn all the same.
#[test]
fn failures_without_a_pause_let_others_run() {
    struct Fails(AtomicU32);
    impl BatchSink<u32> for Fails {
        type Error = std::io::Error;
        async fn flush_batch(&self, _: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> {
            let enough = self.0.fetch_add(1, Relaxed) > 9_999;
            if enough { Ok(()) } else { Err(std::io::Error::other("as told")) }
        }
    }
    paused(async {
        for lanes in [1, 2] {
            let sink = Arc::new(Fails(AtomicU32::new(0)));
            let builder = MessageProcessor::builder(sink.clone()).in_flight(InFlight::Any(lanes));
            let (tx, mut worker) = builder.retry(POLICY).build().unwrap();
            tx.try_send(0).unwrap();
            let running = tokio::spawn(async move { worker.run().await });
            yield_now().await;
            let tried = sink.0.load(Relaxed);
            assert!((1..9_999).contains(&tried), "{tried}");
            running.abort();
        }
    });
}

/// On a thread of the runtime, by a task whose share is used up.
#[test]
fn a_blocking_call_needs_no_share() {
    struct Echo;
    impl BatchSink<Call<u32, u32>> for Echo {
        type Error = std::io::Error;
        async fn flush_batch(
            &self,
            batch: &mut Batch<Call<u32, u32>>,
            _: &FlushCtx,
        ) -> Result<(), Self::Error> {
            for call in batch.items_mut() {
                let question = *call.request();
                let _ = call.answer(question + 1);
            }
            Ok(())
        }
    }
    let (tx, mut worker) = MessageProcessor::builder(Echo).build().unwrap();
    let answering = std::thread::spawn(move || paused(async move { worker.run().await.unwrap() }));
    let (answer, answered) = std::sync::mpsc::channel();
    let asking = std::thread::spawn(move || {
        paused(async move {
            tokio::spawn(async move {
                while coop::has_budget_remaining() {
                    coop::consume_budget().await;
                }
                let _ = answer.send(tx.blocking_call(1));
            })
            .await
        })
    });
    let answered = answered.recv_timeout(Duration::from_secs(30));
    assert_eq!(answered.expect("it spins for ever").unwrap(), 2);
    asking.join().unwrap().unwrap();
    assert_eq!(answering.join().unwrap().counts.flushed, 1);
}

/// Item 0 hangs, item 1 waits for its linger, and of the others come more than can be flushed.
struct Hangs(AtomicU32);

impl BatchSink<u32> for Hangs {
    type Error = std::io::Error;
    async fn flush_batch(&self, batch: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> {
        match batch.items()[0] {
            0 => std::future::pending().await,
            1 => _ = self.0.fetch_add(1, Relaxed),
            _ => {}
        }
        Ok(())
    }
}

#[test]
fn no_lane_full_of_work_holds_up_the_time_of_another() {
    paused(async {
        for first in [0, 1] {
            let sink = Arc::new(Hangs(AtomicU32::new(0)));
            let (tx, mut worker) = MessageProcessor::builder(sink.clone())
                .max_batch_size(2)
                .linger(Linger::FromFirst(9 * MS))
                .in_flight(InFlight::per_key(64, |&n| n))
                .retry(LIMIT)
                .build()
                .unwrap();
            tx.try_send(first).unwrap();
            tokio::spawn(async move {
                while !tx.is_closed() {
                    while tx.try_send(2).is_ok() {}
                    yield_now().await;
                }
            });
            let running = tokio::spawn(async move { worker.run().await });
            if first == 0 {
                let error = soon(running).await.unwrap().unwrap_err();
                assert!(matches!(error.failure, Failure::TimedOut), "{error}");
                continue;
            }
            soon(async move {
                while sink.0.load(Relaxed) == 0 {
                    yield_now().await;
                }
            })
            .await;
            running.abort();
        }
    });
}
