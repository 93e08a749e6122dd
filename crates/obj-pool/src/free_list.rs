use alloc::{boxed::Box, collections::TryReserveError, vec::Vec};
use core::cell::Cell;

/// The numbers of a local pool's free slots: two stacks that grow towards each other in one array,
/// those with an object from the left and those without from the right. Last in, first out: the
/// object that comes back last is the one that the caches still have.
pub(crate) struct FreeList {
    numbers: Box<[Cell<u32>]>,
    idle: Cell<usize>,
    /// Where the right stack begins.
    empty: Cell<usize>,
}

impl FreeList {
    /// All of `max` slots, the first `idle` of them with an object.
    pub(crate) fn new(max: usize, idle: usize) -> Result<Self, TryReserveError> {
        let mut numbers = Vec::new();
        numbers.try_reserve_exact(max)?;
        numbers.extend((0..).take(max).map(Cell::new));
        Ok(Self { numbers: numbers.into(), idle: Cell::new(idle), empty: Cell::new(idle) })
    }

    /// The last that came with an object, or the last that came without.
    #[inline]
    pub(crate) fn pop(&self) -> Option<u32> {
        self.pop_idle().or_else(|| self.pop_empty())
    }

    #[inline]
    pub(crate) fn pop_idle(&self) -> Option<u32> {
        let last = self.idle.get().checked_sub(1)?;
        let number = self.numbers.get(last)?.get();
        self.idle.set(last);
        Some(number)
    }

    fn pop_empty(&self) -> Option<u32> {
        let first = self.empty.get();
        let number = self.numbers.get(first)?.get();
        self.empty.set(first + 1);
        Some(number)
    }

    #[inline]
    pub(crate) fn push(&self, number: u32, idle: bool) {
        if idle {
            let end = self.idle.get();
            if let Some(place) = self.numbers.get(end) {
                place.set(number);
                self.idle.set(end + 1);
            }
        } else if let Some(first) = self.empty.get().checked_sub(1) {
            if let Some(place) = self.numbers.get(first) {
                place.set(number);
                self.empty.set(first);
            }
        }
    }
}

/// Idle numbers that were taken off the list. Those that are left when it is dropped go back.
pub(crate) struct Hidden<'l> {
    list: &'l FreeList,
    numbers: alloc::vec::IntoIter<u32>,
}

impl FreeList {
    /// Takes all idle numbers off the list, the first in first.
    pub(crate) fn hide_idle(&self) -> Hidden<'_> {
        let idle = self.idle.replace(0);
        let numbers: Vec<_> = self.numbers.iter().take(idle).map(Cell::get).collect();
        Hidden { list: self, numbers: numbers.into_iter() }
    }
}

impl Hidden<'_> {
    pub(crate) fn next(&mut self) -> Option<u32> {
        self.numbers.next()
    }
}

impl Drop for Hidden<'_> {
    fn drop(&mut self) {
        for number in self.numbers.by_ref() {
            self.list.push(number, true);
        }
    }
}
