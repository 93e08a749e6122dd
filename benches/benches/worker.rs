//! A million `u64` from one producer through a bounded inbox into batches of at most 64, with an
//! empty flush: what batching itself costs. Each side hands its consumer the same sum and count.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use cancel_worker::{Batch, BatchSink, FlushCtx, Linger, MessageProcessor};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use futures::StreamExt;
use futures_batch::ChunksTimeoutStreamExt;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

const N: u64 = 1_000_000;
const CAPACITY: usize = 1024;
const BATCH: usize = 64;
/// For those that know no other way than a timer. Long enough never to fire under load.
const LINGER: Duration = Duration::from_millis(10);

/// What arrived: items, and their sum.
#[derive(Debug, Default, PartialEq, Clone, Copy)]
struct Seen(u64, u64);

impl Seen {
    fn add(&mut self, items: &[u64]) {
        self.0 += items.len() as u64;
        self.1 += black_box(items).iter().sum::<u64>();
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

async fn ours(linger: Linger) -> Seen {
    let sum = Arc::new(Sum::default());
    let (tx, mut worker) = MessageProcessor::builder(Arc::clone(&sum))
        .capacity(CAPACITY)
        .max_batch_size(BATCH)
        .linger(linger)
        .build()
        .expect("a sound configuration");
    let consumer = tokio::spawn(async move { worker.run().await.map(|report| report.counts) });
    let producer = tokio::spawn(async move {
        for i in 0..N {
            tx.send(i).await.expect("open");
        }
    });
    producer.await.expect("no panic");
    let counts = consumer.await.expect("no panic").expect("no error");
    assert_eq!((counts.accepted, counts.flushed), (N, N));
    Seen(sum.0.load(Relaxed), sum.1.load(Relaxed))
}

fn produce() -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(CAPACITY);
    tokio::spawn(async move {
        for i in 0..N {
            tx.send(i).await.expect("open");
        }
    });
    rx
}

async fn recv_many() -> Seen {
    let mut rx = produce();
    let consumer = tokio::spawn(async move {
        let (mut seen, mut batch) = (Seen::default(), Vec::with_capacity(BATCH));
        while rx.recv_many(&mut batch, BATCH).await > 0 {
            seen.add(&batch);
            batch.clear();
        }
        seen
    });
    consumer.await.expect("no panic")
}

async fn chunks_timeout() -> Seen {
    let rx = produce();
    let consumer = tokio::spawn(async move {
        let stream =
            tokio_stream::StreamExt::chunks_timeout(ReceiverStream::new(rx), BATCH, LINGER);
        let mut stream = std::pin::pin!(stream);
        let mut seen = Seen::default();
        while let Some(batch) = stream.next().await {
            seen.add(&batch);
        }
        seen
    });
    consumer.await.expect("no panic")
}

async fn futures_batch() -> Seen {
    let rx = produce();
    let consumer = tokio::spawn(async move {
        let mut stream = std::pin::pin!(ChunksTimeoutStreamExt::chunks_timeout(
            ReceiverStream::new(rx),
            BATCH,
            LINGER
        ));
        let mut seen = Seen::default();
        while let Some(batch) = stream.next().await {
            seen.add(&batch);
        }
        seen
    });
    consumer.await.expect("no panic")
}

fn bench(c: &mut Criterion) {
    let one = Builder::new_current_thread().enable_time().build().expect("a runtime");
    let two =
        Builder::new_multi_thread().worker_threads(2).enable_time().build().expect("a runtime");
    for (threads, rt) in [("1 thread", &one), ("2 threads", &two)] {
        let mut group = c.benchmark_group("worker/batch 64");
        group.throughput(Throughput::Elements(N)).sample_size(10);
        group.measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_millis(500));
        let mut row = |name: &str, run: &dyn Fn(&Runtime) -> Seen| {
            assert_eq!(run(rt), Seen(N, N * (N - 1) / 2), "{name} loses nothing");
            group.bench_function(BenchmarkId::new(name, threads), |b| b.iter(|| run(rt)));
        };
        row("cancel-worker", &|rt| rt.block_on(ours(Linger::Idle)));
        row("cancel-worker, linger 10 ms", &|rt| rt.block_on(ours(Linger::FromFirst(LINGER))));
        row("tokio mpsc recv_many", &|rt| rt.block_on(recv_many()));
        row("tokio-stream chunks_timeout", &|rt| rt.block_on(chunks_timeout()));
        row("futures-batch", &|rt| rt.block_on(futures_batch()));
        group.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
