//! Code of the user's that comes back in from where an inbox is least ready for it: rules and keys that
//! send, wakers that drop the last sender, a sink that closes its own way in.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use cancel_worker::testing::paused;
use cancel_worker::{
    Batch, BatchSink, CancellationToken, Ended, FlushCtx, InFlight, InboxSender, Linger,
    MessageProcessor, Outcome,
};

use super::ledger::{Ledger, Script, Token};

const MS: Duration = Duration::from_millis(1);

/// A way in that callbacks share, and how often they may yet take it.
#[derive(Clone, Default)]
struct Door(Arc<Mutex<(Option<InboxSender<Token>>, u64)>>);

impl Door {
    fn send(&self, ledger: &Ledger) {
        let mut door = self.0.lock().unwrap();
        let (tx, left) = &mut *door;
        if let Some(sender) = tx {
            if *left > 0 {
                ledger.sent((1, *left), sender.try_send(ledger.token(1, *left)));
                *left -= 1;
            } else {
                // The last one closes: from within the callback.
                *tx = None;
            }
        }
    }
}

#[test]
fn rules_and_keys_may_send_and_close() {
    paused(async {
        for lanes in [1, 2, 3] {
            for linger in [Linger::Idle, Linger::FromFirst(5 * MS), Linger::Never] {
                let (ledger, door) = (Ledger::default(), Door::default());
                let (book, way) = (ledger.clone(), door.clone());
                let key = move |token: &Token| {
                    way.send(&book);
                    token.id().1 % 3
                };
                let (book, way) = (ledger.clone(), door.clone());
                let weigh = move |_: &Token| {
                    way.send(&book);
                    1
                };
                let (book, way) = (ledger.clone(), door.clone());
                let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
                    .capacity(8)
                    .max_batch_size(4)
                    .max_weight(3, weigh)
                    .close_when(move |_, _| {
                        way.send(&book);
                        false
                    })
                    .in_flight(InFlight::per_key(lanes, key))
                    .linger(linger)
                    .build()
                    .unwrap();
                ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
                *door.0.lock().unwrap() = (Some(tx), 40);
                let running = tokio::spawn(async move { worker.run().await.unwrap() });
                tokio::time::sleep(100 * MS).await;
                // If no rule was asked any more, it is still open.
                door.0.lock().unwrap().0 = None;
                let report = running.await.unwrap();
                assert_eq!(report.ended, Ended::Closed);
                assert!(report.counts.flushed > 4, "{lanes} {linger:?} {report:?}");
                ledger.balance();
            }
        }
    });
}

/// Drops what it holds when it is woken, and again when it is dropped.
struct Dropper<T>(Mutex<Option<T>>);

impl<T: Send + 'static> Dropper<T> {
    fn waker(holds: T) -> Waker {
        Waker::from(Arc::new(Self(Mutex::new(Some(holds)))))
    }
}

impl<T: Send + 'static> Wake for Dropper<T> {
    fn wake(self: Arc<Self>) {
        let held = self.0.lock().unwrap().take();
        drop(held);
    }
}

#[test]
fn a_waker_may_drop_the_last_sender() {
    paused(async {
        for lanes in [1, 2] {
            // The processor's: woken by an item, by a barrier, by the token, and dropped unwoken.
            for by in 0..4 {
                let (ledger, stop) = (Ledger::default(), CancellationToken::new());
                let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
                    .linger(Linger::FromFirst(MS))
                    .in_flight(InFlight::Any(lanes))
                    .cancel(stop.clone())
                    .build()
                    .unwrap();
                let mut tx = Some(tx);
                let mut barrier = None;
                if by == 1 {
                    ledger.sent((0, 9), tx.as_ref().unwrap().try_send(ledger.token(0, 9)));
                    barrier = Some(tx.clone().unwrap());
                }
                {
                    let mut run = pin!(worker.run());
                    let waker = Dropper::waker(tx.clone());
                    let polled = run.as_mut().poll(&mut Context::from_waker(&waker));
                    assert!(polled.is_pending());
                    drop(waker);
                    match by {
                        0 => {
                            let sender = tx.take().unwrap();
                            ledger.sent((0, 0), sender.try_send(ledger.token(0, 0)));
                        }
                        1 => {
                            tx = None;
                            let barrier = barrier.take().unwrap();
                            let mut flush = pin!(barrier.flush());
                            let noop = &mut Context::from_waker(Waker::noop());
                            assert!(flush.as_mut().poll(noop).is_pending());
                        }
                        2 => {
                            tx = None;
                            stop.cancel();
                        }
                        _ => tx = None,
                    }
                }
                drop(tx);
                let ended = worker.run().await.unwrap().ended;
                assert_eq!(ended, if by == 2 { Ended::Cancelled } else { Ended::Closed });
                ledger.balance();
            }
        }
    });
}

