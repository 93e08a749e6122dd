//! An ingest server in small: lines in over TCP, batches out to a table, and nothing lost on SIGTERM.
//!
//! `cargo run --example ingest [FILE]` appends the rows to that file; with `--demo` it talks to itself
//! and stops by itself. Each connection sends lines and is told `ok N` or `closed N` for each, as an
//! HTTP server would answer 202 and 503. On SIGTERM or Ctrl-C the inbox closes, what was accepted is
//! flushed, and what the deadline cuts off is printed.

#[cfg(all(test, unix, not(miri), not(loom), not(hardpan_loom)))]
mod signals;

use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use cancel_worker::{
    Batch, BatchSink, CancellationToken, FlushCtx, InboxSender, Linger, MessageProcessor,
    RetryPolicy, Shutdown, cancel_on_signal,
};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Stands for a database: 20 ms a batch, whatever its size; every fifth batch is refused once.
#[derive(Default)]
struct Table {
    file: Option<File>,
    batches: AtomicU32,
}

impl BatchSink<String> for Table {
    type Error = std::io::Error;

    async fn flush_batch(&self, batch: &mut Batch<String>, ctx: &FlushCtx) -> std::io::Result<()> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let n = self.batches.fetch_add(1, Relaxed);
        if n % 5 == 4 && ctx.attempt == 1 {
            return Err(std::io::Error::other("the table is locked"));
        }
        if let Some(mut file) = self.file.as_ref() {
            file.write_all((batch.items().join("\n") + "\n").as_bytes())?;
        }
        println!("{:4} rows ({:?}, attempt {})", batch.len(), ctx.reason, ctx.attempt);
        Ok(())
    }
}

/// One connection: each line is accepted or refused, and its sender is told which.
async fn serve(stream: TcpStream, tx: InboxSender<String>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut n = 0;
    while let Some(line) = lines.next_line().await? {
        let answer = match tx.send(line).await {
            Ok(()) => "ok",
            Err(_) => "closed",
        };
        write.write_all(format!("{answer} {n}\n").as_bytes()).await?;
        n += 1;
    }
    Ok(())
}

async fn accept(listener: TcpListener, tx: InboxSender<String>, stop: CancellationToken) {
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        if let Ok((stream, _)) = accepted {
            tokio::spawn(serve(stream, tx.clone()));
        }
    }
}

/// Sends lines until it is refused; returns how many were accepted.
async fn client(at: std::net::SocketAddr) -> std::io::Result<u64> {
    let (read, mut write) = TcpStream::connect(at).await?.into_split();
    let mut answers = BufReader::new(read).lines();
    let mut accepted = 0;
    loop {
        write.write_all(format!("row {accepted}\n").as_bytes()).await?;
        match answers.next_line().await? {
            Some(answer) if answer.starts_with("ok") => accepted += 1,
            _ => return Ok(accepted),
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let demo = std::env::args().any(|arg| arg == "--demo");
    let path = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let append = |path| File::options().append(true).create(true).open(path);
    ingest(Table { file: path.map(append).transpose()?, ..Table::default() }, demo)
}

#[tokio::main(flavor = "current_thread")]
async fn ingest(table: Table, demo: bool) -> Result<(), Box<dyn std::error::Error>> {
    let stop = CancellationToken::new();
    cancel_on_signal(&stop)?;
    let (tx, mut worker) = MessageProcessor::builder(table)
        .capacity(2_000)
        .max_batch_size(500)
        .linger(Linger::FromFirst(Duration::from_millis(50)))
        .retry(RetryPolicy::default())
        .cancel(stop.clone())
        .shutdown(Shutdown::Drain, Duration::from_secs(5))
        .build()?;

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let at = listener.local_addr()?;
    println!("listening on {at}: try `nc {} {}`, and end with Ctrl-C", at.ip(), at.port());
    tokio::spawn(accept(listener, tx, stop.clone()));
    let clients: Vec<_> = (0..if demo { 4 } else { 0 }).map(|_| tokio::spawn(client(at))).collect();
    if demo {
        let stop = stop.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            stop.cancel();
        });
    }

    // A batch whose attempts are used up comes back in the error: here it is given up.
    let report = loop {
        match worker.run().await {
            Ok(report) => break report,
            Err(error) => eprintln!("{error}: {:?}", error.returned),
        }
    };
    println!("{:?}: {:?}, not stored: {:?}", report.ended, report.counts, report.returned);
    let mut accepted = 0;
    for client in clients {
        accepted += client.await??;
    }
    if demo {
        assert_eq!(accepted, report.counts.flushed + report.counts.returned);
    }
    Ok(())
}
