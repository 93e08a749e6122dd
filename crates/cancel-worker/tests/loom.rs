//! The inbox under every interleaving: `RUSTFLAGS="--cfg hardpan_loom" cargo test --release -p
//! cancel-worker --test loom`. The processor itself runs: what loom explores is the inbox's lock;
//! the token and tokio's budget are touched by one thread only.
#![cfg(hardpan_loom)]

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use cancel_worker::{Batch, BatchSink, Ended, FlushCtx, InboxSender, MessageProcessor};
use loom::future::block_on;
use loom::thread;

/// Notes what it is given.
#[derive(Default)]
struct Note(Mutex<Vec<u32>>);

impl BatchSink<u32> for Note {
    type Error = Infallible;
    async fn flush_batch(&self, batch: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Infallible> {
        self.0.lock().unwrap().extend(batch.items());
        Ok(())
    }
}

fn pair(capacity: usize) -> (InboxSender<u32>, MessageProcessor<u32, Arc<Note>>, Arc<Note>) {
    let note = Arc::new(Note::default());
    let built =
        MessageProcessor::builder(note.clone()).capacity(capacity).max_batch_size(1).build();
    let (tx, worker) = built.unwrap();
    (tx, worker, note)
}

fn check(f: impl Fn() + Sync + Send + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = runs.clone();
    model.check(move || {
        counted.fetch_add(1, Relaxed);
        f();
    });
    assert!(runs.load(Relaxed) > 1, "one interleaving is no model");
}

#[test]
fn a_send_wakes_the_processor_and_the_last_sender_ends_it() {
    check(|| {
        let (tx, mut worker, note) = pair(1);
        let sender = thread::spawn(move || {
            block_on(async {
                // The second one has to wait for room.
                tx.send(1).await.unwrap();
                tx.send(2).await.unwrap();
            });
        });
        let report = block_on(worker.run()).unwrap();
        assert_eq!((report.ended, report.counts.flushed), (Ended::Closed, 2));
        assert_eq!(*note.0.lock().unwrap(), [1, 2]);
        sender.join().unwrap();
    });
}

#[test]
fn two_senders_wait_for_the_same_room() {
    check(|| {
        let (tx, mut worker, note) = pair(1);
        tx.try_send(0).unwrap();
        let senders = [1, 2].map(|n| {
            let tx = tx.clone();
            thread::spawn(move || block_on(tx.send(n)).unwrap())
        });
        drop(tx);
        assert_eq!(block_on(worker.run()).unwrap().counts.flushed, 3);
        for sender in senders {
            sender.join().unwrap();
        }
        let mut all = note.0.lock().unwrap().clone();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2]);
    });
}

#[test]
fn a_send_beside_a_close_is_accepted_or_rejected() {
    check(|| {
        let (tx, worker, _) = pair(2);
        let sender = thread::spawn(move || block_on(tx.send(7)).map_err(|r| r.into_inner()));
        let unsettled = worker.into_unsettled();
        match sender.join().unwrap() {
            Ok(()) => assert_eq!(unsettled, [7]),
            Err(back) => assert!(back == 7 && unsettled.is_empty()),
        }
    });
}

#[test]
fn a_waiting_send_beside_a_close_gets_its_item_back() {
    check(|| {
        let (tx, worker, _) = pair(1);
        tx.try_send(0).unwrap();
        let sender = thread::spawn(move || block_on(tx.send(7)).unwrap_err().into_inner());
        assert_eq!(worker.into_unsettled(), [0]);
        assert_eq!(sender.join().unwrap(), 7);
    });
}

#[test]
fn a_permit_beside_a_close_is_used_or_rejected() {
    check(|| {
        let (tx, worker, _) = pair(1);
        let sender = thread::spawn(move || {
            let permit = block_on(tx.reserve()).ok()?;
            permit.send(7).ok()
        });
        let unsettled = worker.into_unsettled();
        assert_eq!(sender.join().unwrap().is_some(), unsettled == [7]);
    });
}

/// Small batches share a lock to give their room back: of a capacity of 8, two owe theirs at most.
#[test]
fn a_sender_that_waits_for_room_that_is_owed_gets_it() {
    check(|| {
        let (tx, mut worker, note) = pair(8);
        for n in 0..8 {
            tx.try_send(n).unwrap();
        }
        let sender = thread::spawn(move || {
            block_on(async {
                for n in 8..11 {
                    tx.send(n).await.unwrap();
                }
            });
        });
        assert_eq!(block_on(worker.run()).unwrap().counts.flushed, 11);
        assert!(note.0.lock().unwrap().iter().copied().eq(0..11));
        sender.join().unwrap();
    });
}

