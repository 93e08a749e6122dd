//! The end: by cancellation, by the last sender, by the deadline.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use cancel_worker::{
    Batch, BatchSink, CancellationToken, Ended, FlushCtx, FlushReason, InboxSender, Linger,
    MessageProcessor, Shutdown,
};
use tokio::time::{Instant, sleep};

use crate::ledger::{Answer, Count, Ledger, Script, Token, paused, poll};

const MS: Duration = Duration::from_millis(1);
/// Longer than a test's patience: a linger that a drain must not wait for.
const HOUR: Duration = Duration::from_secs(3600);

struct World {
    ledger: Ledger,
    script: Arc<Script>,
    stop: CancellationToken,
    tx: InboxSender<Token>,
    worker: MessageProcessor<Token, Arc<Script>>,
}

/// A full inbox of 10, batches of 4, a deadline of 20 ms.
fn full(shutdown: Shutdown, answers: impl IntoIterator<Item = Answer>) -> World {
    let ledger = Ledger::default();
    let script = Script::new(&ledger, answers);
    let stop = CancellationToken::new();
    let (tx, worker) = MessageProcessor::builder(script.clone())
        .capacity(10)
        .max_batch_size(4)
        .linger(Linger::FromFirst(HOUR))
        .cancel(stop.clone())
        .shutdown(shutdown, 20 * MS)
        .build()
        .unwrap();
    for n in 0..10 {
        tx.try_send(ledger.token(0, n)).unwrap();
        ledger.accept((0, n));
    }
    World { ledger, script, stop, tx, worker }
}

impl World {
    /// Runs to the end: why it ended, how much came back, how long it took.
    async fn end(&mut self) -> (Ended, usize, Duration) {
        let start = Instant::now();
        let report = self.worker.run().await.unwrap();
        let returned = report.returned.len();
        assert_eq!(report.counts.accepted, 10);
        assert_eq!(report.counts.flushed + report.counts.returned, 10);
        self.ledger.give_back(report.returned);
        self.ledger.balance_in_order();
        assert!(self.tx.is_closed() || report.ended == Ended::Closed);
        // The end is the end: run again, it says so again.
        let again = self.worker.run().await.unwrap();
        assert_eq!((again.returned.len(), again.counts), (0, report.counts));
        (report.ended, returned, start.elapsed())
    }
}

#[test]
fn a_cancelled_drain_flushes_all_and_ignores_linger() {
    paused(async {
        let mut world = full(Shutdown::Drain, []);
        world.stop.cancel();
        assert_eq!(world.end().await, (Ended::Cancelled, 0, Duration::ZERO));
        assert_eq!(world.script.lens(), [4, 4, 2]);
        assert!(world.script.flushes().iter().all(|f| f.reason == FlushReason::Shutdown));
    });
}

#[test]
fn flush_buffered_flushes_one_batch() {
    paused(async {
        let mut world = full(Shutdown::FlushBuffered, []);
        world.stop.cancel();
        assert_eq!(world.end().await, (Ended::Cancelled, 6, Duration::ZERO));
        assert_eq!(world.script.lens(), [4]);
    });
}

#[test]
fn return_flushes_nothing() {
    paused(async {
        let mut world = full(Shutdown::Return, []);
        world.stop.cancel();
        assert_eq!(world.end().await, (Ended::Cancelled, 10, Duration::ZERO));
        assert!(world.script.lens().is_empty());
    });
}

#[test]
fn cancelled_in_the_middle_of_a_flush() {
    paused(async {
        for (shutdown, lens) in [
            (Shutdown::Drain, vec![4, 4, 2]),
            (Shutdown::FlushBuffered, vec![4, 4]),
            (Shutdown::Return, vec![4]),
        ] {
            let mut world = full(shutdown, [Answer::Slow(10)]);
            let stop = world.stop.clone();
            tokio::spawn(async move {
                sleep(5 * MS).await;
                stop.cancel();
            });
            let flushed: usize = lens.iter().sum();
            assert_eq!(world.end().await, (Ended::Cancelled, 10 - flushed, 10 * MS));
            assert_eq!(world.script.lens(), lens);
        }
    });
}

#[test]
fn the_deadline_cuts_off_a_hanging_flush() {
    paused(async {
        for shutdown in [Shutdown::Drain, Shutdown::FlushBuffered, Shutdown::Return] {
            let mut world = full(shutdown, [Answer::Hang(1)]);
            let stop = world.stop.clone();
            tokio::spawn(async move {
                sleep(5 * MS).await;
                stop.cancel();
            });
            // One was done before it hung; counted from the cancellation, not from the flush.
            assert_eq!(world.end().await, (Ended::DeadlineExceeded, 9, 25 * MS));
        }
    });
}

