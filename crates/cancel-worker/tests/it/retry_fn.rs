//! The free function.

use std::cell::Cell;
use std::future::pending;
use std::time::Duration;

use cancel_worker::{CancellationToken, RetryEnd, RetryPolicy, retry, retry_if};
use tokio::time::{Instant, sleep};

use crate::ledger::paused;

const MS: Duration = Duration::from_millis(1);

fn policy() -> RetryPolicy {
    RetryPolicy {
        max_attempts: 4,
        attempt_timeout: 50 * MS,
        base: 10 * MS,
        max: 25 * MS,
        jitter: 0.0,
        ..RetryPolicy::default()
    }
}

#[test]
fn tries_until_it_succeeds() {
    paused(async {
        let (start, tries, token) = (Instant::now(), Cell::new(0), CancellationToken::new());
        let done = retry(policy(), &token, || async {
            tries.set(tries.get() + 1);
            if tries.get() < 4 { Err("no") } else { Ok(tries.get()) }
        });
        assert_eq!(done.await, Ok(4));
        assert_eq!(start.elapsed(), 55 * MS); // 10, 20, and 25, the cap
    });
}

#[test]
fn gives_up_with_the_last_error() {
    paused(async {
        let token = CancellationToken::new();
        let error = retry(policy(), &token, || async { Err::<(), _>(std::fmt::Error) });
        let error = error.await.unwrap_err();
        assert_eq!((error.attempts, error.reason), (4, RetryEnd::Exhausted));
        assert!(std::error::Error::source(&error).is_some());
        assert_eq!(error.to_string(), "given up after 4 attempts: the attempts are used up");
        let error = retry_if(policy(), &token, || async { Err::<(), _>(7) }, |n| *n != 7).await;
        let error = error.unwrap_err();
        assert_eq!(
            (error.attempts, error.reason, error.last),
            (1, RetryEnd::NotTransient, Some(7))
        );
    });
}

#[test]
fn cuts_off_attempts_and_the_total() {
    paused(async {
        let (start, token) = (Instant::now(), CancellationToken::new());
        let hang = || pending::<Result<(), &str>>();
        let error = retry(policy(), &token, hang).await.unwrap_err();
        assert_eq!((error.attempts, error.reason, error.last), (4, RetryEnd::Exhausted, None));
        assert_eq!(start.elapsed(), 255 * MS);
        for (total, at, attempts) in [(70, 70, 2), (55, 50, 1), (30, 30, 1)] {
            let start = Instant::now();
            let error = retry(RetryPolicy { total: total * MS, ..policy() }, &token, hang).await;
            let error = error.unwrap_err();
            assert_eq!((error.attempts, error.reason), (attempts, RetryEnd::DeadlineExceeded));
            assert_eq!(start.elapsed(), at * MS);
        }
    });
}

#[test]
fn stops_at_once_on_cancel() {
    paused(async {
        // In an attempt, in a back-off, and before the first attempt.
        for (after, slow, attempts) in [(5, 100, 1), (15, 10, 1), (0, 100, 0)] {
            let (start, token) = (Instant::now(), CancellationToken::new());
            let cancel = token.clone();
            if after == 0 {
                token.cancel();
            }
            tokio::spawn(async move {
                sleep(after * MS).await;
                cancel.cancel();
            });
            let error = retry(policy(), &token, || async {
                sleep(slow * MS).await;
                Err::<(), _>("no")
            });
            let error = error.await.unwrap_err();
            assert_eq!((error.attempts, error.reason), (attempts, RetryEnd::Cancelled));
            assert_eq!(start.elapsed(), after * MS);
        }
    });
}

#[test]
fn sleeps_for_no_attempt_that_will_not_be() {
    paused(async {
        let (start, token) = (Instant::now(), CancellationToken::new());
        let cancel = token.clone();
        let error = retry(RetryPolicy { base: 3600 * 1000 * MS, ..policy() }, &token, || async {
            // An attempt that ends because it listens to the token, too.
            cancel.cancel();
            Err::<(), _>("cancelled")
        });
        let error = error.await.unwrap_err();
        assert_eq!((error.attempts, error.reason), (1, RetryEnd::Cancelled));
        assert_eq!(start.elapsed(), Duration::ZERO);
    });
}