struct Nobody;
impl Wake for Nobody {
    fn wake(self: Arc<Self>) {}
}

#[test]
fn a_send_dropped_beside_its_grant_passes_the_room_on() {
    check(|| {
        let (tx, mut worker, note) = pair(1);
        tx.try_send(0).unwrap();
        let (gives_up, waits) = (tx.clone(), tx.clone());
        let first = thread::spawn(move || {
            let waker = Waker::from(Arc::new(Nobody));
            let mut send = pin!(gives_up.send(1));
            // Waits, or was granted room at once; then loses patience.
            matches!(send.as_mut().poll(&mut Context::from_waker(&waker)), Poll::Ready(Ok(())))
        });
        let second = thread::spawn(move || block_on(waits.send(2)).unwrap());
        drop(tx);
        let flushed = block_on(worker.run()).unwrap().counts.flushed;
        second.join().unwrap();
        let sent = first.join().unwrap();
        assert_eq!(flushed, 2 + u64::from(sent));
        assert_eq!(note.0.lock().unwrap().contains(&1), sent);
    });
}

#[test]
fn the_last_of_two_senders_ends_it() {
    check(|| {
        let (tx, mut worker, _) = pair(2);
        let other = tx.clone();
        let dropper = thread::spawn(move || drop(other));
        let sender = thread::spawn(move || tx.try_send(1).unwrap());
        let report = block_on(worker.run()).unwrap();
        assert_eq!((report.ended, report.counts.flushed), (Ended::Closed, 1));
        dropper.join().unwrap();
        sender.join().unwrap();
    });
}

#[test]
fn a_barrier_beside_the_worker_falls_when_all_before_it_is_flushed() {
    check(|| {
        let (tx, mut worker, note) = pair(2);
        let sender = thread::spawn(move || {
            tx.try_send(1).unwrap();
            block_on(tx.flush())
        });
        let report = block_on(worker.run()).unwrap();
        assert_eq!((report.ended, report.counts.flushed), (Ended::Closed, 1));
        let outcome = sender.join().unwrap();
        assert!(outcome.all_flushed());
        assert_eq!(*note.0.lock().unwrap(), [1]);
    });
}

#[test]
fn a_barrier_beside_a_close_falls_and_tells_what_came_back() {
    check(|| {
        let (tx, worker, _) = pair(2);
        tx.try_send(1).unwrap();
        let waiter = thread::spawn(move || block_on(tx.flush()));
        assert_eq!(worker.into_unsettled(), [1]);
        let outcome = waiter.join().unwrap();
        // Asked before the end, it counts the item; asked after, it has nothing to wait for.
        assert!(outcome.returned <= 1 && outcome.dropped == 0 && outcome.flushed == 0);
    });
}

/// The flush does not end before the sender has the room of its item.
struct Until(Mutex<Option<loom::sync::mpsc::Receiver<()>>>);

impl BatchSink<u32> for Until {
    type Error = Infallible;
    async fn flush_batch(&self, batch: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Infallible> {
        if batch.items() == [0] {
            let sent = self.0.lock().unwrap().take().unwrap();
            sent.recv().unwrap();
        }
        Ok(())
    }
}

/// It comes before the room is noted, or after it, or between: a flush that blocks until then finds out.
#[test]
fn a_sender_gets_the_room_of_a_flush_that_blocks() {
    check(|| {
        let (done, sent) = loom::sync::mpsc::channel();
        let (tx, mut worker) = MessageProcessor::builder(Until(Mutex::new(Some(sent))))
            .capacity(8)
            .max_batch_size(1)
            .build()
            .unwrap();
        for n in 0..8 {
            tx.try_send(n).unwrap();
        }
        let sender = thread::spawn(move || {
            block_on(tx.send(8)).unwrap();
            done.send(()).unwrap();
        });
        assert_eq!(block_on(worker.run()).unwrap().counts.flushed, 9);
        sender.join().unwrap();
    });
}

/// A processor that waits for a whole batch is woken by the item that fills it, and by the last sender.
#[test]
fn a_full_batch_and_the_last_sender_wake_who_waits_for_a_batch() {
    check(|| {
        let note = Arc::new(Note::default());
        let (tx, mut worker) = MessageProcessor::builder(note.clone())
            .capacity(4)
            .max_batch_size(2)
            .linger(cancel_worker::Linger::Never)
            .build()
            .unwrap();
        let sender = thread::spawn(move || {
            for n in 0..3 {
                tx.try_send(n).unwrap();
            }
        });
        assert_eq!(block_on(worker.run()).unwrap().counts.flushed, 3);
        assert_eq!(*note.0.lock().unwrap(), [0, 1, 2]);
        sender.join().unwrap();
    });
}
