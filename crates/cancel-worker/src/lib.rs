//! Tokio workers that batch, push back, and lose nothing on cancellation.
//!
//! An [`InboxSender`] takes items in, bounded; a [`MessageProcessor`] gathers them into batches and
//! flushes each to your [`BatchSink`]. Cancel it, drop its future, let the sink fail or panic: every
//! item that was accepted is flushed or handed back to you.
//!
//! ```
//! use std::time::Duration;
//! use cancel_worker::{
//!     Batch, BatchSink, CancellationToken, FlushCtx, Linger, MessageProcessor, Shutdown,
//! };
//!
//! struct Insert;
//!
//! impl BatchSink<String> for Insert {
//!     type Error = std::io::Error;
//!     async fn flush_batch(&self, batch: &mut Batch<String>, _: &FlushCtx) -> Result<(), Self::Error> {
//!         // insert into ... values ...
//!         println!("{} rows", batch.items().len());
//!         Ok(())
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let stop = CancellationToken::new();
//! let (tx, mut worker) = MessageProcessor::builder(Insert)
//!     .capacity(10_000)
//!     .max_batch_size(500)
//!     .linger(Linger::FromFirst(Duration::from_millis(10)))
//!     .cancel(stop.clone())
//!     .shutdown(Shutdown::Drain, Duration::from_secs(5))
//!     .build()?;
//! let running = tokio::spawn(async move { worker.run().await });
//!
//! tx.send("a row".to_owned()).await?;
//!
//! stop.cancel();
//! let report = running.await??;
//! assert_eq!(report.counts.flushed, 1);
//! assert!(report.returned.is_empty()); // what the deadline cut off would be here
//! # Ok(()) }
//! ```
//!
//! # The promise
//!
//! *Accepted* means that a send returned `Ok`. **Every accepted item is settled exactly once:
//! flushed (the sink said so), dead-lettered (the dead-letter sink said so), or returned to you** in a
//! [`ShutdownReport`], a [`ProcessorError`], by [`Builder::on_settled`] or by
//! [`MessageProcessor::into_unsettled`]. [`Counts`] adds up. It holds when
//!
//! * the token is cancelled, at any moment, with a full inbox, in the middle of a flush or a back-off;
//! * the `run` future is dropped, at any `.await`, and run again;
//! * the sink errs, panics, hangs past a deadline, or flushes a part;
//! * a weight, a key, a rule, a hook or somebody's waker panics;
//! * the last sender is dropped with a batch half full.
//!
//! It does not cover the death of the process, nor dropping the runtime or the processor itself.
//! Dead-lettered and returned mean *unconfirmed*: a flush that failed or was cut off may have had its
//! effect, so effects happen at least once.
//!
//! # What there is
//!
//! * **In**: [`InboxSender`] with `send`, `try_send`, `blocking_send`, `reserve`, [`forward`] for a
//!   stream, `into_sink` (feature `sink`), and [`flush`], a barrier.
//! * **Batches** by size, weight or a rule of yours, after a [`Linger`] that counts from the first
//!   item; in one lane, in several, or in several by key ([`InFlight`]).
//! * **Failures**: a [`RetryPolicy`] with time limits and back-off, then stop, dead-letter or return
//!   ([`Exhausted`]). The same policy for anything else: [`retry()`].
//! * **The end**: drain, one last batch, or none ([`Shutdown`]), under a deadline.
//! * **Answers**: [`Call`] makes a batch of requests and sends each caller its own reply.
//! * **Around it**: [`Handle`] with health and counts, [`Supervisor`], [`AsyncWorker`],
//!   `cancel_on_signal` (feature `signal`), events (feature `tracing`), and `testing`, a feature with
//!   the ledger and the scripted sink that this crate's own tests use.
//!
//! [`forward`]: InboxSender::forward
//! [`flush`]: InboxSender::flush
//!
//! # Costs
//!
//! A send is one lock and a push. The processor swaps the whole queue out under one lock, takes one
//! more lock a batch to give room back (small batches share it, and note their room by an atomic
//! operation each), allocates once a run and once a batch that failed, clones the token once a run,
//! and moves no item between the inbox and the flush unless a batch is pieced together from two
//! loads. Several lanes move each item twice more.
//!
//! Without a time to watch there is no timer and no clock is read. With [`Linger::FromFirst`], a
//! [`RetryPolicy`]'s limits and a [`Handle`], or all of them at once, a batch costs at most one reading of
//! the clock for each attempt at its flush, those after the first for their back-off. A processor has one
//! timer, of however many lanes, which is set for the linger and then for the flush.
//!
//! One reading more, and one setting: an attempt that is not over an eighth of its limit after the batch's
//! first item came, or its linger or its back-off ended, or the shutdown's deadline was last looked at (both
//! moments exact would cost it every time); a dead letter that waits; and of [`InFlight::PerKey`], a load that
//! comes while all its lanes are busy. With several lanes, a shutdown with a deadline asks whenever it is woken.
//!
//! Idle, it does not wake up, and keeps the memory of at most 1,024 items in each buffer; busy, its
//! memory is bounded by the capacity, which the queue and its twin buffer may each grow to.
//!
//! No unsafe code.

