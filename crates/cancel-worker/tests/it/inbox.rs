//! Room, its order, and who gets it.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use cancel_worker::{InboxSender, MessageProcessor, RejectReason};

use crate::ledger::{Answer, Count, Ledger, Script, Token, poll};

type Processor = MessageProcessor<Token, Arc<Script>>;

fn world(capacity: usize) -> (Ledger, InboxSender<Token>, Processor) {
    let ledger = Ledger::default();
    let script = Script::new(&ledger, []);
    let (tx, worker) =
        MessageProcessor::builder(script).capacity(capacity).max_batch_size(1).build().unwrap();
    (ledger, tx, worker)
}

fn accept(ledger: &Ledger, tx: &InboxSender<Token>, n: u64) {
    tx.try_send(ledger.token(0, n)).unwrap();
    ledger.accept((0, n));
}

/// Polls `run` until it waits.
fn tick(worker: &mut Processor) {
    let count = Arc::new(Count::default());
    let mut run = pin!(worker.run());
    assert!(poll(run.as_mut(), &count).is_pending());
}

fn finish(ledger: &Ledger, worker: Processor) {
    ledger.give_back(worker.into_unsettled());
    ledger.balance_in_order();
}

#[test]
fn a_full_inbox_refuses_and_a_closed_one_says_so() {
    let (ledger, tx, worker) = world(1);
    accept(&ledger, &tx, 0);
    let full = tx.try_send(ledger.token(0, 1)).unwrap_err();
    assert_eq!((full.reason(), full.item().id()), (RejectReason::Full, (0, 1)));
    ledger.reject(full.into_inner());
    assert!(!tx.is_closed());
    finish(&ledger, worker);
    assert!(tx.is_closed());
    let closed = tx.try_send(ledger.token(0, 2)).unwrap_err();
    assert_eq!(closed.reason(), RejectReason::Closed);
    ledger.reject(closed.into_inner());
    assert_eq!(poll(pin!(tx.reserve()), &Arc::default()).map(|r| r.is_err()), Poll::Ready(true));
}

#[test]
fn room_is_given_in_order_and_nobody_overtakes() {
    let (ledger, tx, mut worker) = world(1);
    accept(&ledger, &tx, 0);
    let counts: [Arc<Count>; 3] = Default::default();
    let mut sends = (1..4).map(|n| Box::pin(tx.send(ledger.token(0, n)))).collect::<Vec<_>>();
    for (send, count) in sends.iter_mut().zip(&counts) {
        assert!(poll(send.as_mut(), count).is_pending());
    }
    for n in 0..3 {
        tick(&mut worker);
        assert_eq!(
            counts.each_ref().map(|c| c.get()),
            std::array::from_fn(|i| usize::from(i <= n))
        );
        // Room is granted already: a newcomer does not take it.
        let late = tx.try_send(ledger.token(1, 0)).unwrap_err();
        assert_eq!(late.reason(), RejectReason::Full);
        ledger.reject(late.into_inner());
        assert!(poll(sends[n].as_mut(), &counts[n]).is_ready());
        ledger.accept((0, n as u64 + 1));
    }
    drop(sends);
    finish(&ledger, worker);
}

#[test]
fn a_send_dropped_after_its_grant_passes_the_room_on() {
    let (ledger, tx, mut worker) = world(1);
    accept(&ledger, &tx, 0);
    let counts: [Arc<Count>; 3] = Default::default();
    let mut a = Box::pin(tx.reserve());
    let mut b = Box::pin(tx.reserve());
    let mut c = Box::pin(tx.reserve());
    assert!(poll(a.as_mut(), &counts[0]).is_pending());
    assert!(poll(b.as_mut(), &counts[1]).is_pending());
    assert!(poll(c.as_mut(), &counts[2]).is_pending());
    tick(&mut worker);
    assert_eq!(counts[0].get(), 1);
    drop(b); // leaves the line from the middle
    drop(a); // granted, never claimed
    assert_eq!((counts[1].get(), counts[2].get()), (0, 1));
    let Poll::Ready(Ok(permit)) = poll(c.as_mut(), &counts[2]) else { panic!("granted") };
    assert!(tx.try_send(ledger.token(1, 0)).map_err(|r| ledger.reject(r.into_inner())).is_err());
    drop(permit); // and a permit unused gives it back
    accept(&ledger, &tx, 1);
    finish(&ledger, worker);
}

