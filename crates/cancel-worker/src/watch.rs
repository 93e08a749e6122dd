//! When an attempt began, and when to look after it again: at most one reading of the clock for all that
//! is counted from there.
//!
//! A batch that lingered has spent its reading on its first item, one of a shutdown on the deadline, and one
//! that has failed on its back-off. Its flush begins later than that, or than the linger's or the back-off's
//! end, and nobody knows by how much: two moments that are both exact would take a reading each. Yet a flush that is soon over need not be
//! timed at all. So the first look comes an eighth of the limit after what is known. An attempt that
//! still waits by then costs a reading of its own, and has the whole limit from that moment on: it
//! is never cut off early, and at most an eighth late.

use core::time::Duration;

use tokio::time::Instant;

use crate::retry_policy::RetryPolicy;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Began {
    #[default]
    Unknown,
    /// Not before that.
    After(Instant),
    At(Instant),
}

/// The attempts at one batch.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    this: Began,
    /// The first of them, noted once it has failed.
    first: Option<Instant>,
}

/// How long after what is known an attempt is looked after, if its beginning is not known.
fn first_look(retry: &RetryPolicy) -> Duration {
    retry.attempt_timeout.min(retry.total) / 8
}

impl Watch {
    /// The first attempt at a new batch begins, not before `known`.
    #[inline]
    pub(crate) fn begin(&mut self, known: Option<Instant>, retry: &RetryPolicy) {
        self.first = None;
        self.this = match known {
            Some(known) => Began::After(known),
            None if retry.total == Duration::MAX => Began::Unknown,
            None => Began::At(crate::clock::now()),
        };
    }

    /// Another attempt begins, not before `known`.
    pub(crate) fn begin_again(&mut self, known: Option<Instant>, retry: &RetryPolicy) {
        if retry.total != Duration::MAX && self.first.is_none() {
            self.first(crate::clock::now(), retry);
        }
        self.this = known.map_or(Began::Unknown, Began::After);
    }

    /// Since when the attempt is under way, at the earliest.
    #[inline]
    pub(crate) fn since(&self) -> Option<Instant> {
        match self.this {
            Began::Unknown => None,
            Began::After(at) | Began::At(at) => Some(at),
        }
    }

    /// The attempt waits: when to look after it. `None`: it may take for ever.
    #[inline]
    pub(crate) fn look_at(&mut self, retry: &RetryPolicy) -> Option<Instant> {
        if retry.attempt_timeout == Duration::MAX && retry.total == Duration::MAX {
            return None;
        }
        if self.this == Began::Unknown {
            self.this = Began::At(crate::clock::now());
        }
        match self.this {
            Began::After(known) => known.checked_add(first_look(retry)),
            Began::At(_) if retry.attempt_timeout == Duration::MAX => None,
            Began::At(began) => began.checked_add(retry.attempt_timeout),
            Began::Unknown => None,
        }
    }

    /// That time has come. True: the attempt has taken too long.
    pub(crate) fn is_over(&mut self) -> bool {
        let over = matches!(self.this, Began::At(_));
        if !over {
            self.this = Began::At(crate::clock::now());
        }
        over
    }

    /// Until when another attempt may begin, `now` that one has failed.
    pub(crate) fn end(&mut self, now: Instant, retry: &RetryPolicy) -> Option<Instant> {
        if retry.total == Duration::MAX {
            return None;
        }
        self.first(now, retry).checked_add(retry.total)
    }

    fn first(&mut self, now: Instant, retry: &RetryPolicy) -> Instant {
        *self.first.get_or_insert(match self.this {
            Began::At(at) => at,
            // If it is not near, the batch had waited long, or the flush blocked its thread.
            Began::After(known) if now.duration_since(known) <= first_look(retry) => known,
            Began::After(_) | Began::Unknown => now,
        })
    }
}
