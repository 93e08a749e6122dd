//! What a processor's memory does: it falls back after a burst, and a steady load allocates nothing.

use cancel_worker::{Batch, BatchSink, FlushCtx, InFlight, Linger, MessageProcessor};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

struct Null;

impl BatchSink<[u64; 8]> for Null {
    type Error = std::convert::Infallible;
    async fn flush_batch(&self, _: &mut Batch<[u64; 8]>, _: &FlushCtx) -> Result<(), Self::Error> {
        Ok(())
    }
}

const BURST: usize = 100_000;

async fn burst(in_flight: InFlight<[u64; 8]>, linger: Linger) {
    let (tx, mut worker) = MessageProcessor::builder(Null)
        .capacity(BURST)
        .max_batch_size(BURST / 4)
        .in_flight(in_flight)
        .linger(linger)
        .build()
        .expect("a sound configuration");
    let running = tokio::spawn(async move { worker.run().await.map(|report| report.counts) });
    let before = dhat::HeapStats::get().curr_bytes;
    for n in 0..BURST {
        tx.try_send([n as u64; 8]).expect("room");
        if n == 10 && linger == Linger::Never {
            // The rest comes behind these, and so by another way.
            tokio::task::yield_now().await;
        }
    }
    let full = dhat::HeapStats::get().curr_bytes - before;
    assert!(full >= BURST * 64, "it holds them all: {full}");
    assert!(tx.flush().await.all_flushed());
    // The processor goes idle.
    tokio::task::yield_now().await;
    let after = dhat::HeapStats::get().curr_bytes.saturating_sub(before);
    assert!(after <= 4 * 1024 * 64, "{after} of {full} bytes are left");
    drop(tx);
    assert_eq!(running.await.expect("no panic").expect("no error").flushed, BURST as u64);
}

/// Waits once in each flush, so that items come meanwhile.
struct Waits;

impl BatchSink<[u64; 8]> for Waits {
    type Error = std::convert::Infallible;
    async fn flush_batch(&self, _: &mut Batch<[u64; 8]>, _: &FlushCtx) -> Result<(), Self::Error> {
        tokio::task::yield_now().await;
        Ok(())
    }
}

/// Three bursts, each while the one before it is flushed: as many buffers are large then.
async fn bursts() {
    let builder = MessageProcessor::builder(Waits).capacity(BURST).max_batch_size(BURST);
    let (tx, mut worker) = builder.build().expect("a sound configuration");
    let running = tokio::spawn(async move { worker.run().await.map(|report| report.counts) });
    let before = dhat::HeapStats::get().curr_bytes;
    for _ in 0..3 {
        (0..BURST).for_each(|n| tx.try_send([n as u64; 8]).expect("room"));
        tokio::task::yield_now().await;
    }
    let full = dhat::HeapStats::get().curr_bytes - before;
    assert!(full >= 3 * BURST * 64, "there are three buffers: {full}");
    assert!(tx.flush().await.all_flushed());
    tokio::task::yield_now().await;
    let after = dhat::HeapStats::get().curr_bytes.saturating_sub(before);
    assert!(after <= 4 * 1024 * 64, "{after} of {full} bytes are left");
    drop(tx);
    assert_eq!(running.await.expect("no panic").expect("no error").flushed, 3 * BURST as u64);
}

/// As many senders that wait for room, and as many that wait for a barrier.
async fn crowd(in_flight: InFlight<[u64; 8]>) {
    let builder = MessageProcessor::builder(Null).capacity(BURST).max_batch_size(BURST);
    let (tx, mut worker) = builder.in_flight(in_flight).build().expect("a sound configuration");
    (0..BURST).for_each(|n| tx.try_send([n as u64; 8]).expect("room"));
    let full = BURST.next_power_of_two() * 64;
    let before = dhat::HeapStats::get().curr_bytes - full;
    let sends = futures::future::join_all((0..BURST).map(|n| tx.send([n as u64; 8])));
    let flushes = futures::future::join_all((0..BURST).map(|_| tx.flush()));
    // Or tokio would keep a list of all of them.
    let waits = tokio::task::coop::unconstrained(futures::future::join(sends, flushes));
    let running = tokio::spawn(async move { worker.run().await.map(|report| report.counts) });
    let (sent, told) = waits.await;
    assert!(sent.iter().all(Result::is_ok) && told.len() == BURST);
    drop((sent, told));
    assert!(tx.flush().await.all_flushed());
    tokio::task::yield_now().await;
    let after = dhat::HeapStats::get().curr_bytes.saturating_sub(before);
    assert!(after <= 4 * 1024 * 64, "{after} bytes are left");
    drop(tx);
    assert_eq!(running.await.expect("no panic").expect("no error").flushed, 2 * BURST as u64);
}

async fn steady() {
    let (tx, mut worker) = MessageProcessor::builder(Null)
        .capacity(256)
        .max_batch_size(64)
        .linger(Linger::FromFirst(std::time::Duration::from_millis(1)))
        .build()
        .expect("a sound configuration");
    let running = tokio::spawn(async move { worker.run().await.map(|report| report.counts) });
    for round in 0..2 {
        let before = dhat::HeapStats::get().total_blocks;
        for n in 0..20_000 {
            tx.send([n; 8]).await.expect("open");
        }
        if round == 1 {
            assert_eq!(dhat::HeapStats::get().total_blocks, before, "a steady load allocates");
        }
    }
    drop(tx);
    assert_eq!(running.await.expect("no panic").expect("no error").flushed, 40_000);
}

/// Barriers whose waiters have gone do not pile up behind a flush that hangs.
async fn abandoned_barriers() {
    let (tx, worker) = MessageProcessor::builder(Null).build().expect("a sound configuration");
    tx.try_send([0; 8]).expect("room");
    let before = dhat::HeapStats::get().curr_bytes;
    for _ in 0..10_000 {
        let mut flush = std::pin::pin!(tx.flush());
        let pending =
            std::future::poll_fn(|cx| std::task::Poll::Ready(flush.as_mut().poll(cx).is_pending()));
        assert!(pending.await);
    }
    let left = dhat::HeapStats::get().curr_bytes - before;
    assert!(left < 10_000, "{left} bytes are left");
    drop(worker);
}

fn main() {
    let _profiler = dhat::Profiler::builder().testing().build();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime");
    for linger in [Linger::Idle, Linger::Never] {
        runtime.block_on(burst(InFlight::One, linger));
        runtime.block_on(burst(InFlight::Any(3), linger));
        runtime.block_on(burst(InFlight::per_key(3, |item: &[u64; 8]| item[0]), linger));
    }
    runtime.block_on(bursts());
    runtime.block_on(crowd(InFlight::One));
    runtime.block_on(crowd(InFlight::Any(3)));
    runtime.block_on(steady());
    runtime.block_on(abandoned_barriers());
}