#[test]
fn a_send_polled_by_another_task_wakes_that_one() {
    let (ledger, tx, mut worker) = world(1);
    accept(&ledger, &tx, 0);
    let [first, second]: [Arc<Count>; 2] = Default::default();
    let mut wait = pin!(tx.reserve());
    assert!(poll(wait.as_mut(), &first).is_pending());
    assert!(poll(wait.as_mut(), &second).is_pending());
    tick(&mut worker);
    assert_eq!((first.get(), second.get()), (0, 1));
    assert!(poll(wait, &second).is_ready());
    finish(&ledger, worker);
}

#[test]
fn waiters_wake_when_the_worker_dies() {
    let (ledger, tx, worker) = world(1);
    accept(&ledger, &tx, 0);
    let count = Arc::<Count>::default();
    let mut send = pin!(tx.send(ledger.token(0, 1)));
    let mut reserve = pin!(tx.reserve());
    assert!(poll(send.as_mut(), &count).is_pending());
    assert!(poll(reserve.as_mut(), &count).is_pending());
    drop(worker);
    assert_eq!(count.get(), 2);
    let Poll::Ready(Err(back)) = poll(send, &count) else { panic!("closed") };
    assert_eq!((back.reason(), back.item().id()), (RejectReason::Closed, (0, 1)));
    ledger.reject(back.into_inner());
    assert!(matches!(poll(reserve, &count), Poll::Ready(Err(_))));
    // The one thing that the promise does not cover: the worker was dropped with an item inside.
    assert_eq!(std::mem::take(&mut ledger.book().lost), [(0, 0)]);
}

#[test]
fn a_grant_not_claimed_before_the_end_is_rejected() {
    let (ledger, tx, mut worker) = world(1);
    accept(&ledger, &tx, 0);
    let count = Arc::<Count>::default();
    let mut send = pin!(tx.send(ledger.token(0, 1)));
    assert!(poll(send.as_mut(), &count).is_pending());
    tick(&mut worker);
    assert_eq!(count.get(), 1);
    finish(&ledger, worker);
    let Poll::Ready(Err(back)) = poll(send, &count) else { panic!("closed") };
    ledger.reject(back.into_inner());
}

#[test]
fn a_permit_outlives_its_inbox_and_says_so() {
    let (ledger, tx, worker) = world(1);
    let Poll::Ready(Ok(permit)) = poll(pin!(tx.reserve()), &Arc::default()) else { panic!("room") };
    finish(&ledger, worker);
    let back = permit.send(ledger.token(0, 0)).unwrap_err();
    assert_eq!(back.reason(), RejectReason::Closed);
    ledger.reject(back.into_inner());
}

#[test]
fn forgotten_permits_and_sends_cost_their_room_and_no_more() {
    let (ledger, tx, mut worker) = world(3);
    let Poll::Ready(Ok(permit)) = poll(pin!(tx.reserve()), &Arc::default()) else { panic!("room") };
    std::mem::forget(permit);
    accept(&ledger, &tx, 0);
    accept(&ledger, &tx, 1);
    let mut forgotten = Box::pin(tx.reserve());
    assert!(poll(forgotten.as_mut(), &Arc::default()).is_pending());
    tick(&mut worker); // grants it one of the two, which it never comes to claim
    accept(&ledger, &tx, 2);
    assert!(tx.try_send(ledger.token(0, 3)).map_err(|r| ledger.reject(r.into_inner())).is_err());
    for n in 3..30 {
        tick(&mut worker);
        accept(&ledger, &tx, n);
    }
    drop(forgotten);
    finish(&ledger, worker);
}

