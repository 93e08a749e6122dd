use core::time::Duration;
use std::collections::VecDeque;

use tokio::time::Instant;

use crate::dice::Dice;
use crate::retry_policy::RetryPolicy;

/// When a [`Supervisor`](crate::Supervisor) starts a child again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Restart {
    /// Not at all.
    Never,
    /// When it failed or panicked.
    #[default]
    OnFailure,
    /// Whenever it ends, until the supervisor stops. A processor that has shut down is never started
    /// again: its inbox is closed.
    Always,
}

/// How a [`Supervisor`](crate::Supervisor) treats a child.
///
/// ```
/// use cancel_worker::{ChildPolicy, Restart};
/// let policy = ChildPolicy { restart: Restart::Always, ..ChildPolicy::default() };
/// # assert_eq!(policy.max_restarts, 5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChildPolicy {
    /// When it is started again. Default: [`Restart::OnFailure`].
    pub restart: Restart,
    /// If it would have to be started more often than this within `window`, the supervisor gives up,
    /// stops all children, and says so in its report. Default: 5.
    pub max_restarts: u32,
    /// Default: 60 s. `Duration::MAX`: over the whole life.
    pub window: Duration,
    /// The wait before the first restart; it doubles with each restart within `window`, and half of
    /// it is left to chance. Default: 100 ms.
    pub base: Duration,
    /// The longest wait. Default: 10 s.
    pub max: Duration,
    /// How long it may take to stop once its token is cancelled; then its future is dropped, and of
    /// a processor what is left is returned. A processor has its own deadline too: the shorter one
    /// counts. `Duration::MAX`: for ever. Default: 30 s.
    pub stop: Duration,
}

impl Default for ChildPolicy {
    fn default() -> Self {
        Self {
            restart: Restart::OnFailure,
            max_restarts: 5,
            window: Duration::from_secs(60),
            base: Duration::from_millis(100),
            max: Duration::from_secs(10),
            stop: Duration::from_secs(30),
        }
    }
}

/// The restarts of one child.
#[derive(Debug)]
pub(crate) struct Restarts {
    policy: ChildPolicy,
    /// Those within the window.
    recent: VecDeque<Instant>,
    pub(crate) total: u64,
    dice: Dice,
}

impl Restarts {
    pub(crate) fn new(policy: ChildPolicy) -> Self {
        Self { policy, recent: VecDeque::new(), total: 0, dice: Dice::new() }
    }

    /// How long to wait before one more; `None`: there have been too many.
    pub(crate) fn next(&mut self) -> Option<Duration> {
        let now = Instant::now();
        let window = self.policy.window;
        while self.recent.front().is_some_and(|&at| now.duration_since(at) >= window) {
            self.recent.pop_front();
        }
        let recent = u32::try_from(self.recent.len()).unwrap_or(u32::MAX);
        if recent >= self.policy.max_restarts {
            return None;
        }
        self.recent.push_back(now);
        self.total += 1;
        let ChildPolicy { base, max, .. } = self.policy;
        let delays = RetryPolicy { base, max, jitter: 0.5, ..RetryPolicy::ONCE };
        Some(delays.delay(recent + 1, &mut self.dice))
    }
}
