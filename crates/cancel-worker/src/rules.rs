//! When a batch is closed for another reason than its length: weight, and the caller's own rule.
//!
//! Both are user code. A panic in one is caught and closes the batch, so that one item that its rule
//! cannot bear holds up nobody and loses nothing.

use core::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::flush_ctx::FlushReason;

pub(crate) type Weigh<T> = Box<dyn Fn(&T) -> u64 + Send>;
pub(crate) type CloseWhen<T> = Box<dyn FnMut(&[T], &T) -> bool + Send>;

pub(crate) struct Rules<T> {
    pub(crate) weight: Option<(u64, Weigh<T>)>,
    pub(crate) close_when: Option<CloseWhen<T>>,
}

/// How much of the items that wait has been looked at, and weighed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Scan {
    seen: usize,
    weight: u64,
}

impl<T> Rules<T> {
    pub(crate) fn none() -> Self {
        Self { weight: None, close_when: None }
    }

    /// Whether only the length counts.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.weight.is_none() && self.close_when.is_none()
    }

    /// How many of the waiting items are a closed batch, and why; `None`: all of them may go together
    /// and more may come. Each item is looked at once, or twice if it closed the batch before it.
    pub(crate) fn cut(
        &mut self,
        waiting: &[T],
        full: usize,
        scan: &mut Scan,
    ) -> Option<(usize, FlushReason)> {
        while let Some(next) = waiting.get(scan.seen) {
            let n = scan.seen;
            if n >= full {
                return Some((n, FlushReason::Full));
            }
            if n > 0 && self.closes(&waiting[..n], next) {
                return Some((n, FlushReason::Rule));
            }
            if let Some((max, weigh)) = &self.weight {
                let own = catch_unwind(AssertUnwindSafe(|| weigh(next))).unwrap_or(u64::MAX);
                let sum = scan.weight.saturating_add(own);
                if sum > *max && n > 0 {
                    return Some((n, FlushReason::Weight));
                }
                scan.weight = sum;
                if sum >= *max {
                    return Some((n + 1, FlushReason::Weight));
                }
            }
            scan.seen += 1;
        }
        (scan.seen >= full).then_some((full, FlushReason::Full))
    }

    fn closes(&mut self, batch: &[T], next: &T) -> bool {
        let Some(close_when) = &mut self.close_when else { return false };
        catch_unwind(AssertUnwindSafe(|| close_when(batch, next))).unwrap_or(true)
    }
}

impl<T> fmt::Debug for Rules<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules")
            .field("max_weight", &self.weight.as_ref().map(|w| w.0))
            .field("close_when", &self.close_when.is_some())
            .finish()
    }
}