#[test]
fn a_clone_storm_leaves_the_count_right() {
    let (ledger, tx, mut worker) = world(8);
    let n = if cfg!(miri) { 4 } else { 64 };
    thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                let clones: Vec<_> = (0..n).map(|_| tx.clone()).collect();
                for tx in &clones {
                    drop(tx.clone());
                }
            });
        }
    });
    tick(&mut worker);
    let mut run = Box::pin(worker.run());
    let count = Arc::<Count>::default();
    assert!(poll(run.as_mut(), &count).is_pending());
    drop(tx);
    assert_eq!(count.get(), 1);
    assert!(poll(run.as_mut(), &count).is_ready());
    ledger.balance_per_producer();
}

/// A waker that comes back into the inbox: from `wake`, and when it is dropped.
struct Reenter(InboxSender<u32>, Mutex<Vec<u32>>);

impl Wake for Reenter {
    fn wake(self: Arc<Self>) {
        let sent = self.0.try_send(7).is_ok();
        self.1.lock().unwrap().push(u32::from(sent));
    }
}

impl Drop for Reenter {
    fn drop(&mut self) {
        let _ = self.0.try_send(8);
        drop(self.0.clone());
    }
}

struct Null;
impl cancel_worker::BatchSink<u32> for Null {
    type Error = std::convert::Infallible;
    async fn flush_batch(
        &self,
        _: &mut cancel_worker::Batch<u32>,
        _: &cancel_worker::FlushCtx,
    ) -> Result<(), Self::Error> {
        Ok(())
    }
}

#[test]
fn wakers_may_come_back_in() {
    let (tx, mut worker) = MessageProcessor::builder(Null).capacity(2).build().unwrap();
    let reenter = || Waker::from(Arc::new(Reenter(tx.clone(), Mutex::default())));
    tx.try_send(1).unwrap();
    tx.try_send(2).unwrap();
    let mut send = pin!(tx.send(3));
    assert!(send.as_mut().poll(&mut Context::from_waker(&reenter())).is_pending());
    assert!(send.as_mut().poll(&mut Context::from_waker(&reenter())).is_pending());
    // The processor's own wakers, too: each parking replaces and drops the one before.
    for _ in 0..3 {
        let mut run = pin!(worker.run());
        assert!(run.as_mut().poll(&mut Context::from_waker(&reenter())).is_pending());
        let _ = tx.try_send(4);
    }
    assert!(send.as_mut().poll(&mut Context::from_waker(&reenter())).is_ready());
    drop(worker);
}

#[test]
fn threads_block_for_room() {
    let ledger = Ledger::default();
    let script = Script::new(&ledger, []);
    let (tx, mut worker) =
        MessageProcessor::builder(script).capacity(2).max_batch_size(2).build().unwrap();
    let n = if cfg!(miri) { 20 } else { 2_000 };
    let senders: Vec<_> = (0..3)
        .map(|producer| {
            let (tx, ledger) = (tx.clone(), ledger.clone());
            thread::spawn(move || {
                for i in 0..n {
                    tx.blocking_send(ledger.token(producer, i)).unwrap();
                    ledger.accept((producer, i));
                }
            })
        })
        .collect();
    drop(tx);
    let rt = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let report = rt.block_on(worker.run()).unwrap();
    assert_eq!(report.counts.flushed, 3 * n);
    for sender in senders {
        sender.join().unwrap();
    }
    ledger.balance_per_producer();
}

#[test]
fn a_blocked_thread_gets_its_item_back() {
    let (ledger, tx, worker) = world(1);
    accept(&ledger, &tx, 0);
    let sender = thread::spawn({
        let (tx, token) = (tx.clone(), ledger.token(1, 0));
        move || tx.blocking_send(token).unwrap_err()
    });
    thread::yield_now();
    finish(&ledger, worker);
    ledger.reject(sender.join().unwrap().into_inner());
}

