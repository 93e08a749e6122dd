use std::convert::Infallible;
use std::time::Duration;

use cancel_worker::{Batch, BatchSink, BuildError, FlushCtx, Linger, MessageProcessor, Shutdown};

struct Null;

impl BatchSink<u8> for Null {
    type Error = Infallible;
    async fn flush_batch(&self, _: &mut Batch<u8>, _: &FlushCtx) -> Result<(), Infallible> {
        Ok(())
    }
}

fn says(error: BuildError, what: &str) {
    let text = error.to_string();
    assert!(text.contains(what), "{text}");
}

#[test]
fn what_cannot_work_is_refused_and_says_what_to_set() {
    let error = MessageProcessor::builder(Null).capacity(0).build().unwrap_err();
    assert_eq!(error, BuildError::ZeroCapacity);
    says(error, "set capacity(n)");
    let error = MessageProcessor::builder(Null).max_batch_size(0).build().unwrap_err();
    assert_eq!(error, BuildError::ZeroBatchSize);
    says(error, "set max_batch_size(n)");
    let never = || MessageProcessor::builder(Null).linger(Linger::Never).capacity(10);
    let error = never().max_batch_size(11).build().unwrap_err();
    assert_eq!(error, BuildError::BatchAboveCapacity { max_batch_size: 11, capacity: 10 });
    says(error, "set capacity(11)");
    assert!(never().max_batch_size(10).build().is_ok());
}

#[test]
fn the_ends_of_the_ranges_are_accepted() {
    let (tx, worker) = MessageProcessor::builder(Null)
        .capacity(usize::MAX)
        .max_batch_size(usize::MAX)
        .linger(Linger::FromFirst(Duration::MAX))
        .shutdown(Shutdown::Drain, Duration::MAX)
        .build()
        .unwrap();
    assert_eq!(tx.capacity(), usize::MAX);
    tx.try_send(1).unwrap();
    assert_eq!(worker.into_unsettled(), [1]);
}
