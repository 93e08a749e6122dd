//! A small number for each thread that asks: no two threads that live have the same one, and those of
//! threads that ended are used again, the smallest first.

use alloc::collections::BinaryHeap;
use core::{
    cell::Cell,
    cmp::Reverse,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};
use std::sync::PoisonError;

use place::{LOAN, MINE, NEXT, Shelf};

/// Has not asked yet.
const UNASKED: u32 = u32::MAX;
/// Its locals are being destroyed.
const GONE: u32 = u32::MAX - 1;

/// The numbers of threads that ended. Its lock puts all that such a thread did before all that the
/// next one with its number does.
#[derive(Default)]
struct Free(BinaryHeap<Reverse<u32>>);

/// Gives this thread's number back when the thread ends: to where it came from.
struct Loan {
    number: Cell<u32>,
    from: Cell<Option<Shelf>>,
}

#[cfg(not(hardpan_loom))]
mod place {
    use alloc::collections::BinaryHeap;
    use core::{cell::Cell, sync::atomic::AtomicU32};

    use super::{Free, Loan, UNASKED};
    use crate::sync::Mutex;

    pub(super) type Shelf = &'static Mutex<Free>;

    pub(super) static NEXT: AtomicU32 = AtomicU32::new(0);

    pub(super) fn shelf() -> Shelf {
        static FREE: Mutex<Free> = Mutex::new(Free(BinaryHeap::new()));
        &FREE
    }

    std::thread_local! {
        // Neither lazy nor with a destructor: one load.
        pub(super) static MINE: Cell<u32> = const { Cell::new(UNASKED) };
        pub(super) static LOAN: Loan =
            const { Loan { number: Cell::new(UNASKED), from: Cell::new(None) } };
    }
}

/// loom's statics are gone before its threads' locals are, so each thread shares what it returns to.
#[cfg(hardpan_loom)]
mod place {
    use alloc::sync::Arc;
    use core::{cell::Cell, sync::atomic::AtomicU32};

    use super::{Free, Loan, UNASKED};
    use crate::sync::Mutex;

    pub(super) type Shelf = Arc<Mutex<Free>>;

    loom::lazy_static! {
        static ref FREE: Shelf = Arc::new(Mutex::new(Free::default()));
        pub(super) static ref NEXT: AtomicU32 = AtomicU32::new(0);
    }

    pub(super) fn shelf() -> Shelf {
        Arc::clone(&FREE)
    }

    loom::thread_local! {
        pub(super) static MINE: Cell<u32> = Cell::new(UNASKED);
        pub(super) static LOAN: Loan = Loan { number: Cell::new(UNASKED), from: Cell::new(None) };
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
    let asked = LOAN.try_with(|loan| {
        let shelf = place::shelf();
        let number = shelf.lock().unwrap_or_else(PoisonError::into_inner).0.pop();
        let number = match number {
            Some(Reverse(number)) => number,
            None => next(&NEXT),
        };
        loan.number.set(number);
        loan.from.set(Some(shelf));
        MINE.try_with(|mine| mine.set(number)).ok()?;
        (number < GONE).then_some(number)
    });
    asked.ok().flatten()
}

/// A number that no thread had, or `GONE` once there is none: a platform may end threads without their
/// locals' destructors, so that none of their numbers comes back.
fn next(counter: &AtomicU32) -> u32 {
    let below = |number| (number < GONE).then(|| number + 1);
    counter.fetch_update(Relaxed, Relaxed, below).unwrap_or(GONE)
}

impl Drop for Loan {
    fn drop(&mut self) {
        let number = self.number.get();
        // From here on this thread has none, in whichever order its locals go.
        let _ = MINE.try_with(|mine| mine.set(GONE));
        if let (true, Some(shelf)) = (number < GONE, self.from.take()) {
            let mut free = shelf.lock().unwrap_or_else(PoisonError::into_inner);
            free.0.push(Reverse(number));
        }
    }
}

#[cfg(all(test, not(hardpan_loom)))]
mod tests {
    use super::*;

    #[test]
    fn no_number_comes_twice_though_none_comes_back() {
        let counter = AtomicU32::new(GONE - 2);
        let numbers = [(); 6].map(|()| next(&counter));
        assert_eq!(numbers, [GONE - 2, GONE - 1, GONE, GONE, GONE, GONE]);
    }
}