/// Those who wait for room, or for a barrier, whose wakers hold the last senders but their own.
#[test]
fn a_waiting_senders_waker_may_drop_the_others() {
    paused(async {
        let ledger = Ledger::default();
        let (tx, mut worker) =
            MessageProcessor::builder(Script::new(&ledger, [])).capacity(1).build().unwrap();
        ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
        let clones = [tx.clone(), tx.clone(), tx.clone()];
        {
            let mut sending = pin!(clones[0].send(ledger.token(0, 1)));
            let mut reserve = pin!(clones[1].reserve());
            let mut flush = pin!(clones[2].flush());
            for held in [tx.clone(), tx] {
                // The second poll drops the first waker, in the place of which it comes.
                let waker = Dropper::waker(held);
                let cx = &mut Context::from_waker(&waker);
                assert!(sending.as_mut().poll(cx).is_pending());
                assert!(reserve.as_mut().poll(cx).is_pending());
                assert!(flush.as_mut().poll(cx).is_pending());
            }
            let mut run = pin!(worker.run());
            let noop = &mut Context::from_waker(Waker::noop());
            assert!(run.as_mut().poll(noop).is_pending());
            let Poll::Ready(sent) = sending.as_mut().poll(noop) else { panic!("there is room") };
            ledger.sent((0, 1), sent);
            assert!(run.as_mut().poll(noop).is_pending());
            let Poll::Ready(permit) = reserve.as_mut().poll(noop) else { panic!("there is room") };
            ledger.sent((0, 2), permit.unwrap().send(ledger.token(0, 2)));
            let outcome = flush.as_mut().poll(noop);
            assert!(matches!(outcome, Poll::Ready(Outcome { flushed: 1, .. })), "{outcome:?}");
        }
        // In no order in particular: the one that came in the middle is the last.
        let [first, middle, last] = clones;
        drop(last);
        drop(first);
        assert!(pin!(worker.run()).poll(&mut Context::from_waker(Waker::noop())).is_pending());
        drop(middle);
        assert_eq!(worker.run().await.unwrap().ended, Ended::Closed);
        ledger.balance_in_order();
    });
}

/// Holds its own way in, and drops it in a flush.
struct Closer(Mutex<Option<InboxSender<u32>>>);

impl BatchSink<u32> for Closer {
    type Error = std::io::Error;
    async fn flush_batch(&self, batch: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> {
        let tx = self.0.lock().unwrap().take();
        if let Some(tx) = tx {
            // A barrier behind items of its own, forgotten with its waiter; and clones, the elder first.
            let younger = tx.clone();
            younger.try_send(batch.items()[0] + 1).map_err(std::io::Error::other)?;
            let mut flush = Box::pin(tx.flush());
            assert!(flush.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
            drop(flush);
            drop(tx);
            tokio::time::sleep(MS).await;
            drop(younger);
        }
        Ok(())
    }
}

#[test]
fn a_flush_may_drop_the_last_sender() {
    paused(async {
        for lanes in [1, 2] {
            let sink = Arc::new(Closer(Mutex::default()));
            let (tx, mut worker) = MessageProcessor::builder(sink.clone())
                .capacity(1)
                .in_flight(InFlight::Any(lanes))
                .build()
                .unwrap();
            tx.try_send(1).unwrap();
            *sink.0.lock().unwrap() = Some(tx);
            let report = worker.run().await.unwrap();
            assert_eq!((report.ended, report.counts.flushed), (Ended::Closed, 2));
        }
    });
}
