use alloc::boxed::Box;
use core::{
    ptr::{self, NonNull},
    sync::atomic::Ordering::{Acquire, Relaxed, Release},
};

use super::thread_index::Place;
use crate::sync::AtomicPtr;

const PAGES: usize = 32;

/// A `T` for each place, in pages of which the one numbered `p` has 2ᵖ. A page is made when it is first
/// needed, and neither moves nor goes before the whole.
///
/// A page is a pointer and nothing beside it, so that who looks for a place asks one question: whether the
/// page is there. What a lock or a length would say besides, the place says itself [OP-8].
pub(super) struct Pages<T>([AtomicPtr<T>; PAGES]);

// The bounds are what sharing it needs: elements are made by one thread, used by others, dropped by any.
impl<T: Send + Sync> Pages<T> {
    pub(super) fn new() -> Self {
        Self([(); PAGES].map(|()| AtomicPtr::new(ptr::null_mut())))
    }

    /// What is at a place, if its page was made.
    #[inline]
    pub(super) fn get(&self, place: Place) -> Option<&T> {
        let first = NonNull::new(self.0.get(place.page())?.load(Acquire))?;
        // SAFETY: [OP-8] the pointer is to the first of 2^page elements in one box, and the place is
        // before their end.
        let element = unsafe { first.add(place.at()) };
        // SAFETY: [OP-8] the element was initialised before the Release store of the pointer, which
        // the Acquire load above read from; and the page is there, and not written to but in its
        // cells, for as long as `self` is borrowed.
        Some(unsafe { element.as_ref() })
    }

    /// What is at a place; `make` makes each element of its page, if there is none yet. `None` if the place
    /// is on no page.
    pub(super) fn get_or_make(&self, place: Place, make: impl Fn() -> T) -> Option<&T> {
        let page = self.0.get(place.page())?;
        if page.load(Relaxed).is_null() {
            let new: Box<[T]> = (0..1_usize << place.page()).map(|_| make()).collect();
            let first = Box::into_raw(new).cast::<T>();
            if page.compare_exchange(ptr::null_mut(), first, Release, Relaxed).is_err() {
                // SAFETY: [OP-8] the pointer is from the box of 2^page just made, which was not stored.
                unsafe { free(place.page(), first) };
            }
        }
        self.get(place)
    }

    /// Tells of all that was made.
    pub(super) fn for_each(&self, mut f: impl FnMut(&T)) {
        for size in (0..PAGES).map(|page| 1_u32 << page) {
            for at in 0..size {
                let Some(element) = self.get(Place::of(size - 1 + at)) else { break };
                f(element);
            }
        }
    }
}

impl<T> Drop for Pages<T> {
    fn drop(&mut self) {
        for (number, page) in self.0.iter().enumerate() {
            // `&mut self`: whoever made it did so before.
            let first = page.load(Relaxed);
            if !first.is_null() {
                // SAFETY: [OP-8] the pointer is to page `number`; nobody has `self`, now or later.
                unsafe { free(number, first) };
            }
        }
    }
}

/// Frees a page.
///
/// # Safety
///
/// `first` is from a box of 2^number elements [OP-8], which nobody uses after this.
unsafe fn free<T>(number: usize, first: *mut T) {
    let page = ptr::slice_from_raw_parts_mut(first, 1 << number);
    // SAFETY: [OP-8] the caller's promise: it is the box's pointer and length, and given up.
    drop(unsafe { Box::from_raw(page) });
}

#[cfg(all(test, not(hardpan_loom)))]
mod tests {
    use alloc::{sync::Arc, vec::Vec};
    use std::thread;

    use super::*;

    #[test]
    fn each_place_has_its_own() {
        let pages = Pages::new();
        let shared = Arc::new(());
        let last = if cfg!(miri) { 40 } else { 1000 };
        for number in (0..last).rev() {
            assert!(pages.get_or_make(Place::of(number), || Arc::clone(&shared)).is_some());
        }
        let mut seen: Vec<_> =
            (0..last).map(|i| ptr::from_ref(pages.get(Place::of(i)).unwrap())).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), last as usize);
        let mut made = 0;
        pages.for_each(|_| made += 1);
        assert_eq!(
            (made, made + 1),
            ((last as usize + 1).next_power_of_two() - 1, Arc::strong_count(&shared))
        );
        drop(pages);
        assert_eq!(Arc::strong_count(&shared), 1, "each was dropped once");
    }

    #[test]
    fn a_page_is_made_once_by_many() {
        for _ in 0..if cfg!(miri) { 3 } else { 200 } {
            let (pages, shared) = (Pages::new(), Arc::new(()));
            let first = thread::scope(|scope| {
                let run = || {
                    let made = pages.get_or_make(Place::of(5), || Arc::clone(&shared)).unwrap();
                    ptr::from_ref(made).addr()
                };
                let others = [(); 3].map(|()| scope.spawn(run));
                let mine = run();
                assert!(others.into_iter().all(|other| other.join().unwrap() == mine));
                mine
            });
            assert_eq!(ptr::from_ref(pages.get(Place::of(5)).unwrap()).addr(), first);
            assert_eq!(Arc::strong_count(&shared), 1 + 4, "what was made in vain is gone");
        }
    }
}
