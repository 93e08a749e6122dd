//! Finished conversations to a file, one JSON object a line.
//!
//! They leave through a batching worker, which accounts for every one: written, or handed back.

use std::fmt;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use hardpan::worker::{Batch, BatchSink, FlushCtx, Linger, MessageProcessor, ProcessorError};

use super::flows::Conversation;

/// How many lines are written at once.
const BATCH: usize = 512;

/// How many conversations may wait for the file.
const INBOX: usize = 4 * BATCH;

/// Why an export is not whole.
#[derive(Debug)]
pub(crate) struct ExportError {
    pub(crate) written: u64,
    pub(crate) all: u64,
    reason: String,
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { written, all, reason } = self;
        write!(f, "{reason}; {written} of {all} conversations are known to be written")
    }
}

impl std::error::Error for ExportError {}

/// Writes all conversations.
pub(crate) fn export<W: Write + Send + 'static>(
    out: W,
    conversations: impl ExactSizeIterator<Item = Conversation>,
) -> Result<(), ExportError> {
    let all = conversations.len() as u64;
    let failed = |written, reason: String| ExportError { written, all, reason };
    let (inbox, mut worker) = MessageProcessor::builder(Lines(Mutex::new(out)))
        .capacity(INBOX)
        .max_batch_size(BATCH)
        // Whoever sends is as quick as the file, so a batch is full, or the last.
        .linger(Linger::Never)
        .build()
        .map_err(|error| failed(0, error.to_string()))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .map_err(|error| failed(0, error.to_string()))?;
    let feed = async move {
        for conversation in conversations {
            if inbox.send(conversation).await.is_err() {
                // The worker has gone, and says why.
                return;
            }
        }
    };
    // The worker is dropped where it ends, so that the feeder does not wait for room for ever.
    let work = async move { worker.run().await };
    let (report, ()) = runtime.block_on(async { tokio::join!(work, feed) });
    match report {
        Ok(report) if report.counts.flushed == all => Ok(()),
        Ok(report) => Err(failed(report.counts.flushed, "the export was cut off".to_owned())),
        Err(error) => Err(failed(error.counts.flushed, reason(&error))),
    }
}

fn reason(error: &ProcessorError<Conversation>) -> String {
    use std::error::Error as _;
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}

/// Writes a batch as lines.
struct Lines<W>(Mutex<W>);

impl<W: Write + Send + 'static> BatchSink<Conversation> for Lines<W> {
    type Error = io::Error;

    async fn flush_batch(&self, batch: &mut Batch<Conversation>, _: &FlushCtx) -> io::Result<()> {
        let mut lines = Vec::with_capacity(batch.len() * 256);
        for conversation in batch.items() {
            serde_json::to_writer(&mut lines, conversation)?;
            lines.push(b'\n');
        }
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(&lines)?;
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hardpan::arena::Arena;

    use super::super::Meter;
    use super::super::synth::{Style, traffic};
    use super::*;

    /// Holds so many bytes, then is full.
    #[derive(Clone)]
    struct Disk(Arc<Mutex<Vec<u8>>>, usize);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut disk = self.0.lock().unwrap();
            let room = self.1 - disk.len();
            if room == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let taken = bytes.len().min(room);
            disk.extend(&bytes[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn conversations(n: usize) -> Vec<Conversation> {
        let arena = Arena::new();
        let mut meter = Meter::new(&arena);
        meter.push(&traffic(Style::LOOPBACK, n * 12, n, 5).0).unwrap();
        meter.tally().flows.iter().collect()
    }

    #[test]
    fn every_conversation_becomes_one_line_in_order() {
        for n in [1, BATCH - 1, BATCH, BATCH + 1, INBOX + BATCH + 7] {
            let all = conversations(n);
            let disk = Disk(Arc::default(), usize::MAX);
            export(disk.clone(), all.iter().copied()).unwrap();
            let text = String::from_utf8(disk.0.lock().unwrap().clone()).unwrap();
            let ports: Vec<u64> = text
                .lines()
                .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
                .map(|line| line["a_port"].as_u64().unwrap())
                .collect();
            assert_eq!(ports, all.iter().map(|c| c.a_port.into()).collect::<Vec<u64>>());
        }
        export(Disk(Arc::default(), 0), [].into_iter()).unwrap();
    }

    #[test]
    fn a_full_disk_is_told_with_the_counts() {
        let all = conversations(INBOX + 3 * BATCH);
        let line = |c| serde_json::to_string(c).unwrap().len() + 1;
        let two_batches: usize = all[..2 * BATCH].iter().map(line).sum();
        let disk = Disk(Arc::default(), two_batches + 10);
        let error = export(disk, all.iter().copied()).unwrap_err();
        assert_eq!((error.written, error.all), (2 * BATCH as u64, all.len() as u64));
        assert!(error.to_string().starts_with("no storage space; 1024 of "), "{error}");
    }
}
