use core::time::Duration;

use crate::dice::Dice;

/// How often and how long to try, and what then. For a processor's flushes, see
/// [`Builder::retry`](crate::Builder::retry), and for anything else, see [`retry`](crate::retry()).
///
/// Without a policy a processor tries once and stops.
///
/// ```
/// use std::time::Duration;
/// use cancel_worker::{Exhausted, RetryPolicy};
///
/// let policy = RetryPolicy {
///     max_attempts: 5,
///     attempt_timeout: Duration::from_secs(2),
///     then: Exhausted::DeadLetter,
///     ..RetryPolicy::default()
/// };
/// # assert_eq!(policy.total, Duration::MAX);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RetryPolicy {
    /// Attempts in all, the first one included. Default: 3.
    pub max_attempts: u32,
    /// An attempt that takes longer is dropped and has failed. Counted from when it begins or first waits;
    /// an attempt that blocks its thread cannot be cut off. With
    /// [`Linger::FromFirst`](crate::Linger::FromFirst), in a shutdown and after a back-off, an attempt at a
    /// flush may have up to an eighth more (of `total`, if that is shorter), never less: the clock is then not
    /// asked before that. `Duration::MAX`: no limit. Default: 30 s.
    pub attempt_timeout: Duration,
    /// No further attempt begins later than this after the first one began, or first waited, give or take the
    /// same eighth. `Duration::MAX`, the default: no limit.
    pub total: Duration,
    /// The wait after the first attempt; it doubles from attempt to attempt. Default: 100 ms.
    pub base: Duration,
    /// The longest wait. Default: 10 s.
    pub max: Duration,
    /// Which part of each wait is left to chance, from 0 (none) to 1 (all of it), so that many that
    /// failed together do not come back together. Default: 0.5, a wait of 50 % to 100 %.
    pub jitter: f64,
    /// What becomes of a batch whose attempts are used up. [`retry`](crate::retry()) does not look
    /// at it. Default: [`Exhausted::Stop`].
    pub then: Exhausted,
}

/// What becomes of a batch whose attempts are used up, or whose error is not transient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Exhausted {
    /// `run` ends with a [`ProcessorError`](crate::ProcessorError) that holds the items.
    #[default]
    Stop,
    /// The dead-letter sink gets them. If it fails, panics or takes longer than
    /// [`dead_letter_timeout`](crate::Builder::dead_letter_timeout), they are returned: to `on_settled` if there is one, or else as under `Stop`.
    DeadLetter,
    /// `on_settled` gets them.
    Return,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            attempt_timeout: Duration::from_secs(30),
            total: Duration::MAX,
            base: Duration::from_millis(100),
            max: Duration::from_secs(10),
            jitter: 0.5,
            then: Exhausted::Stop,
        }
    }
}

impl RetryPolicy {
    /// One attempt, of any length.
    pub(crate) const ONCE: Self = Self {
        max_attempts: 1,
        attempt_timeout: Duration::MAX,
        total: Duration::MAX,
        base: Duration::ZERO,
        max: Duration::ZERO,
        jitter: 0.0,
        then: Exhausted::Stop,
    };

    /// The wait after attempt number `attempt`.
    pub(crate) fn delay(&self, attempt: u32, dice: &mut Dice) -> Duration {
        let doubled = 1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
        let delay = self.base.saturating_mul(doubled).min(self.max);
        let part = 1.0 - self.jitter.clamp(0.0, 1.0) * dice.unit();
        // Not above `delay`, whose end of the range f64 cannot tell from the one beyond it.
        Duration::try_from_secs_f64(delay.as_secs_f64() * part).unwrap_or(delay).min(delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_cap_and_jitter_only_shortens() {
        let policy = RetryPolicy {
            base: Duration::from_millis(100),
            max: Duration::from_millis(700),
            jitter: 0.0,
            ..RetryPolicy::default()
        };
        let mut dice = Dice::new();
        let delays = [1, 2, 3, 4, 40, u32::MAX].map(|n| policy.delay(n, &mut dice).as_millis());
        assert_eq!(delays, [100, 200, 400, 700, 700, 700]);
        let jittery = RetryPolicy { jitter: 0.5, ..policy };
        let all: Vec<_> = (0..100).map(|_| jittery.delay(2, &mut dice)).collect();
        assert!(all.iter().all(|d| (100..=200).contains(&d.as_millis())));
        assert!(all.iter().any(|d| *d != all[0]));
        let forever =
            RetryPolicy { base: Duration::MAX, max: Duration::MAX, jitter: 1.0, ..policy };
        assert!(forever.delay(u32::MAX, &mut dice) <= Duration::MAX);
    }
}
