//! What a sink can do with a batch.

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use cancel_worker::{Batch, BatchSink, Ended, FlushCtx, MessageProcessor};

/// A sink of one function, which says whether the flush went well.
struct With<F>(Mutex<F>);

#[derive(Debug)]
struct No;
impl std::fmt::Display for No {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no")
    }
}
impl std::error::Error for No {}

impl<T: Send, F: FnMut(&mut Batch<T>) -> bool + Send + 'static> BatchSink<T> for With<F> {
    type Error = No;
    async fn flush_batch(&self, batch: &mut Batch<T>, _: &FlushCtx) -> Result<(), No> {
        if (self.0.lock().unwrap())(batch) { Ok(()) } else { Err(No) }
    }
}

/// Flushes 0..10 in one batch; what came back, and how many counted as flushed.
fn flush(sink: impl FnMut(&mut Batch<u32>) -> bool + Send + 'static) -> (Vec<u32>, u64) {
    let rt = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (tx, mut worker) =
        MessageProcessor::builder(With(Mutex::new(sink))).max_batch_size(10).build().unwrap();
    (0..12).for_each(|n| tx.try_send(n).unwrap());
    let error = rt.block_on(worker.run()).unwrap_err();
    assert_eq!(error.counts.accepted, 12);
    assert_eq!(error.counts.returned, error.returned.len() as u64);
    let flushed = error.counts.flushed;
    // Beyond the batch nothing was touched.
    assert_eq!(worker.into_unsettled(), [10, 11]);
    (error.returned, flushed)
}

#[test]
fn what_is_left_on_err_comes_back() {
    assert_eq!(flush(|_| false), ((0..10).collect(), 0));
}

#[test]
fn popped_items_are_done() {
    let got = flush(|batch| {
        assert_eq!(batch.pop_front(), Some(0));
        assert_eq!(batch.pop_front(), Some(1));
        assert_eq!((batch.len(), batch.items()[0]), (8, 2));
        false
    });
    assert_eq!(got, ((2..10).collect(), 2));
}

#[test]
fn popping_ends_with_the_batch() {
    let got = flush(|batch| {
        while batch.pop_front().is_some() {}
        assert!(batch.is_empty() && batch.items().is_empty());
        false
    });
    assert_eq!(got, (vec![], 10));
}

#[test]
fn a_drain_takes_what_it_says_dropped_or_run() {
    let got = flush(|batch| {
        batch.drain_front(4);
        false
    });
    assert_eq!(got, ((4..10).collect(), 4));
    let got = flush(|batch| {
        let mut drain = batch.drain_front(4);
        assert_eq!((drain.next(), drain.len()), (Some(0), 3));
        false
    });
    assert_eq!(got, ((4..10).collect(), 4));
    assert_eq!(flush(|b| b.drain_front(usize::MAX).count() != 10), (vec![], 10));
}

#[test]
fn a_forgotten_drain_takes_only_what_it_gave() {
    let got = flush(|batch| {
        let mut drain = batch.drain_front(4);
        drain.next();
        std::mem::forget(drain);
        assert_eq!(batch.items(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        false
    });
    assert_eq!(got, ((1..10).collect(), 1));
}

#[test]
fn retain_keeps_the_order_and_sees_each_once() {
    let got = flush(|batch| {
        let mut seen = Vec::new();
        batch.retain(|&n| {
            seen.push(n);
            n % 3 == 0
        });
        assert_eq!(seen, (0..10).collect::<Vec<_>>());
        assert_eq!(batch.items(), [0, 3, 6, 9]);
        batch.retain(|&n| n != 3);
        false
    });
    assert_eq!(got, (vec![0, 6, 9], 7));
}

#[test]
fn a_retain_that_panics_removes_nothing() {
    let got = flush(|batch| {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            batch.retain(|&n| if n == 5 { panic!("as told") } else { false });
        }));
        assert!(panicked.is_err());
        assert_eq!(batch.len(), 10);
        batch.retain(|&n| n != 0);
        false
    });
    assert_eq!(got, ((1..10).collect(), 1));
}

#[test]
fn changed_items_come_back_changed() {
    let got = flush(|batch| {
        batch.items_mut().iter_mut().for_each(|n| *n += 100);
        false
    });
    assert_eq!(got, ((100..110).collect(), 0));
}

#[test]
fn ok_settles_all_and_pieces_are_whole() {
    // Odd sizes, so that batches are pieced together from loads, and the ring buffer wraps.
    let rt = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let next = std::sync::Arc::new(Mutex::new(0_u64));
    let seen = next.clone();
    let check = move |batch: &mut Batch<u64>| {
        let mut next = seen.lock().unwrap();
        for &n in batch.items() {
            assert_eq!(n, *next);
            *next += 1;
        }
        batch.drain_front(2);
        true
    };
    let (tx, mut worker) = MessageProcessor::builder(With(Mutex::new(check)))
        .capacity(23)
        .max_batch_size(5)
        .linger(cancel_worker::Linger::Never)
        .build()
        .unwrap();
    let total = if cfg!(miri) { 200 } else { 5_000 };
    rt.block_on(async {
        let running = tokio::spawn(async move { worker.run().await });
        for n in 0..total {
            tx.send(n).await.unwrap();
            if n % 7 == 0 {
                tokio::task::yield_now().await;
            }
        }
        drop(tx);
        let report = running.await.unwrap().unwrap();
        assert_eq!((report.ended, report.counts.flushed), (Ended::Closed, total));
    });
    assert_eq!(*next.lock().unwrap(), total);
}

#[test]
fn items_without_size_are_counted() {
    let rt = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let sink = With(Mutex::new(|batch: &mut Batch<()>| {
        batch.retain(|()| true);
        batch.items().len() <= 7
    }));
    let (tx, mut worker) = MessageProcessor::builder(sink).max_batch_size(7).build().unwrap();
    (0..100).for_each(|_| tx.try_send(()).unwrap());
    drop(tx);
    assert_eq!(rt.block_on(worker.run()).unwrap().counts.flushed, 100);
}

#[test]
fn a_sink_without_errors_will_do() {
    struct Null;
    impl BatchSink<u8> for Null {
        type Error = Infallible;
        async fn flush_batch(&self, _: &mut Batch<u8>, _: &FlushCtx) -> Result<(), Infallible> {
            Ok(())
        }
    }
    let rt = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (tx, mut worker) = MessageProcessor::builder(Null).build().unwrap();
    tx.try_send(1).unwrap();
    drop(tx);
    assert_eq!(rt.block_on(worker.run()).unwrap().counts.flushed, 1);
}
