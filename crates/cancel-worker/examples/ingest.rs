//! Reads numbered records as fast as the sink takes them, until Ctrl-C or the end.
//!
//! `cargo run --example ingest`; press Ctrl-C and see that nothing is missing.

use std::time::Duration;

use cancel_worker::{
    Batch, BatchSink, CancellationToken, FlushCtx, InboxSender, Linger, MessageProcessor, Shutdown,
};

/// Stands for a database: 20 ms a batch, whatever its size.
struct Table;

impl BatchSink<u64> for Table {
    type Error = std::io::Error;

    async fn flush_batch(&self, batch: &mut Batch<u64>, ctx: &FlushCtx) -> Result<(), Self::Error> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        println!("{:4} rows up to {:?} ({:?})", batch.len(), batch.items().last(), ctx.reason);
        Ok(())
    }
}

/// Stands for a socket. Ends when its item comes back: the processor accepts no more.
async fn read(tx: InboxSender<u64>) -> u64 {
    for n in 0..200_000 {
        if tx.send(n).await.is_err() {
            return n;
        }
        if n % 100 == 0 {
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    }
    200_000
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stop = CancellationToken::new();
    let (tx, mut worker) = MessageProcessor::builder(Table)
        .capacity(2_000)
        .max_batch_size(500)
        .linger(Linger::FromFirst(Duration::from_millis(50)))
        .cancel(stop.clone())
        .shutdown(Shutdown::Drain, Duration::from_secs(5))
        .build()?;

    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.cancel();
        }
    });
    let reader = tokio::spawn(read(tx));

    // A failed batch comes back in the error: here it is given up, and the rest goes on.
    let report = loop {
        match worker.run().await {
            Ok(report) => break report,
            Err(error) => eprintln!("{error}: {:?}", error.returned),
        }
    };
    println!("{:?}: {:?}, not stored: {:?}", report.ended, report.counts, report.returned);
    assert_eq!(reader.await?, report.counts.accepted);
    Ok(())
}
