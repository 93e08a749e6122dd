use alloc::boxed::Box;
use core::sync::atomic::Ordering::Relaxed;
use std::sync::OnceLock;

use super::thread_index;
use crate::sync::AtomicU32;

/// One thread's store of slots, by number: last in, first out.
///
/// Plain loads and stores: only the thread that has the magazine's index writes, and threads with the
/// same index are in order (see `thread_index`). Others read the length, for statistics.
#[repr(align(128))]
pub(super) struct Magazine {
    len: AtomicU32,
    /// Two halves: when both are full the older one goes, so that a thread which takes and returns one
    /// object more or less does not go to the depot each time.
    numbers: Box<[AtomicU32]>,
}

impl Magazine {
    fn new(size: u32) -> Self {
        let numbers = (0..size).map(|_| AtomicU32::new(0)).collect();
        Self { len: AtomicU32::new(0), numbers }
    }

    #[inline]
    pub(super) fn pop(&self) -> Option<u32> {
        let last = self.len.load(Relaxed).checked_sub(1)?;
        let number = self.numbers.get(last as usize)?.load(Relaxed);
        self.len.store(last, Relaxed);
        Some(number)
    }

    /// `false` if it is full.
    #[inline]
    pub(super) fn push(&self, number: u32) -> bool {
        let len = self.len.load(Relaxed);
        let Some(place) = self.numbers.get(len as usize) else { return false };
        place.store(number, Relaxed);
        self.len.store(len + 1, Relaxed);
        true
    }

    /// Takes the older half out: gives each number to `release`, once.
    pub(super) fn shed(&self, release: impl Fn(u32)) {
        let half = self.numbers.len() / 2;
        let (old, new) = self.numbers.split_at(half);
        for (old, new) in old.iter().zip(new) {
            release(old.load(Relaxed));
            old.store(new.load(Relaxed), Relaxed);
        }
        self.len.store(u32::try_from(half).unwrap_or(0), Relaxed);
    }

    pub(super) fn len(&self) -> usize {
        self.len.load(Relaxed) as usize
    }
}

/// The magazines of a pool, each under the index of a thread. Page `p` has 2ᵖ of them, and is made
/// when the first of its threads comes; pages never move.
pub(super) struct Magazines {
    pages: [OnceLock<Box<[Magazine]>>; 32],
    size: u32,
}

impl Magazines {
    /// Each for two times `half` slots, or for as many as its length can count: always for two halves.
    pub(super) fn new(half: u32) -> Self {
        Self { pages: [const { OnceLock::new() }; 32], size: half.min(u32::MAX / 2) * 2 }
    }

    /// This thread's, if it has one.
    #[inline]
    pub(super) fn mine(&self) -> Option<&Magazine> {
        let (page, place) = locate(thread_index::current()?);
        self.pages[page].get()?.get(place)
    }

    /// This thread's. `None` once the thread's locals are being destroyed.
    #[cold]
    pub(super) fn mine_or_new(&self) -> Option<&Magazine> {
        let (page, place) = locate(thread_index::current()?);
        let make = || (0..1_u32 << page).map(|_| Magazine::new(self.size)).collect();
        self.pages[page].get_or_init(make).get(place)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Magazine> {
        self.pages.iter().filter_map(OnceLock::get).flatten()
    }
}

#[inline]
fn locate(index: u32) -> (usize, usize) {
    let number = index + 1; // an index is below the largest number but one
    let page = number.ilog2();
    (page as usize, (number - (1 << page)) as usize)
}

#[cfg(all(test, not(hardpan_loom)))]
mod tests {
    use alloc::vec::Vec;
    use core::cell::RefCell;

    use super::*;

    #[test]
    fn a_magazine_has_two_halves_whatever_is_asked_for() {
        for half in [0, 1, 8, (1 << 31) - 1, 1 << 31, u32::MAX] {
            let size = Magazines::new(half).size;
            assert_eq!(
                size,
                half.min(i32::MAX as u32) * 2,
                "a number past two halves would be lost"
            );
        }
    }

    #[test]
    fn shedding_gives_the_older_half_and_keeps_the_newer() {
        let magazine = Magazine::new(Magazines::new(2).size);
        assert!((10..14).all(|number| magazine.push(number)) && !magazine.push(14));
        let shed = RefCell::new(Vec::new());
        magazine.shed(|number| shed.borrow_mut().push(number));
        assert_eq!((shed.into_inner(), magazine.len()), ([10, 11].to_vec(), 2));
        assert_eq!([magazine.pop(), magazine.pop(), magazine.pop()], [Some(13), Some(12), None]);
    }
}
