//! Panics in whatever code is not ours.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use cancel_worker::{
    Batch, BatchSink, Exhausted, Failure, FlushCtx, InFlight, MessageProcessor, RetryPolicy,
    Settled,
};

use crate::ledger::{Answer, Ledger, Script, paused, poll};

#[track_caller]
fn message(failure: &Failure) -> &str {
    match failure {
        Failure::Panicked(message) => message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_sink_that_panics_loses_nothing() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, [Answer::Panic(1), Answer::Panic(0)]);
        let (tx, mut worker) = MessageProcessor::builder(script).max_batch_size(3).build().unwrap();
        for n in 0..8 {
            tx.try_send(ledger.token(0, n)).unwrap();
            ledger.accept((0, n));
        }
        drop(tx);
        for left in [2, 3] {
            let error = worker.run().await.unwrap_err();
            assert_eq!(message(&error.failure), "as told");
            assert!(error.to_string().contains("as told"));
            assert_eq!(error.returned.len(), left);
            ledger.give_back(error.returned);
        }
        assert_eq!(worker.run().await.unwrap().counts.flushed, 3);
        ledger.balance_in_order();
    });
}

/// Panics when it is dropped, if armed.
struct Bomb(Arc<AtomicBool>, u32);

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(self.1 != 1 || !self.0.swap(false, Relaxed), "dropped 1");
    }
}

/// Removes one item in some way, then says Ok.
struct Remove(u8);

impl BatchSink<Bomb> for Remove {
    type Error = std::io::Error;
    async fn flush_batch(&self, batch: &mut Batch<Bomb>, _: &FlushCtx) -> Result<(), Self::Error> {
        match self.0 {
            0 => {}
            1 => drop(batch.drain_front(2)),
            2 => batch.retain(|bomb| bomb.1 != 1),
            _ => while batch.pop_front().is_some() {},
        }
        Ok(())
    }
}

#[test]
fn an_item_whose_drop_panics_is_counted_once() {
    paused(async {
        for how in 0..4 {
            let armed = Arc::new(AtomicBool::new(true));
            let (tx, mut worker) =
                MessageProcessor::builder(Remove(how)).max_batch_size(3).build().unwrap();
            for n in 0..5 {
                assert!(tx.try_send(Bomb(armed.clone(), n)).is_ok());
            }
            drop(tx);
            let error = worker.run().await.unwrap_err();
            assert_eq!(message(&error.failure), "dropped 1");
            let returned = error.returned.len();
            assert_eq!(returned as u64, error.counts.returned);
            // Settled all at once, by two, by one or by one: the third item is left in the last three.
            assert_eq!(returned, [0, 1, 2, 1][usize::from(how)], "{how}");
            assert_eq!(error.counts.flushed, 3 - returned as u64);
            let counts = worker.run().await.unwrap().counts;
            assert_eq!(counts.accepted, counts.flushed + counts.returned);
        }
    });
}

/// Panics when called, when polled, or when dropped; never says Ok.
struct Rude(u8);

struct RudeFuture(u8);

impl Future for RudeFuture {
    type Output = Result<(), std::io::Error>;
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        match self.0 {
            1 => panic!("polled"),
            2 => Poll::Ready(Err(std::io::Error::other("err, then a panic in drop"))),
            _ => Poll::Pending,
        }
    }
}

impl Drop for RudeFuture {
    fn drop(&mut self) {
        assert!(self.0 < 2 || std::thread::panicking(), "dropped");
    }
}

impl BatchSink<u32> for Rude {
    type Error = std::io::Error;
    fn flush_batch(
        &self,
        _: &mut Batch<u32>,
        _: &FlushCtx,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send {
        assert!(self.0 != 0, "called");
        RudeFuture(self.0)
    }
}

#[test]
fn a_rude_future_loses_nothing() {
    paused(async {
        for (how, says) in [(0, "called"), (1, "polled"), (2, "dropped")] {
            let (tx, mut worker) = MessageProcessor::builder(Rude(how)).build().unwrap();
            tx.try_send(1).unwrap();
            let error = worker.run().await.unwrap_err();
            assert_eq!(message(&error.failure), says);
            assert_eq!(error.returned, [1]);
        }
    });
}

#[test]
fn a_run_whose_drop_panics_loses_nothing() {
    paused(async {
        let (tx, mut worker) = MessageProcessor::builder(Rude(3)).build().unwrap();
        tx.try_send(1).unwrap();
        let dropped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            assert!(poll(pin!(worker.run()), &Arc::default()).is_pending());
        }));
        assert!(dropped.is_err());
        assert_eq!(worker.into_unsettled(), [1]);
    });
}

/// A panic whose payload panics when it is dropped.
struct Payload;

impl Drop for Payload {
    fn drop(&mut self) {
        panic!("payload");
    }
}

struct Odd;

impl BatchSink<u32> for Odd {
    type Error = std::io::Error;
    async fn flush_batch(&self, _: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> {
        std::panic::panic_any(Payload);
    }
}

#[test]
fn a_payload_without_words_is_survived() {
    paused(async {
        let (tx, mut worker) = MessageProcessor::builder(Odd).build().unwrap();
        tx.try_send(1).unwrap();
        let error = worker.run().await.unwrap_err();
        assert_eq!(message(&error.failure), "a panic without a message");
        assert_eq!(error.returned, [1]);
    });
}

/// An error that is rude to whom it is told, and to whom it is shown.
#[derive(Debug)]
pub(crate) struct RudeError;

impl std::fmt::Display for RudeError {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("displayed");
    }
}

impl std::error::Error for RudeError {}

impl Drop for RudeError {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "an error's Drop");
    }
}

/// Always fails. `true`: `is_transient` panics too.
pub(crate) struct Fails(pub(crate) bool);

impl BatchSink<u32> for Fails {
    type Error = RudeError;
    async fn flush_batch(&self, _: &mut Batch<u32>, _: &FlushCtx) -> Result<(), RudeError> {
        Err(RudeError)
    }
    fn is_transient(&self, _: &RudeError) -> bool {
        assert!(!self.0, "asked");
        true
    }
}

#[test]
fn an_error_whose_drop_panics_loses_nothing() {
    paused(async {
        for then in [Exhausted::Stop, Exhausted::DeadLetter, Exhausted::Return] {
            for (asked, many) in [(false, false), (false, true), (true, false), (true, true)] {
                let kept = Arc::new(Mutex::new(Vec::new()));
                let hook = kept.clone();
                let mut builder = MessageProcessor::builder(Fails(asked))
                    .retry(RetryPolicy { max_attempts: 2, then, ..RetryPolicy::default() })
                    .in_flight(if many { InFlight::Any(2) } else { InFlight::One })
                    .dead_letter(Fails(false));
                if then != Exhausted::Stop {
                    builder = builder.on_settled(move |settled| {
                        if let Settled::Returned(items) = settled {
                            hook.lock().unwrap().extend(items);
                        }
                    });
                }
                let (tx, mut worker) = builder.build().unwrap();
                tx.try_send(1).unwrap();
                drop(tx);
                let mut returned = match worker.run().await {
                    Ok(_) => Vec::new(),
                    Err(error) => {
                        std::mem::forget(error.failure);
                        error.returned
                    }
                };
                returned.append(&mut kept.lock().unwrap());
                assert_eq!(returned, [1], "{then:?} {asked} {many}");
            }
        }
    });
}
