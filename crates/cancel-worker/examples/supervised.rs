//! Two processors and a ticker under one supervisor: one fails and is started again with its inbox,
//! and the report says where every item went.
//!
//! `cargo run --example supervised`

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use cancel_worker::{
    AsyncWorker, Batch, BatchSink, CancellationToken, ChildPolicy, FlushCtx, InFlight,
    MessageProcessor, Restart, Supervisor, WorkerError,
};

/// Fails twice, and panics once.
struct Flaky(AtomicU32);

impl BatchSink<u64> for Flaky {
    type Error = std::io::Error;

    async fn flush_batch(&self, batch: &mut Batch<u64>, _: &FlushCtx) -> std::io::Result<()> {
        match self.0.fetch_add(1, Relaxed) {
            1 | 3 => Err(std::io::Error::other("the connection is lost")),
            5 => panic!("a bug"),
            _ => {
                println!("flaky: {} items", batch.len());
                Ok(())
            }
        }
    }
}

/// Four lanes; all orders of one customer go through the same one, in order.
struct Orders;

impl BatchSink<(u64, u32)> for Orders {
    type Error = std::io::Error;

    async fn flush_batch(
        &self,
        batch: &mut Batch<(u64, u32)>,
        _: &FlushCtx,
    ) -> std::io::Result<()> {
        tokio::time::sleep(Duration::from_millis(1)).await;
        println!("orders: {:?}", batch.items());
        Ok(())
    }
}

struct Ticker;

impl AsyncWorker for Ticker {
    async fn process(&self, cancel: CancellationToken) -> Result<(), WorkerError> {
        let mut ticks = tokio::time::interval(Duration::from_millis(20));
        while cancel.run_until_cancelled(ticks.tick()).await.is_some() {
            println!("tick");
        }
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stop = CancellationToken::new();
    let (flaky, flaky_worker) =
        MessageProcessor::builder(Flaky(AtomicU32::new(0))).max_batch_size(8).build()?;
    let (orders, orders_worker) = MessageProcessor::builder(Orders)
        .in_flight(InFlight::per_key(4, |order: &(u64, u32)| order.0))
        .build()?;
    let policy = ChildPolicy { base: Duration::from_millis(5), ..ChildPolicy::default() };
    let running = tokio::spawn(
        Supervisor::new(&stop)
            .processor("flaky", policy, flaky_worker)
            .processor("orders", policy, orders_worker)
            .worker("ticker", ChildPolicy { restart: Restart::Always, ..policy }, Ticker)
            .run(),
    );
    for n in 0..64 {
        flaky.send(n).await?;
        orders.send((n % 5, u32::try_from(n)?)).await?;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    stop.cancel();

    let mut report = running.await?;
    for child in &report.children {
        println!("{child:?}");
    }
    let returned: Vec<u64> = report.take_returned("flaky").unwrap_or_default();
    println!("unconfirmed: {returned:?}");
    let counts = report.child("flaky").and_then(|child| child.counts).ok_or("no such child")?;
    assert_eq!(counts.flushed + returned.len() as u64, 64);
    Ok(())
}
