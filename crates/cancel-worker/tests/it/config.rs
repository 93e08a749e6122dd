use std::convert::Infallible;
use std::time::Duration;

use cancel_worker::{
    Batch, BatchSink, BuildError, Exhausted, FlushCtx, InFlight, Linger, MessageProcessor,
    RetryPolicy, Shutdown,
};

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
fn what_lacks_a_part_is_refused_and_says_which() {
    let build = || MessageProcessor::builder(Null);
    let policy = RetryPolicy::default();
    let refused = [
        (build().max_weight(0, |_| 1).build(), BuildError::ZeroWeight, "set max_weight"),
        (build().in_flight(InFlight::Any(0)).build(), BuildError::ZeroLanes, "set 1 or more"),
        (
            build().in_flight(InFlight::per_key(0, |n| *n)).build(),
            BuildError::ZeroLanes,
            "InFlight::One",
        ),
        (
            build().in_flight(InFlight::Any(usize::MAX)).build(),
            BuildError::TooManyLanes,
            "set 65536 or less",
        ),
        (
            build().retry(RetryPolicy { max_attempts: 0, ..policy }).build(),
            BuildError::ZeroAttempts,
            "set RetryPolicy::max_attempts",
        ),
        (
            build().retry(RetryPolicy { attempt_timeout: Duration::ZERO, ..policy }).build(),
            BuildError::ZeroAttemptTimeout,
            "Duration::MAX for no limit",
        ),
        (
            build().dead_letter_timeout(Duration::ZERO).build(),
            BuildError::ZeroDeadLetterTimeout,
            "set dead_letter_timeout",
        ),
        (
            build().retry(RetryPolicy { then: Exhausted::DeadLetter, ..policy }).build(),
            BuildError::NoDeadLetterSink,
            "set dead_letter(sink)",
        ),
        (
            build().retry(RetryPolicy { then: Exhausted::Return, ..policy }).build(),
            BuildError::NobodyToReturnTo,
            "set on_settled(..)",
        ),
    ];
    for (built, error, what) in refused {
        assert_eq!(built.unwrap_err(), error);
        says(error, what);
    }
    for jitter in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        let error = build().retry(RetryPolicy { jitter, ..policy }).build().unwrap_err();
        assert_eq!(error, BuildError::JitterOutOfRange);
        says(error, "from 0 to 1");
    }
    let whole = build().retry(RetryPolicy { then: Exhausted::DeadLetter, ..policy });
    assert!(whole.dead_letter(Null).build().is_ok());
    let whole = build().retry(RetryPolicy { then: Exhausted::Return, ..policy });
    assert!(whole.on_settled(|_| {}).build().is_ok());
}

#[test]
fn the_ends_of_the_ranges_are_accepted() {
    let (tx, worker) = MessageProcessor::builder(Null)
        .capacity(usize::MAX)
        .max_batch_size(usize::MAX)
        .linger(Linger::FromFirst(Duration::MAX))
        .shutdown(Shutdown::Drain, Duration::MAX)
        .max_weight(u64::MAX, |_| u64::MAX)
        .in_flight(InFlight::per_key(64, |n| *n))
        .retry(RetryPolicy {
            max_attempts: u32::MAX,
            attempt_timeout: Duration::MAX,
            total: Duration::MAX,
            base: Duration::MAX,
            max: Duration::MAX,
            jitter: 1.0,
            then: Exhausted::Stop,
        })
        .build()
        .unwrap();
    assert_eq!(tx.capacity(), usize::MAX);
    tx.try_send(1).unwrap();
    assert_eq!(worker.into_unsettled(), [1]);
}
