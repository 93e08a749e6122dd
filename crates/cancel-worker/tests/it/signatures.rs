//! The shape of the public interface, item by item: whoever changes one, breaks a user, and this.

use std::error::Error;
use std::future::Future;
use std::time::Duration;

use cancel_worker::{
    AsyncWorker, Batch, BatchSink, BoxWorker, BuildError, Builder, Call, CallError,
    CancellationToken, ChildPolicy, Counts, DrainFront, DynAsyncWorker, Ended, Exhausted, Failure,
    FlushCtx, FlushReason, Handle, Health, InFlight, InboxClosed, InboxSender, InboxSink, Linger,
    MessageProcessor, Outcome, Permit, ProcessorError, Rejected, Reply, Restart, RetryError,
    RetryPolicy, RunState, Settled, Shutdown, ShutdownReport, Stats, Supervisor, SupervisorReport,
    WorkerError,
};
use tokio::time::Instant;

/// An item that is neither `Sync` nor `Clone`, nor anything else.
struct Item(#[expect(dead_code, reason = "not Sync")] std::cell::Cell<u8>);
struct Sink;
struct Tick;

impl AsyncWorker for Tick {
    async fn process(&self, _: CancellationToken) -> Result<(), WorkerError> {
        Ok(())
    }
}

impl BatchSink<Item> for Sink {
    type Error = std::io::Error;
    async fn flush_batch(&self, _: &mut Batch<Item>, _: &FlushCtx) -> Result<(), Self::Error> {
        Ok(())
    }
}

impl BatchSink<Call<Item, Item>> for Sink {
    type Error = std::io::Error;
    async fn flush_batch(
        &self,
        batch: &mut Batch<Call<Item, Item>>,
        _: &FlushCtx,
    ) -> Result<(), Self::Error> {
        for call in batch.drain_front(usize::MAX) {
            let (question, reply): (Item, Reply<Item>) = call.into_parts();
            let _: Result<(), Item> = reply.send(question);
        }
        Ok(())
    }
}

/// A future of this output, that may go to another thread.
fn gives<R>(_: impl Future<Output = R> + Send) {}

fn dynamic(worker: impl AsyncWorker) -> BoxWorker {
    Box::new(worker) as Box<dyn DynAsyncWorker>
}

fn sinks<T: Send, S: BatchSink<T>>(sink: &S, batch: &mut Batch<T>, ctx: &FlushCtx, e: &S::Error) {
    fn bounds<E: Error + Send + Sync + 'static>(_: &E) {}
    bounds(e);
    let _: bool = sink.is_transient(e);
    gives::<Result<(), S::Error>>(sink.flush_batch(batch, ctx));
}

fn batches(batch: &mut Batch<Item>) {
    let _: &[Item] = batch.items();
    let _: &mut [Item] = batch.items_mut();
    let _: DrainFront<'_, Item> = batch.drain_front(1);
    let _: Option<Item> = batch.pop_front();
    batch.retain(|_: &Item| true);
    let _: (usize, bool) = (batch.len(), batch.is_empty());
}

fn contexts(ctx: &FlushCtx) {
    let _: (u32, FlushReason, Option<Instant>) = (ctx.attempt, ctx.reason, ctx.deadline);
    let _: &CancellationToken = &ctx.cancel;
    let _ = [FlushReason::Full, FlushReason::Weight, FlushReason::Linger, FlushReason::Idle];
    let _ = [FlushReason::Barrier, FlushReason::Shutdown];
}

type Ends = (InboxSender<Item>, MessageProcessor<Item, Sink>);

fn builders(builder: Builder<Item, Sink>) -> Result<Ends, BuildError> {
    let _ = [Linger::Idle, Linger::FromFirst(Duration::MAX), Linger::Never];
    let _ = [InFlight::One, InFlight::Any(2), InFlight::per_key(2, |_: &Item| 0_u64)];
    let _ = [Exhausted::DeadLetter, Exhausted::Return, Exhausted::Stop];
    let _ = [Shutdown::Drain, Shutdown::FlushBuffered, Shutdown::Return];
    builder
        .capacity(1)
        .max_batch_size(1)
        .max_weight(1_u64, |_: &Item| 1_u64)
        .close_when(|_: &[Item], _: &Item| false)
        .linger(Linger::Idle)
        .in_flight(InFlight::One)
        .retry(RetryPolicy {
            max_attempts: 1_u32,
            attempt_timeout: Duration::MAX,
            total: Duration::MAX,
            base: Duration::ZERO,
            max: Duration::ZERO,
            jitter: 0.0_f64,
            then: Exhausted::Return,
        })
        .dead_letter(Sink)
        .dead_letter_timeout(Duration::MAX)
        .on_settled(|settled: Settled<Item>| match settled {
            Settled::Flushed(n) | Settled::DeadLettered(n) => assert_ne!(n, 0_u64),
            Settled::Returned(items) => assert_ne!(Vec::<Item>::len(&items), 0),
            _ => {}
        })
        .cancel(CancellationToken::new())
        .shutdown(Shutdown::Drain, Duration::MAX)
        .build()
}

fn processors(mut worker: MessageProcessor<Item, Sink>) -> Vec<Item> {
    gives::<Result<ShutdownReport<Item>, ProcessorError<Item>>>(worker.run());
    let _: (Counts, &Sink) = (worker.counts(), worker.sink());
    let _: &CancellationToken = worker.token();
    let handle: Handle<Item> = worker.handle();
    let _: (Health, Stats) = (handle.health(), handle.stats());
    worker.into_unsettled()
}

fn reports(report: ShutdownReport<Item>, error: ProcessorError<Item>) {
    let _: (Vec<Item>, Counts, Ended) = (report.returned, report.counts, report.ended);
    let _: (Vec<Item>, Counts, Failure) = (error.returned, error.counts, error.failure);
}

fn handles(health: Health) {
    let Health { state, depth, last_flush, consecutive_failures, .. } = health;
    let _: (RunState, usize, Option<Instant>, u32) =
        (state, depth, last_flush, consecutive_failures);
}

fn senders(tx: &InboxSender<Item>, item: fn() -> Item) -> InboxSink<Item> {
    gives::<Result<(), Rejected<Item>>>(tx.send(item()));
    let _: [Result<(), Rejected<Item>>; 2] = [tx.try_send(item()), tx.blocking_send(item())];
    gives::<Result<Permit<'_, Item>, InboxClosed>>(tx.reserve());
    gives::<Outcome>(tx.flush());
    gives::<Result<u64, Rejected<Item>>>(tx.forward(futures::stream::empty::<Item>()));
    tx.clone().into_sink()
}

fn permits(permit: Permit<'_, Item>, item: Item) -> Option<Item> {
    let sent: Result<(), Rejected<Item>> = permit.send(item);
    sent.err().map(Rejected::into_inner)
}

fn calls(tx: &InboxSender<Call<Item, Item>>, item: fn() -> Item) {
    gives::<Result<Item, CallError>>(tx.call(item()));
}

fn supervisors(token: &CancellationToken, worker: MessageProcessor<Item, Sink>) {
    let _ = [Restart::Never, Restart::OnFailure, Restart::Always];
    let policy = ChildPolicy::default();
    let _: (u32, Duration, Duration) = (policy.max_restarts, policy.window, policy.stop);
    let supervisor = Supervisor::new(token)
        .worker("tick", policy, Tick)
        .worker("box", policy, dynamic(Tick))
        .processor("rows", policy, worker)
        .supervisor("team", Supervisor::new(token));
    let _: &CancellationToken = supervisor.token();
    gives::<SupervisorReport>(supervisor.run());
}

fn supervised(report: &mut SupervisorReport) -> Option<Vec<Item>> {
    report.take_returned::<Item>("rows")
}

fn retries(cancel: &CancellationToken) {
    let attempt = || async { Err::<u8, std::fmt::Error>(std::fmt::Error) };
    gives::<Result<u8, RetryError<std::fmt::Error>>>(cancel_worker::retry(
        RetryPolicy::default(),
        cancel,
        attempt,
    ));
    let _: fn(&CancellationToken) -> std::io::Result<()> = cancel_worker::cancel_on_signal;
}

/// What is above is checked by being compiled; this says that nothing of it was left out.
#[test]
fn the_interface_is_as_promised() {
    let (tx, worker) = builders(MessageProcessor::builder(Sink)).expect("a sound configuration");
    drop(tx);
    assert_eq!(processors(worker).len(), 0);
    let _ = (sinks::<Item, Sink>, batches, contexts, reports, handles, senders, permits, calls);
    let _ = (supervisors, supervised, retries);
}
