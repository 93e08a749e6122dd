//! Batches that cannot be delivered end in a file, one line an item, and the rest goes on.
//!
//! `cargo run --example dead_letter`

use std::fs::File;
use std::io::{self, Write};
use std::sync::Mutex;
use std::time::Duration;

use cancel_worker::{
    Batch, BatchSink, Exhausted, FlushCtx, MessageProcessor, RetryPolicy, Settled,
};

/// Refuses what it cannot read, for good; has a bad moment now and then.
struct Api;

#[derive(Debug)]
enum ApiError {
    Busy,
    BadRow,
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Busy => "busy: try again",
            Self::BadRow => "a row that is no number",
        })
    }
}

impl std::error::Error for ApiError {}

impl BatchSink<String> for Api {
    type Error = ApiError;

    async fn flush_batch(&self, batch: &mut Batch<String>, ctx: &FlushCtx) -> Result<(), ApiError> {
        if batch.len() % 3 == 0 && ctx.attempt == 1 {
            return Err(ApiError::Busy);
        }
        // What is removed is done; what is left on Err is retried, or dead-lettered.
        batch.retain(|row| row.parse::<u32>().is_err());
        if batch.is_empty() { Ok(()) } else { Err(ApiError::BadRow) }
    }

    fn is_transient(&self, error: &ApiError) -> bool {
        matches!(error, ApiError::Busy)
    }
}

/// Appends to a file. A file blocks: on a busy runtime, move this to `spawn_blocking`.
struct Morgue(Mutex<File>);

impl BatchSink<String> for Morgue {
    type Error = io::Error;

    async fn flush_batch(&self, batch: &mut Batch<String>, _: &FlushCtx) -> io::Result<()> {
        let mut file = self.0.lock().map_err(|_| io::Error::other("poisoned"))?;
        for row in batch.items() {
            writeln!(file, "{row}")?;
        }
        file.sync_data()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::temp_dir().join(format!("dead-letters-{}", std::process::id()));
    let (tx, mut worker) = MessageProcessor::builder(Api)
        .max_batch_size(10)
        .retry(RetryPolicy {
            max_attempts: 5,
            base: Duration::from_millis(1),
            then: Exhausted::DeadLetter,
            ..RetryPolicy::default()
        })
        .dead_letter(Morgue(Mutex::new(File::create(&path)?)))
        .on_settled(|settled| {
            if let Settled::Returned(rows) = settled {
                eprintln!("not even dead-lettered: {rows:?}");
            }
        })
        .build()?;
    let running = tokio::spawn(async move { worker.run().await });
    for n in 0..100_u32 {
        let row = if n % 7 == 0 { format!("seven times {}", n / 7) } else { n.to_string() };
        tx.send(row).await?;
    }
    let outcome = tx.flush().await;
    drop(tx);
    let report = running.await??;
    let dead = std::fs::read_to_string(&path)?;
    std::fs::remove_file(&path)?;
    println!("{outcome:?}\n{:?}\nin the file:\n{dead}", report.counts);
    assert_eq!(report.counts.dead_lettered, dead.lines().count() as u64);
    assert_eq!(report.counts.flushed + report.counts.dead_lettered, 100);
    Ok(())
}
