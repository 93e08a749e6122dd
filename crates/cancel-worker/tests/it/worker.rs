//! The run future: dropped anywhere, and idle.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use cancel_worker::{
    AsyncWorker, BoxWorker, CancellationToken, Ended, FlushReason, Linger, MessageProcessor,
    WorkerError,
};
use tokio::time::{advance, sleep};

use crate::ledger::{Answer, Count, Ledger, Script, paused, poll};

const MS: Duration = Duration::from_millis(1);

#[test]
fn an_idle_worker_never_wakes() {
    paused(async {
        for linger in [Linger::Idle, Linger::Never, Linger::FromFirst(10 * MS)] {
            let ledger = Ledger::default();
            let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
                .max_batch_size(2)
                .linger(linger)
                .build()
                .unwrap();
            let count = Arc::<Count>::default();
            let mut run = pin!(worker.run());
            // First a batch that fills up while its linger runs: the timer must not fire later on.
            for n in 0..2 {
                assert!(poll(run.as_mut(), &count).is_pending());
                tx.try_send(ledger.token(0, n)).unwrap();
                ledger.accept((0, n));
            }
            assert!(poll(run.as_mut(), &count).is_pending());
            let before = count.get();
            for _ in 0..50 {
                advance(100 * MS).await;
                tokio::task::yield_now().await;
            }
            assert_eq!(count.get(), before, "{linger:?}");
            ledger.balance_per_producer();
        }
    });
}

#[test]
fn a_lingering_worker_wakes_for_what_matters() {
    paused(async {
        let ledger = Ledger::default();
        let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
            .max_batch_size(8)
            .linger(Linger::FromFirst(10 * MS))
            .build()
            .unwrap();
        let count = Arc::<Count>::default();
        let mut run = pin!(worker.run());
        assert!(poll(run.as_mut(), &count).is_pending());
        for n in 0..8 {
            tx.try_send(ledger.token(0, n)).unwrap();
            ledger.accept((0, n));
            // The first item starts the timer, the last one fills the batch; those between are quiet.
            assert_eq!(count.get(), if n == 7 { 2 } else { 1 });
            assert!(poll(run.as_mut(), &count).is_pending());
        }
        ledger.balance_per_producer();
    });
}

#[test]
fn a_dropped_run_offers_the_rest_again() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, [Answer::Hang(1), Answer::Hang(0)]);
        let (tx, mut worker) =
            MessageProcessor::builder(script.clone()).max_batch_size(3).build().unwrap();
        for n in 0..5 {
            tx.try_send(ledger.token(0, n)).unwrap();
            ledger.accept((0, n));
        }
        for _ in 0..2 {
            assert!(poll(pin!(worker.run()), &Arc::default()).is_pending());
        }
        drop(tx);
        let report = worker.run().await.unwrap();
        assert_eq!((report.ended, report.counts.flushed), (Ended::Closed, 5));
        let offered: Vec<_> =
            script.flushes().iter().map(|f| (f.len, f.attempt, f.reason)).collect();
        assert_eq!(
            offered,
            [
                (3, 1, FlushReason::Full),
                (2, 2, FlushReason::Full),
                (2, 3, FlushReason::Full),
                (2, 1, FlushReason::Shutdown)
            ]
        );
        ledger.balance_in_order();
    });
}

#[test]
fn a_dropped_run_keeps_its_linger() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, []);
        let (tx, mut worker) = MessageProcessor::builder(script.clone())
            .linger(Linger::FromFirst(10 * MS))
            .build()
            .unwrap();
        tx.try_send(ledger.token(0, 0)).unwrap();
        ledger.accept((0, 0));
        for _ in 0..3 {
            let _ = tokio::time::timeout(3 * MS, worker.run()).await;
        }
        assert!(script.lens().is_empty());
        let _ = tokio::time::timeout(3 * MS, worker.run()).await;
        assert_eq!(script.flushes()[0].at, 10 * MS);
        ledger.balance_per_producer();
    });
}

#[test]
fn a_dropped_run_keeps_its_deadline() {
    paused(async {
        let ledger = Ledger::default();
        let stop = CancellationToken::new();
        let (tx, mut worker) =
            MessageProcessor::builder(Script::new(&ledger, [Answer::Hang(0); 9]))
                .cancel(stop.clone())
                .shutdown(cancel_worker::Shutdown::Drain, 10 * MS)
                .build()
                .unwrap();
        tx.try_send(ledger.token(0, 0)).unwrap();
        ledger.accept((0, 0));
        stop.cancel();
        for _ in 0..3 {
            assert!(tokio::time::timeout(3 * MS, worker.run()).await.is_err());
        }
        let report = tokio::time::timeout(3 * MS, worker.run()).await.unwrap().unwrap();
        assert_eq!(report.ended, Ended::DeadlineExceeded);
        ledger.give_back(report.returned);
        ledger.balance_per_producer();
    });
}

