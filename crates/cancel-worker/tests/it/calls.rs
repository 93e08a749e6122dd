//! Requests and their answers.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use cancel_worker::{
    Batch, BatchSink, Call, CallError, CancellationToken, FlushCtx, InFlight, Linger,
    MessageProcessor, Shutdown,
};

use crate::ledger::{Count, paused, poll};

/// Doubles; does not answer 13, and fails once it sees 99, having answered what is before it.
struct Double;

impl BatchSink<Call<u32, u32>> for Double {
    type Error = std::fmt::Error;
    async fn flush_batch(
        &self,
        batch: &mut Batch<Call<u32, u32>>,
        _: &FlushCtx,
    ) -> Result<(), Self::Error> {
        tokio::task::yield_now().await;
        while let Some(call) = batch.items().first() {
            if *call.request() == 99 {
                return Err(std::fmt::Error);
            }
            let Some(call) = batch.pop_front() else { break };
            let (request, reply) = call.into_parts();
            if request != 13 {
                let abandoned = reply.is_abandoned();
                assert_eq!(reply.send(2 * request).is_err(), abandoned);
            }
        }
        Ok(())
    }
}

#[test]
fn every_caller_gets_its_own_answer() {
    paused(async {
        for in_flight in [InFlight::One, InFlight::Any(3)] {
            let (tx, mut worker) = MessageProcessor::builder(Double)
                .max_batch_size(7)
                .in_flight(in_flight)
                .build()
                .unwrap();
            tokio::spawn(async move { worker.run().await });
            let calls: Vec<_> = (100..200)
                .map(|n| {
                    let tx = tx.clone();
                    tokio::spawn(async move { (n, tx.call(n).await) })
                })
                .collect();
            for call in calls {
                let (n, answer) = call.await.unwrap();
                assert_eq!(answer, Ok(2 * n));
            }
        }
    });
}

#[test]
fn a_dropped_reply_waiter_harms_nobody() {
    paused(async {
        let (tx, mut worker) = MessageProcessor::builder(Double).build().unwrap();
        let count = Arc::<Count>::default();
        let mut first = Box::pin(tx.call(1));
        let other = tx.clone();
        let mut second = Box::pin(other.call(2));
        assert!(poll(first.as_mut(), &count).is_pending());
        assert!(poll(second.as_mut(), &count).is_pending());
        drop(first);
        let running = tokio::spawn(async move { worker.run().await.map(|report| report.counts) });
        assert_eq!(second.as_mut().await, Ok(4));
        drop(second);
        drop(other);
        drop(tx);
        assert_eq!(running.await.unwrap().unwrap().flushed, 2);
    });
}

#[test]
fn an_unanswered_call_is_an_error_to_its_caller() {
    paused(async {
        let (tx, mut worker) = MessageProcessor::builder(Double).build().unwrap();
        let running = tokio::spawn(async move {
            let error = worker.run().await.unwrap_err();
            (error.returned, worker)
        });
        assert_eq!(tx.call(13).await, Err(CallError::Unanswered));
        let (seven, failing, behind) = tokio::join!(tx.call(7), tx.call(99), async {
            // Answered from outside, by whoever gets it back.
            let (mut returned, worker) = running.await.unwrap();
            assert_eq!(returned.len(), 1);
            assert!(!returned[0].is_answered());
            assert_eq!(returned[0].answer(1), Ok(()));
            assert!(returned[0].is_answered());
            assert_eq!(returned[0].answer(2), Err(2));
            worker
        });
        assert_eq!((seven, failing), (Ok(14), Ok(1)));
        drop(behind);
        assert_eq!(tx.call(1).await, Err(CallError::Closed));
    });
}

#[test]
fn calls_cut_off_by_a_shutdown_are_returned() {
    paused(async {
        let stop = CancellationToken::new();
        let (tx, mut worker) = MessageProcessor::builder(Double)
            .linger(Linger::Never)
            .cancel(stop.clone())
            .shutdown(Shutdown::Return, Duration::ZERO)
            .build()
            .unwrap();
        let mut call = pin!(tx.call(5));
        assert!(poll(call.as_mut(), &Arc::default()).is_pending());
        stop.cancel();
        let report = worker.run().await.unwrap();
        assert_eq!(report.returned.iter().map(|call| *call.request()).collect::<Vec<_>>(), [5]);
        assert!(poll(call.as_mut(), &Arc::default()).is_pending(), "it may still be answered");
        drop(report);
        assert_eq!(call.await, Err(CallError::Unanswered));
    });
}

#[test]
fn a_thread_may_call() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let (tx, mut worker) = MessageProcessor::builder(Double).build().unwrap();
    runtime.spawn(async move { worker.run().await });
    assert_eq!(tx.blocking_call(21), Ok(42));
}
