//! How long a batch's first item waits: an item a millisecond, a linger of 10 ms, no full batch.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cancel_worker::{Batch, BatchSink, FlushCtx, Linger, MessageProcessor};
use futures::StreamExt;
use futures_batch::ChunksTimeoutStreamExt;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

const LINGER: Duration = Duration::from_millis(10);

fn number_of_items() -> u32 {
    if crate::only_checks() { 20 } else { 2_000 }
}

/// What was flushed: how old each batch's first item was.
#[derive(Default, Clone)]
struct Ages(Arc<Mutex<Vec<Duration>>>);

impl Ages {
    fn note(&self, batch: &[Instant]) {
        if let Some(first) = batch.first() {
            self.0.lock().expect("no panic").push(first.elapsed());
        }
    }

    fn print(&self, name: &str) {
        let mut ages = self.0.lock().expect("no panic").clone();
        ages.sort_unstable();
        let at = |percent: usize| ages[(ages.len() - 1) * percent / 100].as_secs_f64() * 1e3;
        println!(
            "worker/latency/{name}: {} batches, median {:.2} ms, p99 {:.2} ms, worst {:.2} ms",
            ages.len(),
            at(50),
            at(99),
            at(100)
        );
    }
}

impl BatchSink<Instant> for Ages {
    type Error = std::convert::Infallible;
    async fn flush_batch(
        &self,
        batch: &mut Batch<Instant>,
        _: &FlushCtx,
    ) -> Result<(), Self::Error> {
        self.note(batch.items());
        Ok(())
    }
}

/// One item a millisecond, from a thread of its own, that no runtime's timer delays.
fn produce(mut send: impl FnMut(Instant) + Send + 'static) {
    std::thread::spawn(move || {
        let start = Instant::now();
        for n in 1..=number_of_items() {
            std::thread::sleep((start + n * Duration::from_millis(1)) - Instant::now());
            send(Instant::now());
        }
    });
}

fn channel() -> mpsc::Receiver<Instant> {
    let (tx, rx) = mpsc::channel(1024);
    produce(move |at| tx.blocking_send(at).expect("open"));
    rx
}

async fn ours(ages: Ages) {
    let (tx, mut worker) = MessageProcessor::builder(ages)
        .max_batch_size(500)
        .linger(Linger::FromFirst(LINGER))
        .build()
        .expect("a sound configuration");
    produce(move |at| tx.blocking_send(at).expect("open"));
    let report = worker.run().await.expect("no error");
    assert_eq!(report.counts.flushed, u64::from(number_of_items()));
}

async fn chunks_timeout(ages: Ages) {
    let stream =
        tokio_stream::StreamExt::chunks_timeout(ReceiverStream::new(channel()), 500, LINGER);
    let mut stream = pin!(stream);
    while let Some(batch) = stream.next().await {
        ages.note(&batch);
    }
}

async fn futures_batch(ages: Ages) {
    let stream =
        ChunksTimeoutStreamExt::chunks_timeout(ReceiverStream::new(channel()), 500, LINGER);
    let mut stream = pin!(stream);
    while let Some(batch) = stream.next().await {
        ages.note(&batch);
    }
}

async fn naive_select(ages: Ages) {
    let (mut rx, mut batch) = (channel(), Vec::new());
    loop {
        tokio::select! {
            item = rx.recv() => match item {
                Some(item) if batch.len() < 499 => batch.push(item),
                Some(item) => {
                    batch.push(item);
                    ages.note(&batch);
                    batch.clear();
                }
                None => return ages.note(&batch),
            },
            () = tokio::time::sleep(LINGER) => {
                ages.note(&batch);
                batch.clear();
            }
        }
    }
}

pub(crate) fn report() {
    let filter = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    if filter.is_some_and(|filter| !"worker/latency".contains(&filter)) {
        return;
    }
    let (_, rt) = crate::runtimes().into_iter().next().expect("one");
    let side = |name: &str, run: &dyn Fn(Ages)| {
        let ages = Ages::default();
        run(ages.clone());
        ages.print(name);
    };
    side("cancel-worker", &|ages| rt.block_on(ours(ages)));
    side("chunks_timeout", &|ages| rt.block_on(chunks_timeout(ages)));
    side("futures-batch", &|ages| rt.block_on(futures_batch(ages)));
    side("naive select", &|ages| rt.block_on(naive_select(ages)));
}
