//! Values of one type, which are dropped.

use alloc::{alloc::alloc, vec::Vec};
use core::{
    alloc::Layout,
    cell::{Cell, UnsafeCell},
    mem, ptr, slice,
};

/// The body of a [`TypedArena`](crate::TypedArena).
///
/// It has no `Drop` of its own: a `Vec` promises the compiler not to look at what its values borrow
/// when it drops them, so that they may borrow from each other.
pub(crate) struct Typed<T> {
    /// Vectors that were current before, in their order.
    full: UnsafeCell<Vec<Vec<T>>>,
    /// Where the next value goes, as long as there is capacity.
    current: UnsafeCell<Vec<T>>,
    /// How many values `full` holds.
    in_full: Cell<usize>,
}

/// The first vector's bytes, about.
const FIRST: usize = 1024;

impl<T> Typed<T> {
    pub(crate) const fn new() -> Self {
        Self {
            full: UnsafeCell::new(Vec::new()),
            current: UnsafeCell::new(Vec::new()),
            in_full: Cell::new(0),
        }
    }

    pub(crate) fn len(&self) -> usize {
        // SAFETY: [AA-10] no mutable reference to the vector lives between calls.
        let current = unsafe { &*self.current.get() }.len();
        self.in_full.get().saturating_add(current)
    }

    /// A new one with room for `count` values.
    ///
    /// Inlined, so that of a constant the compiler knows how much room there is: it then leaves out the
    /// checks of the first values, and may keep the arena in registers.
    #[inline(always)]
    pub(crate) fn with_room(count: usize) -> Option<Self> {
        let new = Self::new();
        if count > 0 && size_of::<T>() > 0 {
            new.begin(count)?;
        }
        Some(new)
    }

    /// The first vector, of `count` values, by hand: a short-lived arena costs little else. `None`, and
    /// nothing happens, if it is not to be had so.
    #[inline(always)]
    fn begin(&self, count: usize) -> Option<()> {
        if size_of::<T>() == 0 || count == 0 {
            return None;
        }
        let layout = Layout::array::<T>(count).ok()?;
        // SAFETY: [AA-10] the size is not zero. No reference to a vector lives while the allocator runs.
        let block = ptr::NonNull::new(unsafe { alloc(layout) })?.cast::<T>();
        // SAFETY: [AA-10] the global allocator's block, for `count` values of `T`, of which there is none.
        let first = unsafe { Vec::from_raw_parts(block.as_ptr(), 0, count) };
        // SAFETY: [AA-10] no mutable reference to the vector lives between calls.
        if unsafe { &*self.current.get() }.capacity() > 0 {
            return None;
        }
        // SAFETY: [AA-10] no other reference to the vector lives, and no user code runs: the old one has
        // no buffer.
        unsafe { self.current.get().write(first) };
        Some(())
    }

    /// Room for `more` values in the current vector. `None`, and nothing happens, if there is no
    /// memory.
    #[cold]
    #[inline(never)]
    pub(crate) fn reserve(&self, more: usize) -> Option<()> {
        // SAFETY: [AA-10] no mutable reference to the vector lives between calls.
        let capacity = unsafe { &*self.current.get() }.capacity();
        let first = FIRST / size_of::<T>().max(1);
        if capacity == 0 && more == 1 && self.begin(first).is_some() {
            return Some(());
        }
        let first = first.max(1);
        let mut new = Vec::new();
        let wish = capacity.saturating_mul(2).max(first).max(more);
        new.try_reserve_exact(wish).or_else(|_| new.try_reserve_exact(more)).ok()?;
        self.replace(new).ok()
    }

    /// Makes `new` the current vector, or gives it back if there is no memory.
    fn replace(&self, new: Vec<T>) -> Result<(), Vec<T>> {
        // SAFETY: [AA-10] no other reference to the vector lives, and no user code runs while this one
        // does: a vector without a buffer is dropped without any.
        let current = unsafe { &mut *self.current.get() };
        if current.capacity() == 0 {
            *current = new;
            return Ok(());
        }
        if self.room_in_full().is_none() {
            return Err(new);
        }
        // SAFETY: [AA-10] no other reference to the vector lives, and no user code runs below: there
        // is room.
        let full = unsafe { &mut *self.full.get() };
        // SAFETY: [AA-10] as above. Moving a vector does not move its buffer.
        let old = mem::replace(unsafe { &mut *self.current.get() }, new);
        // Of values without a size there may be more than a word counts. A panic here would drop
        // them, and they are lent.
        self.in_full.set(self.in_full.get().saturating_add(old.len()));
        full.push(old);
        Ok(())
    }

