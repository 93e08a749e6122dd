//! Items in, batches out.

use std::future::poll_fn;
use std::hint::black_box;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::Poll;
use std::time::Duration;

use cancel_worker::{Batch, BatchSink, FlushCtx, InFlight, Linger, MessageProcessor};
use criterion::{BenchmarkId, Criterion, Throughput};
use futures::StreamExt;
use futures_batch::ChunksTimeoutStreamExt;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::actors;

pub(crate) const CAPACITY: usize = 1024;
/// For those that know no other way than a timer. Long enough never to fire under load.
const LINGER: Duration = Duration::from_millis(10);

/// How much of what goes where.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    pub(crate) items: u64,
    pub(crate) producers: u64,
    pub(crate) batch: usize,
}

/// What arrived: items, and their sum.
#[derive(Debug, Default, PartialEq, Clone, Copy)]
pub(crate) struct Seen(pub(crate) u64, pub(crate) u64);

impl Seen {
    pub(crate) fn add(&mut self, items: &[u64]) {
        self.0 += items.len() as u64;
        self.1 += black_box(items).iter().sum::<u64>();
    }
}

impl Load {
    pub(crate) fn ranges(self) -> impl Iterator<Item = std::ops::Range<u64>> {
        let each = self.items / self.producers;
        (0..self.producers).map(move |n| n * each..(n + 1) * each)
    }

    /// Starts the producers on tokio's channel.
    fn produce(self) -> mpsc::Receiver<u64> {
        let (tx, rx) = mpsc::channel(CAPACITY);
        for range in self.ranges() {
            let tx = tx.clone();
            tokio::spawn(async move {
                for i in range {
                    tx.send(i).await.expect("open");
                }
            });
        }
        rx
    }
}

#[derive(Default)]
struct Sum(AtomicU64, AtomicU64);

impl BatchSink<u64> for Sum {
    type Error = std::convert::Infallible;
    async fn flush_batch(&self, batch: &mut Batch<u64>, _: &FlushCtx) -> Result<(), Self::Error> {
        let mut seen = Seen(self.0.load(Relaxed), self.1.load(Relaxed));
        seen.add(batch.items());
        self.0.store(seen.0, Relaxed);
        self.1.store(seen.1, Relaxed);
        Ok(())
    }
}

pub(crate) async fn ours(load: Load, linger: Linger, in_flight: InFlight<u64>) -> Seen {
    let sum = Arc::new(Sum::default());
    let (tx, mut worker) = MessageProcessor::builder(Arc::clone(&sum))
        .capacity(CAPACITY)
        .max_batch_size(load.batch)
        .linger(linger)
        .in_flight(in_flight)
        .build()
        .expect("a sound configuration");
    let consumer = tokio::spawn(async move { worker.run().await.map(|report| report.counts) });
    for range in load.ranges() {
        let tx = tx.clone();
        tokio::spawn(async move {
            for i in range {
                tx.send(i).await.expect("open");
            }
        });
    }
    drop(tx);
    let counts = consumer.await.expect("no panic").expect("no error");
    assert_eq!((counts.accepted, counts.flushed), (load.items, load.items));
    Seen(sum.0.load(Relaxed), sum.1.load(Relaxed))
}

async fn recv_many(load: Load) -> Seen {
    let mut rx = load.produce();
    let consumer = tokio::spawn(async move {
        let (mut seen, mut batch) = (Seen::default(), Vec::with_capacity(load.batch));
        while rx.recv_many(&mut batch, load.batch).await > 0 {
            seen.add(&batch);
            batch.clear();
        }
        seen
    });
    consumer.await.expect("no panic")
}

/// What one would write by hand: poll until the batch is full or nothing is there.
pub(crate) async fn by_hand(load: Load) -> Seen {
    let mut rx = load.produce();
    let consumer = tokio::spawn(async move {
        let (mut seen, mut batch) = (Seen::default(), Vec::with_capacity(load.batch));
        loop {
            let open = poll_fn(|cx| {
                while batch.len() < load.batch {
                    match rx.poll_recv(cx) {
                        Poll::Ready(Some(item)) => batch.push(item),
                        Poll::Ready(None) => return Poll::Ready(false),
                        Poll::Pending if batch.is_empty() => return Poll::Pending,
                        Poll::Pending => break,
                    }
                }
                Poll::Ready(true)
            })
            .await;
            seen.add(&batch);
            batch.clear();
            if !open {
                return seen;
            }
        }
    });
    consumer.await.expect("no panic")
}

/// The loop that the tutorials have: its timer starts anew with each item.
async fn naive_select(load: Load) -> Seen {
    let mut rx = load.produce();
    let consumer = tokio::spawn(async move {
        let (mut seen, mut batch) = (Seen::default(), Vec::with_capacity(load.batch));
        loop {
            tokio::select! {
                item = rx.recv() => match item {
                    Some(item) => {
                        batch.push(item);
                        if batch.len() == load.batch {
                            seen.add(&batch);
                            batch.clear();
                        }
                    }
                    None => {
                        seen.add(&batch);
                        return seen;
                    }
                },
                () = tokio::time::sleep(LINGER) => {
                    seen.add(&batch);
                    batch.clear();
                }
            }
        }
    });
    consumer.await.expect("no panic")
}

