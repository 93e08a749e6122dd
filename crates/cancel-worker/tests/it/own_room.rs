//! The room of what was handed to a flush is free before the flush's code runs, however small the
//! batch: a flush may send into it, or wait for a thread that does.

use std::convert::Infallible;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use cancel_worker::{Batch, BatchSink, FlushCtx, Handle, InFlight, InboxSender, MessageProcessor};

const CAPACITY: u64 = 64;
/// For what must not hang.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends each item below the capacity once more, from within its flush.
struct Again {
    tx: Mutex<Option<InboxSender<u64>>>,
    send: fn(&InboxSender<u64>, u64) -> bool,
    flushed: AtomicU64,
}

impl BatchSink<u64> for Again {
    type Error = Infallible;
    async fn flush_batch(&self, batch: &mut Batch<u64>, _: &FlushCtx) -> Result<(), Infallible> {
        let mut tx = self.tx.lock().unwrap();
        for &item in batch.items() {
            if item < CAPACITY {
                assert!((self.send)(tx.as_ref().unwrap(), item + CAPACITY), "no room for {item}");
            } else if item == 2 * CAPACITY - 1 {
                *tx = None;
            }
        }
        self.flushed.fetch_add(batch.len() as u64, Relaxed);
        Ok(())
    }
}

fn send_again(batch: usize, in_flight: InFlight<u64>, send: fn(&InboxSender<u64>, u64) -> bool) {
    let (done, end) = channel();
    thread::spawn(move || {
        let again = Again { tx: Mutex::default(), send, flushed: AtomicU64::new(0) };
        let (tx, mut worker) = MessageProcessor::builder(std::sync::Arc::new(again))
            .capacity(usize::try_from(CAPACITY).unwrap())
            .max_batch_size(batch)
            .in_flight(in_flight)
            .build()
            .unwrap();
        for n in 0..CAPACITY {
            tx.try_send(n).unwrap();
        }
        *worker.sink().tx.lock().unwrap() = Some(tx);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let counts = runtime.block_on(worker.run()).unwrap().counts;
        assert_eq!((counts.accepted, counts.flushed), (2 * CAPACITY, 2 * CAPACITY));
        done.send(worker.sink().flushed.load(Relaxed)).unwrap();
    });
    assert_eq!(end.recv_timeout(PATIENCE), Ok(2 * CAPACITY));
}

#[test]
fn a_flush_finds_the_room_of_its_own_batch() {
    for batch in [1, 3, 16, 64] {
        send_again(batch, InFlight::One, |tx, n| tx.try_send(n).is_ok());
        send_again(batch, InFlight::Any(3), |tx, n| tx.try_send(n).is_ok());
    }
}

#[test]
fn a_flush_may_block_on_a_send_into_its_own_room() {
    for batch in [1, 3, 16, 64] {
        send_again(batch, InFlight::One, |tx, n| tx.blocking_send(n).is_ok());
        send_again(batch, InFlight::Any(3), |tx, n| tx.blocking_send(n).is_ok());
    }
}

#[test]
fn a_flush_is_granted_a_permit_for_its_own_room() {
    let reserve = |tx: &InboxSender<u64>, n| {
        let reserved = futures::FutureExt::now_or_never(tx.reserve());
        reserved.is_some_and(|permit| permit.unwrap().send(n).is_ok())
    };
    send_again(1, InFlight::One, reserve);
}

/// Blocks in each flush until told to go on.
struct Blocked(Mutex<Receiver<()>>);

impl BatchSink<u64> for Blocked {
    type Error = Infallible;
    async fn flush_batch(&self, _: &mut Batch<u64>, _: &FlushCtx) -> Result<(), Infallible> {
        self.0.lock().unwrap().recv_timeout(PATIENCE).expect("a sender that got its room");
        Ok(())
    }
}

fn blocked(capacity: usize) -> (InboxSender<u64>, Handle<u64>, impl FnOnce() -> u64) {
    let (go_on, blocks) = channel();
    let (tx, mut worker) = MessageProcessor::builder(Blocked(Mutex::new(blocks)))
        .capacity(capacity)
        .max_batch_size(1)
        .build()
        .unwrap();
    let handle = worker.handle();
    for n in 0..capacity as u64 {
        tx.try_send(n).unwrap();
    }
    let waits = tx.clone();
    // Waits for the room of the first item, and lets its flush go on, and so forth.
    let sender = thread::spawn(move || {
        for n in 0..4 * capacity as u64 {
            waits.blocking_send(n).unwrap();
            go_on.send(()).unwrap();
        }
        // As many flushes as there are items left.
        drop(waits);
        (0..capacity).for_each(|_| go_on.send(()).unwrap());
    });
    let run = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let flushed = runtime.block_on(worker.run()).unwrap().counts.flushed;
        sender.join().unwrap();
        flushed
    };
    (tx, handle, run)
}

#[test]
fn a_sender_that_waits_gets_the_room_of_a_flush_that_blocks() {
    let (tx, _, run) = blocked(32);
    drop(tx);
    assert_eq!(run(), 5 * 32);
}

/// Notes how deep the inbox is while it is flushed.
struct Deep(Mutex<(Option<Handle<u64>>, Vec<usize>)>);

impl BatchSink<u64> for Deep {
    type Error = Infallible;
    async fn flush_batch(&self, _: &mut Batch<u64>, _: &FlushCtx) -> Result<(), Infallible> {
        let (handle, depths) = &mut *self.0.lock().unwrap();
        depths.push(handle.as_ref().unwrap().health().depth);
        Ok(())
    }
}

#[test]
fn the_depth_leaves_out_what_is_being_flushed() {
    let (tx, mut worker) = MessageProcessor::builder(Deep(Mutex::default()))
        .capacity(64)
        .max_batch_size(1)
        .build()
        .unwrap();
    worker.sink().0.lock().unwrap().0 = Some(worker.handle());
    (0..40).for_each(|n| tx.try_send(n).unwrap());
    drop(tx);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let _ = runtime.block_on(worker.run()).unwrap();
    assert!(worker.sink().0.lock().unwrap().1.iter().copied().eq((0..40).rev()));
}