#[test]
fn the_deadline_ends_a_slow_drain_between_and_in_flushes() {
    paused(async {
        let mut world = full(Shutdown::Drain, [Answer::Slow(15), Answer::Slow(15)]);
        world.stop.cancel();
        assert_eq!(world.end().await, (Ended::DeadlineExceeded, 6, 20 * MS));
    });
}

#[test]
fn the_last_sender_drains_without_a_deadline() {
    paused(async {
        let mut world = full(Shutdown::Drain, [Answer::Slow(10_000), Answer::Slow(10_000)]);
        world.tx = {
            let (other, _) = MessageProcessor::builder(world.script.clone()).build().unwrap();
            other
        };
        assert_eq!(world.end().await, (Ended::Closed, 0, 20_000 * MS));
        assert_eq!(world.script.lens(), [4, 4, 2]);
    });
}

#[test]
fn cancelling_a_drain_after_close_starts_the_deadline() {
    paused(async {
        let World { ledger, script, stop, tx, mut worker } =
            full(Shutdown::Drain, [Answer::Hang(0)]);
        drop(tx);
        let start = Instant::now();
        tokio::spawn(async move {
            sleep(100 * MS).await;
            stop.cancel();
        });
        let report = worker.run().await.unwrap();
        assert_eq!((report.ended, start.elapsed()), (Ended::DeadlineExceeded, 120 * MS));
        ledger.give_back(report.returned);
        ledger.balance_in_order();
        assert_eq!(script.lens(), [4]);
    });
}

#[test]
fn a_sender_that_waits_for_room_gets_its_item_back() {
    paused(async {
        for shutdown in [Shutdown::Drain, Shutdown::FlushBuffered, Shutdown::Return] {
            let mut world = full(shutdown, []);
            let (tx, ledger) = (world.tx.clone(), world.ledger.clone());
            let mut send = pin!(tx.send(ledger.token(1, 0)));
            assert!(poll(send.as_mut(), &Arc::<Count>::default()).is_pending());
            world.stop.cancel();
            world.end().await;
            let back = send.await.unwrap_err();
            assert_eq!(back.item().id(), (1, 0));
            ledger.reject(back.into_inner());
            assert_eq!(ledger.book().lost, []);
        }
    });
}

#[test]
fn a_permit_is_waited_for_until_the_deadline() {
    paused(async {
        for (used_after, accepted) in [(5 * MS, true), (50 * MS, false)] {
            let ledger = Ledger::default();
            let script = Script::new(&ledger, []);
            let stop = CancellationToken::new();
            let (tx, mut worker) = MessageProcessor::builder(script)
                .cancel(stop.clone())
                .shutdown(Shutdown::Drain, 20 * MS)
                .build()
                .unwrap();
            let running = tokio::spawn(async move { worker.run().await.unwrap() });
            let permit = tx.reserve().await.unwrap();
            stop.cancel();
            let start = Instant::now();
            sleep(used_after).await;
            let sent = permit.send(ledger.token(0, 0));
            assert_eq!(sent.is_ok(), accepted);
            match sent {
                Ok(()) => ledger.accept((0, 0)),
                Err(back) => ledger.reject(back.into_inner()),
            }
            let report = running.await.unwrap();
            let (ended, at) = if accepted {
                (Ended::Cancelled, 5 * MS)
            } else {
                (Ended::DeadlineExceeded, 50 * MS)
            };
            assert_eq!((report.ended, start.elapsed()), (ended, at));
            ledger.balance_in_order();
        }
    });
}

#[test]
fn a_forgotten_permit_delays_a_drain_to_its_deadline_and_no_other() {
    paused(async {
        for (shutdown, at, ended) in [
            (Shutdown::Drain, 20 * MS, Ended::DeadlineExceeded),
            (Shutdown::FlushBuffered, Duration::ZERO, Ended::Cancelled),
            (Shutdown::Return, Duration::ZERO, Ended::Cancelled),
        ] {
            let ledger = Ledger::default();
            let stop = CancellationToken::new();
            let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
                .cancel(stop.clone())
                .shutdown(shutdown, 20 * MS)
                .build()
                .unwrap();
            std::mem::forget(tx.reserve().await.unwrap());
            stop.cancel();
            let start = Instant::now();
            assert_eq!(worker.run().await.unwrap().ended, ended);
            assert_eq!(start.elapsed(), at);
        }
    });
}

