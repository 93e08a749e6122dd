//! Requests that are answered in batches: 256 clients, each asks 400 times, one after another.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use batch_aint_one::{Batcher, BatchingPolicy, Limits, Processor};
use cancel_worker::{Batch, BatchSink, Call, FlushCtx, MessageProcessor};
use criterion::{BenchmarkId, Criterion, Throughput};
use dataloader::BatchFn;
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot};
use tower::{Service, ServiceExt};
use tower_batch_control::{BatchControl, RequestWeight};

pub(crate) const CLIENTS: u64 = 256;
pub(crate) const CALLS: u64 = 400;
const BATCH: usize = 64;
const CAPACITY: usize = 1024;

fn answer(request: u64) -> u64 {
    request ^ 0x5555
}

/// Lets all clients ask, and sums what they are told.
async fn ask<C, F>(client: impl Fn() -> C) -> u64
where
    C: FnMut(u64) -> F + Send + 'static,
    F: Future<Output = u64> + Send,
{
    let clients: Vec<_> = (0..CLIENTS)
        .map(|n| {
            let mut ask = client();
            tokio::spawn(async move {
                let mut sum = 0;
                for i in 0..CALLS {
                    sum += ask(n * CALLS + i).await;
                }
                sum
            })
        })
        .collect();
    let mut sum = 0;
    for client in clients {
        sum += client.await.expect("no panic");
    }
    sum
}

struct Answer;

impl BatchSink<Call<u64, u64>> for Answer {
    type Error = Infallible;
    async fn flush_batch(
        &self,
        batch: &mut Batch<Call<u64, u64>>,
        _: &FlushCtx,
    ) -> Result<(), Infallible> {
        for call in batch.items_mut() {
            let reply = answer(*call.request());
            let _ = call.answer(reply);
        }
        Ok(())
    }
}

pub(crate) async fn ours() -> u64 {
    let (tx, mut worker) = MessageProcessor::builder(Answer)
        .capacity(CAPACITY)
        .max_batch_size(BATCH)
        .build()
        .expect("a sound configuration");
    tokio::spawn(async move { worker.run().await.map(|report| report.counts) });
    ask(|| {
        let tx = tx.clone();
        move |n| {
            let tx = tx.clone();
            async move { tx.call(n).await.expect("an answer") }
        }
    })
    .await
}

pub(crate) async fn by_hand() -> u64 {
    let (tx, mut rx) = mpsc::channel::<(u64, oneshot::Sender<u64>)>(CAPACITY);
    tokio::spawn(async move {
        let mut batch = Vec::with_capacity(BATCH);
        while rx.recv_many(&mut batch, BATCH).await > 0 {
            for (request, reply) in batch.drain(..) {
                let _ = reply.send(answer(request));
            }
        }
    });
    ask(|| {
        let tx = tx.clone();
        move |n| {
            let tx = tx.clone();
            async move {
                let (reply, answer) = oneshot::channel();
                tx.send((n, reply)).await.expect("open");
                answer.await.expect("an answer")
            }
        }
    })
    .await
}

#[derive(Debug, Clone)]
struct Answers;

impl Processor for Answers {
    type Key = ();
    type Input = u64;
    type Output = u64;
    type Error = String;
    type Resources = ();

    async fn acquire_resources(&self, (): ()) -> Result<(), String> {
        Ok(())
    }

    async fn process(
        &self,
        (): (),
        inputs: impl Iterator<Item = u64> + Send,
        (): (),
    ) -> Result<Vec<u64>, String> {
        Ok(inputs.map(answer).collect())
    }
}

async fn batch_aint_one() -> u64 {
    let limits = Limits::builder()
        .max_batch_size(BATCH)
        .max_key_concurrency(1)
        .max_key_queued_items(CAPACITY)
        .build();
    let batcher = Batcher::builder()
        .name("answers")
        .processor(Answers)
        .limits(limits)
        .batching_policy(BatchingPolicy::Immediate)
        .build();
    let batcher = Arc::new(batcher);
    let sum = ask(|| {
        let batcher = Arc::clone(&batcher);
        move |n| {
            let batcher = Arc::clone(&batcher);
            async move { batcher.add((), n).await.expect("an answer") }
        }
    })
    .await;
    batcher.worker_handle().shut_down().await;
    sum
}

struct Request(u64);
impl RequestWeight for Request {}

/// Answers on a flush.
#[derive(Default)]
struct Gather(Vec<(u64, oneshot::Sender<u64>)>);

impl Service<BatchControl<Request>> for Gather {
    type Response = u64;
    type Error = tower::BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<u64, tower::BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), tower::BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: BatchControl<Request>) -> Self::Future {
        match request {
            BatchControl::Item(Request(n)) => {
                let (reply, answer) = oneshot::channel();
                self.0.push((n, reply));
                Box::pin(async move { Ok(answer.await?) })
            }
            BatchControl::Flush => {
                for (n, reply) in self.0.drain(..) {
                    let _ = reply.send(answer(n));
                }
                Box::pin(std::future::ready(Ok(0)))
            }
        }
    }
}

async fn tower_batch_control() -> u64 {
    let service = tower_batch_control::Batch::new(
        Gather::default(),
        BATCH,
        CAPACITY / BATCH,
        Duration::from_millis(10),
    );
    ask(|| {
        let service = service.clone();
        move |n| {
            let mut service = service.clone();
            async move {
                let ready = service.ready().await.expect("alive");
                ready.call(Request(n)).await.expect("an answer")
            }
        }
    })
    .await
}

struct Load;

impl BatchFn<u64, u64> for Load {
    async fn load(&mut self, keys: &[u64]) -> HashMap<u64, u64> {
        keys.iter().map(|&key| (key, answer(key))).collect()
    }
}

async fn dataloader() -> u64 {
    let loader = dataloader::non_cached::Loader::new(Load).with_max_batch_size(BATCH);
    ask(|| {
        let loader = loader.clone();
        move |n| {
            let loader = loader.clone();
            async move { loader.load(n).await }
        }
    })
    .await
}

/// The sum of all answers.
pub(crate) fn expected() -> u64 {
    (0..CLIENTS * CALLS).map(answer).sum()
}

pub(crate) fn bench(c: &mut Criterion) {
    let expected = expected();
    for (threads, rt) in crate::runtimes() {
        let mut group = c.benchmark_group(format!("worker/replies/{threads}"));
        group.throughput(Throughput::Elements(CLIENTS * CALLS)).sample_size(10);
        group.measurement_time(Duration::from_millis(500)).warm_up_time(Duration::from_millis(100));
        let mut side = |name: &str, run: &dyn Fn(&Runtime) -> u64| {
            let mut checked = false;
            group.bench_function(BenchmarkId::from_parameter(name), |b| {
                if !checked {
                    assert_eq!(run(&rt), expected, "{name} answers all");
                    checked = true;
                }
                b.iter(|| run(&rt));
            });
        };
        side("cancel-worker", &|rt| rt.block_on(ours()));
        side("by hand", &|rt| rt.block_on(by_hand()));
        side("batch-aint-one", &|rt| rt.block_on(batch_aint_one()));
        side("tower-batch-control", &|rt| rt.block_on(tower_batch_control()));
        side("dataloader", &|rt| rt.block_on(dataloader()));
        group.finish();
    }
}