#[test]
fn threads_and_tasks_lose_nothing() {
    let ledger = Ledger::default();
    let script = Script::new(&ledger, [Answer::Ok, Answer::Err(1), Answer::Panic(2), Answer::Odd]);
    let (tx, mut worker) =
        MessageProcessor::builder(script).capacity(4).max_batch_size(3).build().unwrap();
    let n = if cfg!(miri) { 20 } else { 5_000 };
    let rt = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    rt.block_on(async {
        for producer in 0..4 {
            let (tx, ledger) = (tx.clone(), ledger.clone());
            tokio::spawn(async move {
                for i in 0..n {
                    tx.send(ledger.token(producer, i)).await.unwrap();
                    ledger.accept((producer, i));
                }
            });
        }
        drop(tx);
        let book = ledger.clone();
        let running = tokio::spawn(async move {
            loop {
                match worker.run().await {
                    Ok(report) => return report.counts,
                    Err(error) => book.give_back(error.returned),
                }
            }
        });
        let counts = running.await.unwrap();
        assert_eq!(counts.accepted, 4 * n);
        // The last send may not have been noted yet when its item is flushed.
        while (ledger.book().accepted.len() as u64) < 4 * n {
            tokio::task::yield_now().await;
        }
    });
    ledger.balance_per_producer();
}

#[test]
fn sending_into_room_yields_now_and_then() {
    let (tx, _worker) = MessageProcessor::builder(Null).capacity(100_000).build().unwrap();
    let rt = tokio::runtime::Builder::new_current_thread().build().unwrap();
    rt.block_on(async {
        let sender = tokio::spawn(async move {
            for n in 0..10_000 {
                tx.send(n).await.unwrap();
            }
        });
        tokio::task::yield_now().await;
        assert!(!sender.is_finished(), "a send with room takes its turn like everybody");
        sender.abort();
        poll_fn(|_| Poll::Ready(())).await;
    });
}

#[test]
fn the_last_in_line_may_leave_and_another_come() {
    let (ledger, tx, mut worker) = world(2);
    accept(&ledger, &tx, 0);
    accept(&ledger, &tx, 1);
    let counts: [Arc<Count>; 3] = Default::default();
    let mut a = Box::pin(tx.reserve());
    let mut b = Box::pin(tx.reserve());
    let mut c = Box::pin(tx.reserve());
    assert!(poll(a.as_mut(), &counts[0]).is_pending());
    assert!(poll(b.as_mut(), &counts[1]).is_pending());
    drop(b);
    assert!(poll(c.as_mut(), &counts[2]).is_pending());
    tick(&mut worker);
    assert_eq!(counts.each_ref().map(|c| c.get()), [1, 0, 1]);
    assert!(poll(a.as_mut(), &counts[0]).is_ready());
    assert!(poll(c.as_mut(), &counts[2]).is_ready());
    finish(&ledger, worker);
}

/// Small batches share one lock to give their room back; nothing is owed whenever the run waits.
#[test]
fn all_room_is_given_back_whenever_the_run_waits() {
    crate::ledger::paused(async {
        for (capacity, answers) in [
            // In a flush that hangs; when there is nothing to do; when the task's share is used up.
            (16, vec![Answer::Ok, Answer::Ok, Answer::Hang(0)]),
            (16, vec![]),
            (1024, vec![]),
        ] {
            let ledger = Ledger::default();
            let script = Script::new(&ledger, answers);
            let (tx, mut worker) = MessageProcessor::builder(script.clone())
                .capacity(capacity)
                .max_batch_size(1)
                .build()
                .unwrap();
            for n in 0..capacity as u64 {
                accept(&ledger, &tx, n);
            }
            let mut run = pin!(worker.run());
            assert!(poll(run.as_mut(), &Arc::default()).is_pending());
            let handed = script.lens().len();
            assert!(capacity == 16 || handed < capacity, "it yields");
            for n in 0..handed as u64 {
                accept(&ledger, &tx, capacity as u64 + n);
            }
            let full = tx.try_send(ledger.token(0, u64::MAX)).unwrap_err();
            assert_eq!(full.reason(), RejectReason::Full);
            ledger.reject(full.into_inner());
        }
    });
}