#[test]
fn a_returned_permit_ends_the_wait() {
    paused(async {
        let ledger = Ledger::default();
        let stop = CancellationToken::new();
        let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
            .cancel(stop.clone())
            .shutdown(Shutdown::Drain, Duration::MAX)
            .build()
            .unwrap();
        let permit = tx.reserve().await.unwrap();
        stop.cancel();
        let count = Arc::<Count>::default();
        let mut run = pin!(worker.run());
        assert!(poll(run.as_mut(), &count).is_pending());
        drop(permit);
        assert_eq!(count.get(), 1);
        let Poll::Ready(Ok(report)) = poll(run, &count) else { panic!("drained") };
        assert_eq!(report.ended, Ended::Cancelled);
    });
}

/// Always ready, and says when it is called.
struct Busy(CancellationToken);

impl BatchSink<u32> for Busy {
    type Error = std::convert::Infallible;
    async fn flush_batch(&self, batch: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> {
        if batch.items().contains(&500) {
            self.0.cancel();
        }
        Ok(())
    }
}

#[test]
fn a_saturated_input_does_not_delay_cancellation() {
    paused(async {
        let stop = CancellationToken::new();
        let (tx, mut worker) = MessageProcessor::builder(Busy(stop.clone()))
            .capacity(64)
            .max_batch_size(8)
            .cancel(stop)
            .shutdown(Shutdown::Return, MS)
            .build()
            .unwrap();
        let sender = tokio::spawn(async move {
            let mut sent = 0_u64;
            while tx.send(u32::try_from(sent).unwrap()).await.is_ok() {
                sent += 1;
            }
            sent
        });
        let report = worker.run().await.unwrap();
        assert_eq!(report.ended, Ended::Cancelled);
        let sent = sender.await.unwrap();
        assert_eq!(report.counts.accepted, sent);
        assert!((501..600).contains(&sent), "stopped at the next batch: {sent}");
    });
}

#[test]
fn a_flush_knows_its_deadline_and_its_token() {
    paused(async {
        struct Look(std::sync::Mutex<Vec<(bool, Option<Duration>)>>, Instant);
        impl BatchSink<u32> for Look {
            type Error = std::convert::Infallible;
            async fn flush_batch(
                &self,
                _: &mut Batch<u32>,
                ctx: &FlushCtx,
            ) -> Result<(), Self::Error> {
                let deadline = ctx.deadline.map(|at| at - self.1);
                self.0.lock().unwrap().push((ctx.cancel.is_cancelled(), deadline));
                ctx.cancel.cancelled().await;
                Ok(())
            }
        }
        let stop = CancellationToken::new();
        let look = Arc::new(Look(std::sync::Mutex::default(), Instant::now()));
        let (tx, mut worker) = MessageProcessor::builder(look.clone())
            .max_batch_size(1)
            .cancel(stop.clone())
            .shutdown(Shutdown::Drain, 20 * MS)
            .build()
            .unwrap();
        tx.try_send(1).unwrap();
        tx.try_send(2).unwrap();
        tokio::spawn(async move {
            sleep(5 * MS).await;
            stop.cancel();
        });
        assert_eq!(worker.run().await.unwrap().counts.flushed, 2);
        assert_eq!(*look.0.lock().unwrap(), [(false, None), (true, Some(25 * MS))]);
    });
}

/// The token is asked once; whoever polls the run last is the one that a cancellation wakes.
#[test]
fn a_cancellation_wakes_the_task_that_polled_last() {
    paused(async {
        for hang in [false, true] {
            let answers = hang.then_some(Answer::Hang(0));
            let World { ledger, stop, tx, mut worker, .. } = full(Shutdown::Return, answers);
            let (first, second) = (Arc::new(Count::default()), Arc::new(Count::default()));
            let mut run = Box::pin(worker.run());
            assert!(poll(run.as_mut(), &first).is_pending());
            assert!(poll(run.as_mut(), &second).is_pending());
            stop.cancel();
            assert_eq!((first.get(), second.get()), (0, 1));
            if hang {
                // The flush under way has the grace.
                assert!(poll(run.as_mut(), &second).is_pending());
                sleep(20 * MS).await;
            }
            let Poll::Ready(Ok(report)) = poll(run.as_mut(), &second) else { panic!("ended") };
            ledger.give_back(report.returned);
            drop(run);
            drop(tx);
            ledger.balance();
        }
    });
}