#[test]
fn an_error_hands_back_the_batch_and_goes_on() {
    paused(async {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, [Answer::Err(1), Answer::Odd]);
        let (tx, mut worker) =
            MessageProcessor::builder(script).capacity(4).max_batch_size(4).build().unwrap();
        for n in 0..4 {
            tx.try_send(ledger.token(0, n)).unwrap();
            ledger.accept((0, n));
        }
        let error = worker.run().await.unwrap_err();
        assert_eq!(error.returned.len(), 3);
        assert!(error.to_string().contains("3 unconfirmed items"));
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "refused");
        ledger.give_back(error.returned);
        assert!(!tx.is_closed());
        for n in 4..8 {
            tx.try_send(ledger.token(0, n)).unwrap();
            ledger.accept((0, n));
        }
        let error = worker.run().await.unwrap_err();
        assert_eq!((error.returned.len(), error.counts.flushed, error.counts.returned), (2, 3, 5));
        ledger.give_back(error.returned);
        tx.try_send(ledger.token(0, 8)).unwrap();
        ledger.accept((0, 8));
        drop(tx);
        assert_eq!(worker.run().await.unwrap().counts.flushed, 4);
        ledger.balance_in_order();
    });
}

#[test]
fn a_busy_sink_lets_others_run() {
    paused(async {
        let ledger = Ledger::default();
        let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
            .capacity(10_000)
            .max_batch_size(1)
            .build()
            .unwrap();
        for n in 0..1_000 {
            tx.try_send(ledger.token(0, n)).unwrap();
            ledger.accept((0, n));
        }
        drop(tx);
        let running = tokio::spawn(async move { worker.run().await.unwrap() });
        tokio::task::yield_now().await;
        assert!(!running.is_finished(), "it yields between batches");
        assert_eq!(running.await.unwrap().counts.flushed, 1_000);
        ledger.balance_in_order();
    });
}

struct Until;

impl AsyncWorker for Until {
    async fn process(&self, cancel: CancellationToken) -> Result<(), WorkerError> {
        cancel.cancelled().await;
        Err(WorkerError::new("stopped"))
    }
}

#[test]
fn workers_of_all_kinds_go_into_one_box() {
    paused(async {
        struct Done;
        impl AsyncWorker for Done {
            async fn process(&self, _: CancellationToken) -> Result<(), WorkerError> {
                Ok(())
            }
        }
        let boxes: Vec<BoxWorker> = vec![Box::new(Done), Box::new(Until), {
            let inner: BoxWorker = Box::new(Done);
            Box::new(inner)
        }];
        let cancel = CancellationToken::new();
        let running: Vec<_> = boxes
            .into_iter()
            .map(|worker| {
                let cancel = cancel.clone();
                tokio::spawn(async move { worker.process(cancel).await })
            })
            .collect();
        sleep(MS).await;
        assert_eq!(
            running.iter().map(tokio::task::JoinHandle::is_finished).collect::<Vec<_>>(),
            [true, false, true]
        );
        cancel.cancel();
        let mut ends = Vec::new();
        for worker in running {
            ends.push(worker.await.unwrap().map_err(|e| e.to_string()));
        }
        assert_eq!(ends, [Ok(()), Err("the worker failed: stopped".to_owned()), Ok(())]);
        assert!(matches!(poll(pin!(Until.process(cancel)), &Arc::default()), Poll::Ready(Err(_))));
    });
}

#[test]
fn a_hanging_flush_is_not_polled_for_a_linger_that_is_over() {
    paused(async {
        let ledger = Ledger::default();
        let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, [Answer::Hang(2)]))
            .max_batch_size(2)
            .linger(Linger::FromFirst(10 * MS))
            .build()
            .unwrap();
        let count = Arc::<Count>::default();
        let mut run = pin!(worker.run());
        for n in 0..2 {
            tx.try_send(ledger.token(0, n)).unwrap();
            ledger.accept((0, n));
            assert!(poll(run.as_mut(), &count).is_pending());
        }
        let before = count.get();
        advance(100 * MS).await;
        tokio::task::yield_now().await;
        assert_eq!(count.get(), before);
        ledger.balance_per_producer();
    });
}
