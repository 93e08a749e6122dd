use alloc::{boxed::Box, collections::TryReserveError, vec::Vec};
use core::cell::Cell;

/// The numbers of a local pool's free slots: two stacks that grow towards each other in one array,
/// those with an object from the left and those without from the right. Last in, first out: the
/// object that comes back last is the one that the caches still have.
///
/// The last that came back with an object lies beside its stack. Who takes one object and returns it,
/// over and over, writes nothing there but whether it is in: a number that is stored and loaded again
/// would have each round wait for the one before.
pub(crate) struct FreeList {
    /// If it is in, it comes before those on the stack. If not, it was the last to be taken.
    top: Cell<u32>,
    top_in: Cell<bool>,
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
        Ok(Self {
            top: Cell::new(u32::MAX),
            top_in: Cell::new(false),
            numbers: numbers.into(),
            idle: Cell::new(idle),
            empty: Cell::new(idle),
        })
    }

    /// The last that came with an object, or the last that came without.
    #[inline]
    pub(crate) fn pop(&self) -> Option<u32> {
        self.pop_idle().or_else(|| self.pop_empty())
    }

    #[inline]
    pub(crate) fn pop_idle(&self) -> Option<u32> {
        if self.top_in.replace(false) { Some(self.top.get()) } else { self.pop_stacked() }
    }

    #[inline]
    fn pop_stacked(&self) -> Option<u32> {
        let last = self.idle.get().checked_sub(1)?;
        let number = self.numbers.get(last)?.get();
        self.idle.set(last);
        self.top.set(number);
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
        if idle { self.push_idle(number) } else { self.push_empty(number) }
    }

    #[inline]
    fn push_idle(&self, number: u32) {
        if self.top.get() != number {
            self.stack_top();
            self.top.set(number);
        }
        self.top_in.set(true);
    }

    /// Puts the last that came back onto the stack.
    #[inline]
    fn stack_top(&self) {
        if self.top_in.replace(false) {
            let end = self.idle.get();
            if let Some(place) = self.numbers.get(end) {
                place.set(self.top.get());
                self.idle.set(end + 1);
            }
        }
    }

    fn push_empty(&self, number: u32) {
        let Some(first) = self.empty.get().checked_sub(1) else { return };
        if let Some(place) = self.numbers.get(first) {
            place.set(number);
            self.empty.set(first);
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
        self.stack_top();
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

#[cfg(all(test, not(hardpan_loom)))]
mod tests {
    use super::*;
    use crate::random::draw;

    #[test]
    fn two_stacks_whatever_is_done() {
        let (max, prewarm) = (6, 3);
        let list = FreeList::new(max, prewarm).unwrap();
        let (mut idle, mut empty, mut taken) =
            ((0..3).collect(), (3..6).rev().collect(), Vec::new());
        let mut random = 1;
        for _ in 0..if cfg!(miri) { 500 } else { 20_000 } {
            let (call, which) = (draw(&mut random) % 12, draw(&mut random));
            let (idle, empty): (&mut Vec<u32>, &mut Vec<u32>) = (&mut idle, &mut empty);
            match call {
                0..=3 => {
                    let number = idle.pop().or_else(|| empty.pop());
                    assert_eq!(list.pop(), number);
                    taken.extend(number);
                }
                4 => {
                    let number = idle.pop();
                    assert_eq!(list.pop_idle(), number);
                    taken.extend(number);
                }
                5 => {
                    let mut hidden = list.hide_idle();
                    assert_eq!(list.pop_idle(), None);
                    if !idle.is_empty() {
                        let first = idle.remove(0);
                        assert_eq!(hidden.next(), Some(first));
                        taken.push(first);
                    }
                }
                // Mostly the last that was taken, as users do.
                _ if !taken.is_empty() => {
                    let end = taken.len() - 1;
                    let number = taken.remove(if call < 9 { end } else { which % (end + 1) });
                    list.push(number, call != 6);
                    if call == 6 { empty.push(number) } else { idle.push(number) }
                }
                _ => {}
            }
        }
        while let Some(number) = list.pop() {
            taken.push(number);
        }
        taken.sort_unstable();
        assert!(taken.into_iter().eq(0..6), "none is lost, none is there twice");
    }
}
