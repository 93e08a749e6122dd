use alloc::boxed::Box;
use core::sync::atomic::Ordering::Relaxed;

use super::{pages::Pages, thread_index};
use crate::sync::AtomicU32;

/// One thread's store of slots, by number: last in, first out.
///
/// Plain loads and stores: only the thread that has the magazine's index writes, and threads with the
/// same index are in order (see `thread_index`). Others read how many there are, for statistics.
///
/// The last that came lies beside the stack of the others. Who takes one object and returns it, over and
/// over, writes nothing but whether it is in: a number that is stored and loaded again would have each
/// round wait for the one before.
#[repr(align(128))]
pub(super) struct Magazine {
    /// If it is in, it comes before those on the stack. If not, it was the last to be taken.
    top: AtomicU32,
    /// 1 if it is in, or 0.
    top_in: AtomicU32,
    len: AtomicU32,
    size: u32,
    /// Two halves, with the last that came: when both are full the older one goes, so that a thread which
    /// takes and returns one object more or less does not go to the depot each time.
    numbers: Box<[AtomicU32]>,
}

impl Magazine {
    fn new(size: u32) -> Self {
        let numbers = (1..size).map(|_| AtomicU32::new(0)).collect();
        let (top, top_in, len) = (AtomicU32::new(u32::MAX), AtomicU32::new(0), AtomicU32::new(0));
        Self { top, top_in, len, size, numbers }
    }

    #[inline]
    pub(super) fn pop(&self) -> Option<u32> {
        if self.top_in.load(Relaxed) == 0 {
            return self.pop_stacked();
        }
        self.top_in.store(0, Relaxed);
        Some(self.top.load(Relaxed))
    }

    #[inline]
    fn pop_stacked(&self) -> Option<u32> {
        let last = self.len.load(Relaxed).checked_sub(1)?;
        let number = self.numbers.get(last as usize)?.load(Relaxed);
        self.len.store(last, Relaxed);
        self.top.store(number, Relaxed);
        Some(number)
    }

    /// `false` if it is full.
    #[inline]
    pub(super) fn push(&self, number: u32) -> bool {
        if self.top.load(Relaxed) != number {
            if !self.stack_top() {
                return false;
            }
            self.top.store(number, Relaxed);
        }
        self.top_in.store(1, Relaxed);
        true
    }

    /// Puts the last that came onto the stack. `false` if there is no place for another.
    #[inline]
    fn stack_top(&self) -> bool {
        if self.top_in.load(Relaxed) == 0 {
            return self.size > 0;
        }
        let len = self.len.load(Relaxed);
        let Some(place) = self.numbers.get(len as usize) else { return false };
        place.store(self.top.load(Relaxed), Relaxed);
        // Out, and then on: whoever reads meanwhile does not count it twice.
        self.top_in.store(0, Relaxed);
        self.len.store(len + 1, Relaxed);
        true
    }

    /// Takes the older half of a full one out: gives each number to `release`, once.
    pub(super) fn shed(&self, release: impl Fn(u32)) {
        let half = self.numbers.len().div_ceil(2);
        let (old, new) = self.numbers.split_at(half);
        for old in old {
            release(old.load(Relaxed));
        }
        for (old, new) in old.iter().zip(new) {
            old.store(new.load(Relaxed), Relaxed);
        }
        self.len.store(u32::try_from(new.len()).unwrap_or(0), Relaxed);
    }

    pub(super) fn len(&self) -> usize {
        (self.top_in.load(Relaxed) + self.len.load(Relaxed)) as usize
    }
}

/// The magazines of a pool, each under the index of a thread; those of a page are made when the first of
/// its threads comes.
pub(super) struct Magazines {
    pages: Pages<Magazine>,
    size: u32,
}

impl Magazines {
    /// Each for two times `half` slots, or for as many as its length can count: always for two halves.
    pub(super) fn new(half: u32) -> Self {
        Self { pages: Pages::new(), size: half.min(u32::MAX / 2) * 2 }
    }

    /// This thread's, if it is known to have one.
    #[inline]
    pub(super) fn mine(&self) -> Option<&Magazine> {
        self.pages.get(thread_index::seen())
    }

    /// This thread's, if it has one: also that of a thread that ended, and whose number this one gets now.
    pub(super) fn mine_or_inherited(&self) -> Option<&Magazine> {
        self.pages.get(thread_index::current()?)
    }

    /// This thread's. `None` once the thread's locals are being destroyed.
    pub(super) fn mine_or_new(&self) -> Option<&Magazine> {
        self.pages.get_or_make(thread_index::current()?, || Magazine::new(self.size))
    }

    pub(super) fn for_each(&self, f: impl FnMut(&Magazine)) {
        self.pages.for_each(f);
    }
}

#[cfg(all(test, not(hardpan_loom)))]
mod tests {
    use alloc::vec::Vec;
    use core::cell::RefCell;

    use super::*;
    use crate::random::draw;

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
    #[test]
    fn a_magazine_is_a_stack_whatever_is_done() {
        for half in [0, 1, 2, 3] {
            let magazine = Magazine::new(Magazines::new(half).size);
            let full = 2 * half as usize;
            let (mut model, mut taken) = (Vec::new(), (0..8_u32).collect::<Vec<_>>());
            let mut state = 1;
            for _ in 0..if cfg!(miri) { 300 } else { 10_000 } {
                let random = draw(&mut state);
                if random % 2 == 0 {
                    let number = model.pop();
                    assert_eq!(magazine.pop(), number);
                    taken.extend(number);
                } else if let Some(last) = taken.len().checked_sub(1) {
                    // Mostly the last that was taken, as users do.
                    let which = if random % 4 == 1 { last } else { random / 4 % (last + 1) };
                    assert_eq!(magazine.push(taken[which]), model.len() < full);
                    if model.len() < full {
                        model.push(taken.remove(which));
                    } else {
                        let shed = RefCell::new(Vec::new());
                        magazine.shed(|number| shed.borrow_mut().push(number));
                        assert!(shed.borrow().iter().copied().eq(model.drain(..half as usize)));
                        taken.append(&mut shed.borrow_mut());
                    }
                }
                assert_eq!(magazine.len(), model.len());
            }
        }
    }
}