async fn chunks_timeout(load: Load) -> Seen {
    let rx = load.produce();
    let consumer = tokio::spawn(async move {
        let stream =
            tokio_stream::StreamExt::chunks_timeout(ReceiverStream::new(rx), load.batch, LINGER);
        let (mut stream, mut seen) = (pin!(stream), Seen::default());
        while let Some(batch) = stream.next().await {
            seen.add(&batch);
        }
        seen
    });
    consumer.await.expect("no panic")
}

async fn futures_batch(load: Load) -> Seen {
    let rx = load.produce();
    let consumer = tokio::spawn(async move {
        let stream =
            ChunksTimeoutStreamExt::chunks_timeout(ReceiverStream::new(rx), load.batch, LINGER);
        let (mut stream, mut seen) = (pin!(stream), Seen::default());
        while let Some(batch) = stream.next().await {
            seen.add(&batch);
        }
        seen
    });
    consumer.await.expect("no panic")
}

/// It has no batch size: what it takes whole is cut into batches here.
pub(crate) async fn emit_batcher(load: Load) -> Seen {
    let (tx, rx) = emit_batcher::bounded::<Vec<u64>>(CAPACITY);
    let tx = Arc::new(tx);
    for range in load.ranges() {
        let tx = Arc::clone(&tx);
        tokio::spawn(async move {
            let patience = Duration::from_secs(60);
            for i in range {
                assert!(emit_batcher::tokio::send(&tx, i, patience).await.is_ok(), "open");
            }
        });
    }
    drop(tx);
    let consumer = tokio::spawn(async move {
        let mut seen = Seen::default();
        emit_batcher::tokio::exec(rx, |items: Vec<u64>| {
            items.chunks(load.batch).for_each(|batch| seen.add(batch));
            std::future::ready(Ok(()))
        })
        .await;
        seen
    });
    consumer.await.expect("no panic")
}

pub(crate) fn number_of_items() -> u64 {
    let items = std::env::var("WORKER_ITEMS").ok().and_then(|n| n.parse().ok());
    items.unwrap_or(if crate::only_checks() { 10_000 } else { 1_000_000_u64 }) / 8 * 8
}

pub(crate) fn bench(c: &mut Criterion) {
    let items = number_of_items();
    for (threads, rt) in crate::runtimes() {
        for producers in [1, 8] {
            for batch in [64, 1, 1024] {
                let load = Load { items, producers, batch };
                row(c, &rt, load, threads);
            }
        }
    }
}

fn row(c: &mut Criterion, rt: &Runtime, load: Load, threads: &str) {
    let name =
        format!("worker/items/{threads}, {} producers, batch {}", load.producers, load.batch);
    let mut group = c.benchmark_group(name);
    group.throughput(Throughput::Elements(load.items)).sample_size(10);
    group.measurement_time(Duration::from_millis(500)).warm_up_time(Duration::from_millis(100));
    let n = load.items;
    let mut side = |name: &str, run: &dyn Fn(&Runtime) -> Seen| {
        let mut checked = false;
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            if !checked {
                assert_eq!(run(rt), Seen(n, n * (n - 1) / 2), "{name} loses nothing");
                checked = true;
            }
            b.iter(|| run(rt));
        });
    };
    side("cancel-worker", &|rt| rt.block_on(ours(load, Linger::Idle, InFlight::One)));
    if load.batch == 64 {
        let linger = Linger::FromFirst(LINGER);
        side("cancel-worker, linger", &|rt| rt.block_on(ours(load, linger, InFlight::One)));
        side("cancel-worker, 4 lanes", &|rt| {
            rt.block_on(ours(load, Linger::Idle, InFlight::Any(4)))
        });
        side("cancel-worker, 4 key lanes", &|rt| {
            rt.block_on(ours(load, Linger::Idle, InFlight::per_key(4, |n: &u64| *n)))
        });
    }
    side("by hand", &|rt| rt.block_on(by_hand(load)));
    side("recv_many", &|rt| rt.block_on(recv_many(load)));
    side("emit_batcher", &|rt| rt.block_on(emit_batcher(load)));
    side("chunks_timeout", &|rt| rt.block_on(chunks_timeout(load)));
    side("futures-batch", &|rt| rt.block_on(futures_batch(load)));
    side("naive select", &|rt| rt.block_on(naive_select(load)));
    side("ractor", &|rt| rt.block_on(actors::ractor_actor(load)));
    side("kameo", &|rt| rt.block_on(actors::kameo_actor(load)));
    group.finish();
}
