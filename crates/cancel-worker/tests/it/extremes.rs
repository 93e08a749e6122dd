//! What a stranger may set and do: the ends of the ranges at work, and items that come back in.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use cancel_worker::{
    Batch, BatchSink, CancellationToken, Ended, Exhausted, Failure, FlushCtx, InFlight,
    InboxSender, Linger, MessageProcessor, RetryPolicy, Shutdown,
};

use crate::ledger::paused;

const NEVER: RetryPolicy = RetryPolicy {
    max_attempts: u32::MAX,
    attempt_timeout: Duration::MAX,
    total: Duration::MAX,
    base: Duration::MAX,
    max: Duration::MAX,
    // With jitter, a delay may come down to what the clock can hold.
    jitter: 0.0,
    then: Exhausted::Stop,
};

/// Fails so many times, then takes all, and more than there is.
struct Fails(AtomicU64);

impl BatchSink<u64> for Fails {
    type Error = std::io::Error;
    async fn flush_batch(&self, batch: &mut Batch<u64>, _: &FlushCtx) -> Result<(), Self::Error> {
        if self.0.fetch_update(Relaxed, Relaxed, |n| n.checked_sub(1)).is_ok() {
            return Err(std::io::Error::other("not yet"));
        }
        batch.drain_front(usize::MAX);
        assert!(batch.pop_front().is_none() && batch.items_mut().is_empty());
        batch.retain(|_| false);
        assert_eq!(batch.drain_front(usize::MAX).count(), 0);
        Ok(())
    }
}

#[test]
fn a_retry_beyond_the_end_of_time_is_none() {
    paused(async {
        let (tx, mut worker) =
            MessageProcessor::builder(Fails(1.into())).retry(NEVER).build().unwrap();
        tx.send(1).await.unwrap();
        let error = worker.run().await.unwrap_err();
        assert!(matches!(error.failure, Failure::Sink(_)));
        assert_eq!(error.returned, [1]);
        tx.send(2).await.unwrap();
        drop(tx);
        assert_eq!(worker.run().await.unwrap().counts.flushed, 1);
    });
}

#[test]
fn retries_without_a_pause_end_with_the_attempts() {
    paused(async {
        for fails in [0, 1, 999, 1_000, 1_001] {
            let retry = RetryPolicy {
                max_attempts: 1_000,
                attempt_timeout: Duration::from_nanos(1),
                base: Duration::ZERO,
                max: Duration::ZERO,
                ..NEVER
            };
            let (tx, mut worker) =
                MessageProcessor::builder(Fails(fails.into())).retry(retry).build().unwrap();
            tx.send(1).await.unwrap();
            drop(tx);
            assert_eq!(worker.run().await.is_ok(), fails < 1_000, "{fails} failures");
        }
    });
}

#[test]
fn weights_that_overflow_close_their_batches() {
    paused(async {
        for max in [1, u64::MAX - 1, u64::MAX] {
            for in_flight in [InFlight::One, InFlight::Any(2)] {
                let (tx, mut worker) = MessageProcessor::builder(Fails(0.into()))
                    .max_batch_size(usize::MAX)
                    .max_weight(max, |&n| n)
                    .in_flight(in_flight)
                    .build()
                    .unwrap();
                for n in [u64::MAX, 1, u64::MAX, u64::MAX - 1, 0, 0, u64::MAX] {
                    tx.send(n).await.unwrap();
                }
                drop(tx);
                assert_eq!(worker.run().await.unwrap().counts.flushed, 7);
            }
        }
    });
}

/// A linger, a grace and a capacity of nothing or without end.
#[test]
fn the_ends_of_the_ranges_work() {
    paused(async {
        for grace in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
            for linger in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
                for shutdown in [Shutdown::Drain, Shutdown::FlushBuffered, Shutdown::Return] {
                    for lanes in [1, 3] {
                        let stop = CancellationToken::new();
                        let (tx, mut worker) = MessageProcessor::builder(Fails(0.into()))
                            .capacity(usize::MAX)
                            .max_batch_size(usize::MAX)
                            .linger(Linger::FromFirst(linger))
                            .in_flight(InFlight::Any(lanes))
                            .retry(NEVER)
                            .cancel(stop.clone())
                            .shutdown(shutdown, grace)
                            .build()
                            .unwrap();
                        for n in 0..100 {
                            tx.try_send(n).unwrap();
                        }
                        stop.cancel();
                        let report = worker.run().await.unwrap();
                        let returned = report.returned.len() as u64;
                        assert_eq!(report.counts.flushed + returned, 100);
                        assert_ne!(report.ended, Ended::Closed);
                        assert!(tx.try_send(0).is_err());
                    }
                }
            }
        }
    });
}

/// An item that sends, looks and asks when it is dropped: a lock held then would never come free.
struct Meddler(InboxSender<Self>);

impl Drop for Meddler {
    fn drop(&mut self) {
        assert!(self.0.capacity() > 0);
        let _ = self.0.is_closed();
        drop(self.0.clone());
        // The innermost is not sent on, or it would go on for ever.
        if let Ok(mut sent) = SENT.lock() {
            if *sent == 0 {
                return;
            }
            *sent -= 1;
        }
        drop(self.0.try_send(Self(self.0.clone())));
    }
}

static SENT: Mutex<u32> = Mutex::new(0);

struct Takes;

impl BatchSink<Meddler> for Takes {
    type Error = std::convert::Infallible;
    async fn flush_batch(
        &self,
        batch: &mut Batch<Meddler>,
        _: &FlushCtx,
    ) -> Result<(), Self::Error> {
        drop(batch.pop_front());
        Ok(())
    }
}

#[test]
fn items_may_come_back_in_when_they_are_dropped() {
    paused(async {
        for end in 0..4 {
            let (stop, capacity) = (CancellationToken::new(), 3);
            let (tx, mut worker) = MessageProcessor::builder(Takes)
                .capacity(capacity)
                .max_batch_size(2)
                .cancel(stop.clone())
                .build()
                .unwrap();
            for _ in 0..capacity {
                assert!(tx.try_send(Meddler(tx.clone())).is_ok());
            }
            *SENT.lock().unwrap() = 1;
            assert!(tx.try_send(Meddler(tx.clone())).is_err());
            assert_eq!(*SENT.lock().unwrap(), 0);
            *SENT.lock().unwrap() = 10;
            match end {
                0 => drop(worker),
                1 => drop(worker.into_unsettled()),
                _ => {
                    // They keep the inbox open themselves.
                    let stopping = stop.clone();
                    tokio::spawn(async move {
                        tokio::time::sleep(Duration::from_millis(1)).await;
                        stopping.cancel();
                    });
                    let report = worker.run().await.unwrap();
                    assert!(report.returned.is_empty());
                    assert!(report.counts.flushed >= 10);
                }
            }
            assert!(tx.is_closed());
        }
    });
}
