//! A small number for each thread that asks: no two threads that live have the same one, and those of
//! threads that ended are used again, the smallest first.

use alloc::collections::BinaryHeap;
use core::{cell::Cell, cmp::Reverse, sync::atomic::Ordering::Relaxed};
use std::sync::PoisonError;

use place::{FREE, LOAN, MINE, NEXT};

/// Has not asked yet.
const UNASKED: u32 = u32::MAX;
/// Its locals are being destroyed.
const GONE: u32 = u32::MAX - 1;

/// The numbers of threads that ended. Its lock puts all that such a thread did before all that the
/// next one with its number does.
#[derive(Default)]
struct Free(BinaryHeap<Reverse<u32>>);

/// Gives this thread's number back when the thread ends.
struct Loan(Cell<u32>);

#[cfg(not(hardpan_loom))]
mod place {
    use alloc::collections::BinaryHeap;
    use core::{cell::Cell, sync::atomic::AtomicU32};

    use super::{Free, Loan, UNASKED};
    use crate::sync::Mutex;

    pub(super) static FREE: Mutex<Free> = Mutex::new(Free(BinaryHeap::new()));
    pub(super) static NEXT: AtomicU32 = AtomicU32::new(0);

    std::thread_local! {
        // Neither lazy nor with a destructor: one load.
        pub(super) static MINE: Cell<u32> = const { Cell::new(UNASKED) };
        pub(super) static LOAN: Loan = const { Loan(Cell::new(UNASKED)) };
    }
}

#[cfg(hardpan_loom)]
mod place {
    use core::{cell::Cell, sync::atomic::AtomicU32};

    use super::{Free, Loan, UNASKED};
    use crate::sync::Mutex;

    loom::lazy_static! {
        pub(super) static ref FREE: Mutex<Free> = Mutex::new(Free::default());
        pub(super) static ref NEXT: AtomicU32 = AtomicU32::new(0);
    }

    loom::thread_local! {
        pub(super) static MINE: Cell<u32> = Cell::new(UNASKED);
        pub(super) static LOAN: Loan = Loan(Cell::new(UNASKED));
    }
}

/// This thread's number. `None` once the thread's locals are being destroyed.
#[inline]
pub(super) fn current() -> Option<u32> {
    let mine = MINE.try_with(Cell::get).unwrap_or(GONE);
    if mine < GONE { Some(mine) } else { ask(mine) }
}

#[cold]
fn ask(mine: u32) -> Option<u32> {
    if mine == GONE {
        return None;
    }
    // The loan first: once its destructor has run, it can be had no more, nor a number.
    LOAN.try_with(|loan| {
        let number = with_free(|free| free.0.pop())
            .map_or_else(|| NEXT.fetch_add(1, Relaxed).min(GONE), |Reverse(number)| number);
        loan.0.set(number);
        MINE.try_with(|mine| mine.set(number)).ok()?;
        (number < GONE).then_some(number)
    })
    .ok()
    .flatten()
}

fn with_free<R>(run: impl FnOnce(&mut Free) -> R) -> R {
    run(&mut FREE.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Drop for Loan {
    fn drop(&mut self) {
        let number = self.0.get();
        // From here on this thread has none, in whichever order its locals go.
        let _ = MINE.try_with(|mine| mine.set(GONE));
        if number < GONE {
            with_free(|free| free.0.push(Reverse(number)));
        }
    }
}
