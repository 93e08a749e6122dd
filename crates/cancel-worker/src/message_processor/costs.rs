//! What a batch costs, in readings of the clock, timers and clones of the token, whatever is switched on.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
use core::time::Duration;
use std::sync::Arc;

use super::*;
use crate::clock::count;
use crate::{Batch, FlushCtx, InFlight, InboxSender, Linger, RetryPolicy};

const MS: Duration = Duration::from_millis(1);
const ITEMS: u32 = 320;

/// Waits in each flush, for so long, and counts them.
struct Slow {
    flush: Duration,
    batches: AtomicU64,
}

impl BatchSink<u32> for Slow {
    type Error = std::io::Error;
    async fn flush_batch(&self, _: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> {
        self.batches.fetch_add(1, Relaxed);
        tokio::task::yield_now().await;
        // It is woken often, and each time finds that it has to wait on.
        for _ in 0..self.flush.as_millis() {
            tokio::time::sleep(MS).await;
        }
        Ok(())
    }
}

/// How the items come.
#[derive(Debug, Clone, Copy)]
enum Load {
    /// Faster than they are flushed.
    Saturated,
    /// One a millisecond.
    Steady,
    /// A few, and long pauses.
    Seldom,
    /// One, and the rest of a batch before its linger ends.
    JustInTime,
}

const LOADS: [Load; 4] = [Load::Saturated, Load::Steady, Load::Seldom, Load::JustInTime];

#[derive(Debug, Clone, Copy)]
struct With {
    linger: Linger,
    retry: RetryPolicy,
    handle: bool,
    lanes: usize,
    by_key: bool,
    rule: bool,
    flush: Duration,
}

const PLAIN: With = With {
    linger: Linger::Idle,
    retry: RetryPolicy::ONCE,
    handle: false,
    lanes: 1,
    by_key: false,
    rule: false,
    flush: Duration::ZERO,
};

#[derive(Debug)]
struct Costs {
    batches: u64,
    clock: u64,
    timers: u64,
    settings: u64,
    tokens: u64,
}

async fn feed(tx: &InboxSender<u32>, load: Load) {
    for n in 0..ITEMS {
        tx.send(n).await.expect("open");
        match load {
            Load::Steady => tokio::time::sleep(MS).await,
            Load::Seldom if n % 3 == 2 => tokio::time::sleep(100 * MS).await,
            Load::JustInTime if n % 8 == 0 => tokio::time::sleep(7 * MS).await,
            Load::JustInTime if n % 8 == 7 => tokio::time::sleep(20 * MS).await,
            Load::Saturated | Load::Seldom | Load::JustInTime => {}
        }
    }
}

fn costs(with: With, load: Load) -> Costs {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build().expect("a runtime");
    let before = count::all();
    let batches = runtime.block_on(async {
        let sink = Arc::new(Slow { flush: with.flush, batches: AtomicU64::new(0) });
        let mut builder = MessageProcessor::builder(sink.clone())
            .capacity(64)
            .max_batch_size(8)
            .linger(with.linger)
            .retry(with.retry);
        if with.by_key {
            builder = builder.in_flight(InFlight::per_key(with.lanes, |n| n % 5));
        } else {
            builder = builder.in_flight(InFlight::Any(with.lanes));
        }
        if with.rule {
            builder = builder.close_when(|_, next| next % 6 == 0);
        }
        let (tx, mut worker) = builder.build().expect("a sound configuration");
        let handle = with.handle.then(|| worker.handle());
        let running = tokio::spawn(async move { worker.run().await });
        feed(&tx, load).await;
        drop(tx);
        let report = running.await.expect("no panic").expect("no error");
        assert_eq!(report.counts.flushed, u64::from(ITEMS));
        assert!(handle.is_none_or(|handle| handle.health().last_flush.is_some()));
        sink.batches.load(Relaxed)
    });
    let after = count::all();
    let [clock, timers, settings, tokens] = core::array::from_fn(|n| after[n] - before[n]);
    Costs { batches, clock, timers, settings, tokens }
}

/// A time limit for attempts, and for all of them.
const LIMITS: RetryPolicy = RetryPolicy {
    attempt_timeout: Duration::from_secs(9),
    total: Duration::from_secs(9),
    ..RetryPolicy::ONCE
};

fn all(linger: Linger) -> With {
    With { linger, retry: LIMITS, handle: true, ..PLAIN }
}

#[test]
fn without_a_time_to_watch_no_clock_is_read() {
    for linger in [Linger::Idle, Linger::Never] {
        for lanes in [1, 3] {
            for load in LOADS {
                let costs = costs(With { linger, lanes, ..PLAIN }, load);
                assert_eq!((costs.clock, costs.settings, costs.tokens), (0, 0, 1), "{costs:?}");
            }
        }
    }
}

#[test]
fn at_most_one_clock_read_timer_and_token_clone_a_batch() {
    let only_attempts = RetryPolicy { total: Duration::MAX, ..LIMITS };
    for linger in [Linger::Idle, Linger::FromFirst(10 * MS), Linger::Never] {
        for retry in [RetryPolicy::ONCE, only_attempts, LIMITS] {
            for handle in [false, true] {
                for (lanes, by_key) in [(1, false), (3, false), (3, true)] {
                    for rule in [false, true] {
                        for flush in [Duration::ZERO, 3 * MS, 30 * MS] {
                            let with = With { linger, retry, handle, lanes, by_key, rule, flush };
                            for load in LOADS {
                                check(with, load);
                            }
                        }
                    }
                }
            }
        }
    }
}

fn check(with: With, load: Load) {
    let costs = costs(with, load);
    let n = costs.batches;
    let fair = costs.clock <= n && costs.timers <= n && costs.tokens == 1;
    assert!(fair, "{with:?} {load:?} {costs:?}");
    // Its one timer is set for the linger, and then for the flush.
    assert!(with.lanes > 1 || costs.settings <= 2 * n, "{with:?} {load:?} {costs:?}");
}

#[test]
fn all_features_together_cost_one_reading() {
    let linger = Linger::FromFirst(10 * MS);
    for flush in [Duration::ZERO, 3 * MS] {
        for load in LOADS {
            let costs = costs(With { flush, ..all(linger) }, load);
            let n = costs.batches;
            // Of those that came together only the first asks.
            let clock = if matches!(load, Load::Saturated) { 1..=n } else { n..=n };
            assert!(clock.contains(&costs.clock), "{load:?} {costs:?}");
        }
        let costs = costs(With { flush, ..all(Linger::Idle) }, Load::Saturated);
        assert_eq!(costs.clock, costs.batches, "{costs:?}");
        assert!(costs.settings <= costs.batches, "{costs:?}");
    }
}

/// Counted from when its first item came, where the flush waits for the last.
#[test]
fn a_flush_that_ends_after_an_eighth_of_its_limit_costs_one_reading_more() {
    let retry = RetryPolicy { attempt_timeout: 40 * MS, total: 40 * MS, ..RetryPolicy::ONCE };
    let with = With { retry, flush: MS, ..all(Linger::FromFirst(10 * MS)) };
    for (load, of_each) in [(Load::Seldom, 1), (Load::Steady, 2), (Load::Saturated, 1)] {
        let costs = costs(with, load);
        assert!(costs.clock <= of_each * costs.batches, "{load:?} {costs:?}");
    }
}

#[test]
fn a_flush_that_takes_an_eighth_of_its_limit_costs_one_reading_more() {
    let retry = RetryPolicy { attempt_timeout: 40 * MS, total: 40 * MS, ..RetryPolicy::ONCE };
    let with = With { retry, flush: 6 * MS, ..all(Linger::FromFirst(10 * MS)) };
    let costs = costs(with, Load::Seldom);
    assert_eq!((costs.clock, costs.timers), (2 * costs.batches, costs.batches), "{costs:?}");
    assert!(costs.settings <= 3 * costs.batches, "{costs:?}");
}

/// Fails each other time.
struct Fails(Slow);

impl BatchSink<u32> for Fails {
    type Error = std::io::Error;
    async fn flush_batch(&self, b: &mut Batch<u32>, ctx: &FlushCtx) -> Result<(), Self::Error> {
        self.0.flush_batch(b, ctx).await?;
        if ctx.attempt % 2 == 1 { Err(std::io::Error::other("as told")) } else { Ok(()) }
    }
}

#[test]
fn a_failed_attempt_costs_one_reading_more() {
    for lanes in [1, 3] {
        for linger in [Linger::Idle, Linger::FromFirst(10 * MS)] {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            let runtime = builder.enable_time().start_paused(true).build().expect("a runtime");
            let before = count::all();
            runtime.block_on(async {
                let sink = Fails(Slow { flush: MS, batches: AtomicU64::new(0) });
                let (tx, mut worker) = MessageProcessor::builder(sink)
                    .linger(linger)
                    .in_flight(InFlight::Any(lanes))
                    .retry(RetryPolicy { max_attempts: 2, ..LIMITS })
                    .build()
                    .expect("a sound configuration");
                let handle = worker.handle();
                let running = tokio::spawn(async move { worker.run().await });
                for n in 0..50 {
                    tx.try_send(n).expect("room");
                    tokio::time::sleep(20 * MS).await;
                }
                drop(tx);
                assert_eq!(running.await.expect("no panic").expect("no error").counts.flushed, 50);
                assert_eq!(handle.stats().retries, 50);
            });
            let [clock, timers, ..] = count::all();
            assert_eq!(clock - before[0], 2 * 50, "{lanes} {linger:?}");
            assert!(timers - before[1] <= 50, "{lanes} {linger:?}");
        }
    }
}

/// Cancelled, it asks before each batch whether the deadline has come, and no more than that, unless the
/// flush takes an eighth of its limit.
#[test]
fn a_shutdown_costs_one_reading_a_batch() {
    for (flush, of_each) in [(MS, 1), (6 * MS, 2)] {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_time().start_paused(true).build().expect("a runtime");
        let before = count::all();
        runtime.block_on(async {
            let sink = Slow { flush, batches: AtomicU64::new(0) };
            let retry = RetryPolicy { attempt_timeout: 40 * MS, ..LIMITS };
            let builder = MessageProcessor::builder(sink).max_batch_size(8).retry(retry);
            let (tx, mut worker) = builder.build().expect("a sound configuration");
            let handle = worker.handle();
            for n in 0..800 {
                tx.try_send(n).expect("room");
            }
            worker.token().cancel();
            assert_eq!(worker.run().await.expect("no error").counts.flushed, 800);
            assert!(handle.health().last_flush.is_some());
        });
        let clock = count::all()[0] - before[0];
        // And once to set the deadline.
        assert_eq!(clock, 100 * of_each + 1);
    }
}
