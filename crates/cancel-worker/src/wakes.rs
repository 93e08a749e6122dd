//! Wakers are other tasks' code: one that panics, when it is woken or dropped, has its panic caught
//! (its hook has told of it), and whatever comes behind it is done all the same.

use core::task::Waker;

use crate::processor_error::Failure;

#[inline]
pub(crate) fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        wake_one(waker);
    }
}

fn wake_one(waker: Waker) {
    survive(|| waker.wake());
}

/// Wakes them all.
pub(crate) fn wake_all(wakes: &mut Vec<Waker>) {
    for waker in wakes.drain(..) {
        wake_one(waker);
    }
}

/// Drops a waker that is not to be woken.
#[inline]
pub(crate) fn let_go(waker: Option<Waker>) {
    if waker.is_some() {
        survive(|| drop(waker));
    }
}

/// Runs another task's code, whose panic is none of ours.
pub(crate) fn survive(f: impl FnOnce()) {
    let _ = Failure::catch(f);
}
