use std::cell::Cell;
use std::rc::Rc;

use cancel_worker::{
    Batch, BoxWorker, Builder, Call, CallError, CancellationToken, DrainFront, Failure, FlushCtx,
    Handle, InFlight, InboxSender, InboxSink, MessageProcessor, Outcome, Permit, ProcessorError,
    Rejected, Reply, RetryError, ShutdownReport, SinkError, Supervisor, SupervisorReport,
    WorkerError,
};
use static_assertions::{assert_impl_all, assert_not_impl_any};

// What crosses threads does so if the item is Send; it need not be Sync.
assert_impl_all!(InboxSender<Cell<u8>>: Send, Sync, Clone, Unpin);
assert_impl_all!(Permit<'static, Cell<u8>>: Send, Sync);
assert_impl_all!(MessageProcessor<Cell<u8>, ()>: Send);
assert_impl_all!(Batch<Cell<u8>>: Send);
assert_impl_all!(Builder<Rc<u8>, ()>: Send);
assert_impl_all!(Rejected<u8>: std::error::Error, Send, Sync);
assert_impl_all!(ProcessorError<u8>: std::error::Error, Send, Sync);
assert_impl_all!(ShutdownReport<u8>: Send, Sync);
assert_impl_all!(WorkerError: std::error::Error, Send, Sync);
assert_impl_all!(FlushCtx: Send, Sync);
assert_impl_all!(BoxWorker: Send, Sync);
assert_impl_all!(Handle<Cell<u8>>: Send, Sync, Clone, Unpin);
assert_impl_all!(InboxSink<Cell<u8>>: Send, Unpin, futures::Sink<Cell<u8>>);
assert_impl_all!(Call<Cell<u8>, Cell<u8>>: Send, Unpin);
assert_impl_all!(Reply<Cell<u8>>: Send, Sync, Unpin);
assert_impl_all!(InFlight<Rc<u8>>: Send);
assert_impl_all!(Supervisor: Send);
assert_impl_all!(SupervisorReport: Send);
assert_impl_all!(Outcome: Send, Sync, Copy);
assert_impl_all!(Failure: std::error::Error, Send, Sync);
assert_impl_all!(CallError: std::error::Error, Send, Sync, Copy);
assert_impl_all!(SinkError<u8>: std::error::Error, Send, Sync);
assert_impl_all!(RetryError<std::fmt::Error>: std::error::Error, Send, Sync);

assert_not_impl_any!(InboxSender<Rc<u8>>: Send, Sync);
assert_not_impl_any!(Permit<'static, Rc<u8>>: Send, Sync);
assert_not_impl_any!(MessageProcessor<Rc<u8>, ()>: Send);
assert_not_impl_any!(Batch<Cell<u8>>: Sync);
assert_not_impl_any!(Batch<u8>: Clone, Default);
assert_not_impl_any!(DrainFront<'static, Rc<u8>>: Send);
assert_not_impl_any!(Permit<'static, u8>: Clone);
assert_not_impl_any!(Handle<Rc<u8>>: Send, Sync);
assert_not_impl_any!(Call<Rc<u8>, u8>: Send);
assert_not_impl_any!(Call<u8, Rc<u8>>: Send);
assert_not_impl_any!(Call<u8, u8>: Clone);
assert_not_impl_any!(Reply<u8>: Clone);

struct Null;
impl cancel_worker::BatchSink<Cell<u8>> for Null {
    type Error = std::convert::Infallible;
    async fn flush_batch(&self, _: &mut Batch<Cell<u8>>, _: &FlushCtx) -> Result<(), Self::Error> {
        Ok(())
    }
}

struct Nobody;
impl cancel_worker::BatchSink<Call<Cell<u8>, Cell<u8>>> for Nobody {
    type Error = std::convert::Infallible;
    async fn flush_batch(
        &self,
        _: &mut Batch<Call<Cell<u8>, Cell<u8>>>,
        _: &FlushCtx,
    ) -> Result<(), Self::Error> {
        Ok(())
    }
}

fn spawnable<F: Future + Send>(_: F) {}

#[test]
fn the_futures_can_be_spawned() {
    let (tx, mut worker) =
        MessageProcessor::builder(Null).cancel(CancellationToken::new()).build().unwrap();
    spawnable(tx.send(Cell::new(1)));
    spawnable(tx.reserve());
    spawnable(tx.flush());
    spawnable(worker.run());
    let (calls, _worker) = MessageProcessor::builder(Nobody).build().unwrap();
    spawnable(calls.call(Cell::new(1)));
    spawnable(Supervisor::new(&CancellationToken::new()).run());
}
