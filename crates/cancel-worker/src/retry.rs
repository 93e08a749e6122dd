use core::error::Error;
use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;

use tokio::task::coop::unconstrained;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::dice::Dice;
use crate::retry_policy::RetryPolicy;

/// Tries until it succeeds, as the policy says, and stops at once if `cancel` is cancelled: an attempt
/// that is under way is then dropped, as it is at `attempt_timeout` and at the end of `total`.
///
/// Needs a tokio runtime with a timer. [`RetryPolicy::then`] has no say here. A panic in an attempt
/// is not caught.
///
/// # Errors
/// Why it gave up, after how many attempts, and the last attempt's error if there is one.
///
/// ```
/// use cancel_worker::{CancellationToken, RetryPolicy, retry};
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let (mut tries, stop) = (0, CancellationToken::new());
/// let got = retry(RetryPolicy::default(), &stop, || {
///     tries += 1;
///     let answer = if tries < 3 { Err("not yet") } else { Ok(tries) };
///     async move { answer }
/// });
/// assert_eq!(got.await.unwrap(), 3);
/// # }
/// ```
pub async fn retry<R, E, F, Fut>(
    policy: RetryPolicy,
    cancel: &CancellationToken,
    attempt: F,
) -> Result<R, RetryError<E>>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<R, E>>,
{
    retry_if(policy, cancel, attempt, |_| true).await
}

/// [`retry`], but an error that is not transient is the last.
///
/// # Errors
/// As [`retry`].
///
/// ```
/// use cancel_worker::{CancellationToken, RetryEnd, RetryPolicy, retry_if};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let stop = CancellationToken::new();
/// let parse = || async { "no number".parse::<u32>() };
/// let end = retry_if(RetryPolicy::default(), &stop, parse, |_| false).await.unwrap_err();
/// assert_eq!((end.attempts, end.reason), (1, RetryEnd::NotTransient));
/// # }
/// ```
pub async fn retry_if<R, E, F, Fut>(
    policy: RetryPolicy,
    cancel: &CancellationToken,
    mut attempt: F,
    is_transient: impl Fn(&E) -> bool,
) -> Result<R, RetryError<E>>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<R, E>>,
{
    let mut dice = Dice::new();
    let end = match policy.total {
        Duration::MAX => None,
        total => Instant::now().checked_add(total),
    };
    let mut error = RetryError { attempts: 0, reason: RetryEnd::Exhausted, last: None };
    loop {
        if cancel.is_cancelled() {
            return Err(error.because(RetryEnd::Cancelled));
        }
        error.attempts = error.attempts.saturating_add(1);
        match limited(attempt(), policy.attempt_timeout, end, cancel).await {
            Ok(Ok(done)) => return Ok(done),
            Ok(Err(failed)) => {
                let transient = is_transient(&failed);
                error.last = Some(failed);
                if !transient {
                    return Err(error.because(RetryEnd::NotTransient));
                }
            }
            Err(Cut::Cancelled) => return Err(error.because(RetryEnd::Cancelled)),
            Err(Cut::End) => return Err(error.because(RetryEnd::DeadlineExceeded)),
            Err(Cut::TimedOut) => error.last = None,
        }
        if error.attempts >= policy.max_attempts {
            return Err(error);
        }
        let again_at = Instant::now().checked_add(policy.delay(error.attempts, &mut dice));
        match again_at {
            Some(at) if end.is_none_or(|end| at <= end) => {
                if cancel.run_until_cancelled(sleep_until(at)).await.is_none() {
                    return Err(error.because(RetryEnd::Cancelled));
                }
            }
            _ => return Err(error.because(RetryEnd::DeadlineExceeded)),
        }
    }
}

enum Cut {
    Cancelled,
    TimedOut,
    End,
}

/// Runs one attempt until it ends, is cancelled or is out of time, which reads the clock and sets the
/// timer only if it waits.
async fn limited<R>(
    attempt: impl Future<Output = R>,
    timeout: Duration,
    end: Option<Instant>,
    cancel: &CancellationToken,
) -> Result<R, Cut> {
    let mut attempt = pin!(attempt);
    let mut cancelled = pin!(cancel.cancelled());
    let mut sleep = pin!(None::<Sleep>);
    let mut cut = Cut::TimedOut;
    poll_fn(|cx| {
        if let Poll::Ready(done) = attempt.as_mut().poll(cx) {
            return Poll::Ready(Ok(done));
        }
        if cancelled.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(Cut::Cancelled));
        }
        if sleep.is_none() {
            let own = match timeout {
                Duration::MAX => None,
                timeout => Instant::now().checked_add(timeout),
            };
            let at = match (own, end) {
                (Some(own), Some(end)) if end <= own => Some(end),
                (None, Some(end)) => Some(end),
                (own, _) => own,
            };
            if at == end {
                cut = Cut::End;
            }
            let Some(at) = at else { return Poll::Pending };
            sleep.set(Some(sleep_until(at)));
        }
        // Whatever the attempt has left of the task's budget.
        let sleep = sleep.as_mut().as_pin_mut();
        let over = sleep.is_some_and(|sleep| pin!(unconstrained(sleep)).poll(cx).is_ready());
        if over { Poll::Ready(Err(core::mem::replace(&mut cut, Cut::End))) } else { Poll::Pending }
    })
    .await
}

/// [`retry`] gave up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryError<E> {
    /// How many attempts were made.
    pub attempts: u32,
    /// Why there are no more.
    pub reason: RetryEnd,
    /// The last attempt's error. None if it was cut off, or if there was no attempt.
    pub last: Option<E>,
}

/// Why [`retry`] gave up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryEnd {
    /// `max_attempts` is reached.
    Exhausted,
    /// The error will not go away.
    NotTransient,
    /// `total` is over, or would be before the next attempt.
    DeadlineExceeded,
    /// The token was cancelled.
    Cancelled,
}

impl<E> RetryError<E> {
    fn because(self, reason: RetryEnd) -> Self {
        Self { reason, ..self }
    }
}

impl<E> fmt::Display for RetryError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.reason {
            RetryEnd::Exhausted => "the attempts are used up",
            RetryEnd::NotTransient => "the error is not transient",
            RetryEnd::DeadlineExceeded => "the time is over",
            RetryEnd::Cancelled => "it was cancelled",
        };
        write!(f, "given up after {} attempts: {why}", self.attempts)
    }
}

impl<E: Error + 'static> Error for RetryError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.last.as_ref().map(|error| error as &(dyn Error + 'static))
    }
}