#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::print_stdout))]

#[macro_use]
mod event;

mod alarms;
mod async_worker;
mod attempt;
mod barrier;
mod batch;
mod batch_sink;
mod bells;
mod build_error;
mod builder;
mod call;
mod call_error;
mod child;
mod child_policy;
mod clock;
mod desk;
mod dice;
mod drain_front;
mod flush_ctx;
mod gather;
mod handle;
mod hands;
mod health;
mod in_flight;
mod inbox;
mod inbox_closed;
mod inbox_sender;
#[cfg(feature = "sink")]
mod inbox_sink;
mod lane;
mod lanes;
mod line;
mod linger;
mod message_processor;
mod office;
mod outcome;
mod permit;
mod processor_error;
mod pulse;
mod rejected;
mod report;
mod retry;
mod retry_policy;
mod rules;
mod settled;
mod shutdown;
#[cfg(all(feature = "signal", any(unix, windows), not(loom)))]
mod signal;
mod stats;
mod supervisor;
mod supervisor_report;
mod sync;
mod tally;
mod team;
#[cfg(feature = "testing")]
pub mod testing;
mod waitlist;
mod wakes;
mod watch;
mod wish;
mod worker_error;

pub use async_worker::{AsyncWorker, BoxWorker, DynAsyncWorker};
pub use batch::Batch;
pub use batch_sink::BatchSink;
pub use build_error::BuildError;
pub use builder::Builder;
pub use call::{Call, Reply};
pub use call_error::CallError;
pub use child_policy::{ChildPolicy, Restart};
pub use drain_front::DrainFront;
pub use flush_ctx::{FlushCtx, FlushReason};
pub use handle::Handle;
pub use health::{Health, RunState};
pub use in_flight::{InFlight, KeyHash};
pub use inbox_closed::InboxClosed;
pub use inbox_sender::InboxSender;
#[cfg(feature = "sink")]
pub use inbox_sink::{InboxSink, SinkError};
pub use linger::Linger;
pub use message_processor::MessageProcessor;
pub use outcome::Outcome;
pub use permit::Permit;
pub use processor_error::{Failure, ProcessorError};
pub use rejected::{RejectReason, Rejected};
pub use report::{Counts, Ended, ShutdownReport};
pub use retry::{RetryEnd, RetryError, retry, retry_if};
pub use retry_policy::{Exhausted, RetryPolicy};
pub use settled::Settled;
pub use shutdown::Shutdown;
#[cfg(all(feature = "signal", any(unix, windows), not(loom)))]
pub use signal::cancel_on_signal;
pub use stats::Stats;
pub use supervisor::Supervisor;
pub use supervisor_report::{ChildEnd, ChildReport, SupervisorReport};
/// Re-exported: the token that the builder and [`AsyncWorker`] speak.
pub use tokio_util::sync::CancellationToken;
pub use worker_error::WorkerError;