    /// Room for one more full vector. The allocator is the program's, and may use this very arena:
    /// no reference lives while it runs, and what it has done is seen after it.
    fn room_in_full(&self) -> Option<()> {
        loop {
            // SAFETY: [AA-10] no mutable reference to the vector lives between calls.
            let full = unsafe { &*self.full.get() };
            let len = full.len();
            if len < full.capacity() {
                return Some(());
            }
            let mut larger = Vec::new();
            larger.try_reserve_exact((2 * len).max(4)).ok()?;
            // SAFETY: [AA-10] no other reference to the vector lives, and no user code runs while
            // this one does: the vectors move to where there is room for them.
            let full = unsafe { &mut *self.full.get() };
            if full.len() < larger.capacity() {
                larger.append(full);
                mem::swap(full, &mut larger);
            }
            // What is empty now is freed here.
        }
    }

    /// Appends a value, or gives it back if there is no memory.
    #[inline(always)]
    pub(crate) fn push(&self, value: T) -> Result<&mut T, T> {
        // SAFETY: [AA-10] no mutable reference to the vector lives between calls.
        let current = unsafe { &*self.current.get() };
        if current.len() == current.capacity() && self.reserve(1).is_none() {
            return Err(value);
        }
        // SAFETY: [AA-10] no other reference to the vector lives, and no user code runs below.
        let current = unsafe { &mut *self.current.get() };
        let len = current.len();
        // SAFETY: [AA-10] `len < capacity`, so the place is in the buffer (or `T` has no size).
        let place = unsafe { current.as_mut_ptr().add(len) };
        // SAFETY: [AA-10] the place is aligned, and valid for the write; it holds no value.
        unsafe { place.write(value) };
        // SAFETY: [AA-10] `len < capacity`, and the value at `len` was just written.
        unsafe { current.set_len(len + 1) };
        // SAFETY: [AA-10] the value stays where it is until the arena, which is borrowed, is
        // borrowed mutably, and nobody else is given a reference to it.
        Ok(unsafe { &mut *place })
    }

    /// Appends all values, one behind the other, or gives them back if there is no memory.
    pub(crate) fn append(&self, mut values: Vec<T>) -> Result<&mut [T], Vec<T>> {
        // SAFETY: [AA-10] no other reference to the vector lives, and no user code runs while this one
        // does.
        let current = unsafe { &mut *self.current.get() };
        let (len, count) = (current.len(), values.len());
        let fits = count <= current.capacity() - len;
        let place = if fits {
            // SAFETY: [AA-10] `len + count <= capacity`, so the place is in the buffer or just
            // behind it (or `T` has no size).
            let place = unsafe { current.as_mut_ptr().add(len) };
            // SAFETY: [AA-10] there are `count` values, and room for them in another buffer.
            unsafe { ptr::copy_nonoverlapping(values.as_ptr(), place, count) };
            // SAFETY: [AA-10] the values have gone to the other buffer, once.
            unsafe { values.set_len(0) };
            // SAFETY: [AA-10] `len + count <= capacity`, and so many values lie there.
            unsafe { current.set_len(len + count) };
            place
        } else {
            let place = values.as_mut_ptr();
            self.replace(values)?;
            place
        };
        // SAFETY: [AA-10] `count` values lie there and stay until the arena, which is borrowed, is
        // borrowed mutably; nobody else is given a reference to them.
        Ok(unsafe { slice::from_raw_parts_mut(place, count) })
    }

    /// All vectors, in their order.
    pub(crate) fn vecs_mut(&mut self) -> (&mut Vec<Vec<T>>, &mut Vec<T>) {
        (self.full.get_mut(), self.current.get_mut())
    }

    /// All vectors, in their order.
    pub(crate) fn into_vecs(self) -> (Vec<Vec<T>>, Vec<T>) {
        (self.full.into_inner(), self.current.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    use super::*;

    /// As after `usize::MAX` values without a size, to which 32 bits count in seconds.
    #[test]
    fn past_the_last_number_nothing_that_is_lent_is_dropped() {
        static DROPS: AtomicUsize = AtomicUsize::new(0);
        struct Nothing;
        impl Drop for Nothing {
            fn drop(&mut self) {
                DROPS.fetch_add(1, Relaxed);
            }
        }

        let arena = Typed::new();
        let Ok(lent) = arena.push(Nothing) else { panic!("no room") };
        arena.in_full.set(usize::MAX);
        arena.reserve(1).expect("it takes no memory");
        assert!(arena.push(Nothing).is_ok());
        assert_eq!((DROPS.load(Relaxed), arena.len()), (0, usize::MAX));
        let _: &mut Nothing = lent;
        drop(arena);
        assert_eq!(DROPS.load(Relaxed), 2);
    }
}
