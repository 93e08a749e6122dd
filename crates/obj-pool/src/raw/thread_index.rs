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

/// A thread's number, as its place in pages that double: page `p` has 2ᵖ places. It is kept like this, for
/// the logarithm would cost more than all else that a take does.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Below 32, or why there is none.
    page: u32,
    /// Below 2^page, if `page` is below 32 [OP-8].
    at: u32,
}

impl Place {
    /// Says that the thread has none.
    const fn none(why: u32) -> Self {
        Self { page: why, at: 0 }
    }

    #[inline]
    pub(super) fn page(self) -> usize {
        self.page as usize
    }

    #[inline]
    pub(super) fn at(self) -> usize {
        self.at as usize
    }

    pub(super) fn of(number: u32) -> Self {
        let one_up = number + 1; // a number is below the largest but one
        let page = one_up.ilog2();
        Self { page, at: one_up - (1 << page) }
    }
}

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

    use super::{Free, Loan, Place, UNASKED};
    use crate::sync::Mutex;

    pub(super) type Shelf = &'static Mutex<Free>;

    pub(super) static NEXT: AtomicU32 = AtomicU32::new(0);

    pub(super) fn shelf() -> Shelf {
        static FREE: Mutex<Free> = Mutex::new(Free(BinaryHeap::new()));
        &FREE
    }

    std::thread_local! {
        // Neither lazy nor with a destructor: a load.
        pub(super) static MINE: Cell<Place> = const { Cell::new(Place::none(UNASKED)) };
        pub(super) static LOAN: Loan =
            const { Loan { number: Cell::new(UNASKED), from: Cell::new(None) } };
    }
}

/// loom's statics are gone before its threads' locals are, so each thread shares what it returns to.
#[cfg(hardpan_loom)]
mod place {
    use alloc::sync::Arc;
    use core::{cell::Cell, sync::atomic::AtomicU32};

    use super::{Free, Loan, Place, UNASKED};
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
        pub(super) static MINE: Cell<Place> = Cell::new(Place::none(UNASKED));
        pub(super) static LOAN: Loan = Loan { number: Cell::new(UNASKED), from: Cell::new(None) };
    }
}

/// This thread's place, or one on no page if it has none (yet).
#[inline]
pub(super) fn seen() -> Place {
    MINE.try_with(Cell::get).unwrap_or(Place::none(GONE))
}

/// This thread's place. `None` once the thread's locals are being destroyed.
pub(super) fn current() -> Option<Place> {
    match seen() {
        Place { page: UNASKED, .. } => ask(),
        Place { page: GONE, .. } => None,
        place => Some(place),
    }
}

fn ask() -> Option<Place> {
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
        let place = if number < GONE { Place::of(number) } else { Place::none(GONE) };
        MINE.try_with(|mine| mine.set(place)).ok()?;
        (number < GONE).then_some(place)
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
        let _ = MINE.try_with(|mine| mine.set(Place::none(GONE)));
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

    #[test]
    fn each_number_has_a_place_of_its_own() {
        let mut expected = Place { page: 0, at: 0 };
        for number in 0..1000 {
            let place = Place::of(number);
            assert_eq!((place.page, place.at), (expected.page, expected.at));
            expected.at += 1;
            if expected.at == 1 << expected.page {
                expected = Place { page: expected.page + 1, at: 0 };
            }
        }
        let last = Place::of(GONE - 1);
        assert_eq!((last.page, last.at), (31, (1 << 31) - 2));
    }
}
