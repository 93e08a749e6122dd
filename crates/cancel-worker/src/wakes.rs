//! Wakers are other tasks' code: one that panics has its panic caught (its hook has told of it), and
//! the wakers behind it are woken all the same.

use core::mem;
use core::task::Waker;
use std::panic::{AssertUnwindSafe, catch_unwind};

#[inline]
pub(crate) fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        wake_one(waker);
    }
}

/// Wakes, and survives the waker's panic.
fn wake_one(waker: Waker) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| waker.wake())) {
        // Its Drop may panic in turn; a leak is better than that.
        mem::forget(payload);
    }
}

/// Wakes them all.
pub(crate) fn wake_all(wakes: &mut Vec<Waker>) {
    for waker in wakes.drain(..) {
        wake_one(waker);
    }
}
