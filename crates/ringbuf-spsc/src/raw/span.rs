//! A run of slots, around the end of the ring or not.

use core::{
    marker::PhantomData,
    mem::{self, MaybeUninit},
    ptr::{self, NonNull},
};

use crate::position;

/// Slots of a ring in order: some, and then some from the ring's start on. Pointers alone, so that
/// a guard may hold them while the other half works on other slots.
///
/// Invariant: both parts are aligned and within the slots of one ring, which lives for `'s`; they
/// do not overlap.
pub(super) struct Span<'s, T> {
    first: NonNull<[T]>,
    second: NonNull<[T]>,
    ring: PhantomData<&'s ()>,
}

impl<T> Clone for Span<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Span<'_, T> {}

impl<'s, T> Span<'s, T> {
    /// The slots from one valid position to another, at most `capacity` on.
    ///
    /// # Safety
    ///
    /// RB-1 holds of the arguments for the lifetime that the caller chooses, and the positions are
    /// valid for `capacity`.
    pub(super) unsafe fn new(slots: NonNull<T>, capacity: usize, from: usize, to: usize) -> Self {
        let (from, end, count) = position::run(from, to, capacity);
        let first = end - from;
        // SAFETY: [RB-1, RB-2] the slot of a normal position is below `capacity`.
        let start = unsafe { slots.add(position::slot(from)) };
        Self {
            first: NonNull::slice_from_raw_parts(start, first),
            second: NonNull::slice_from_raw_parts(slots, count - first),
            ring: PhantomData,
        }
    }

    /// The same for another lifetime.
    ///
    /// # Safety
    ///
    /// The ring lives for `'r`.
    pub(super) unsafe fn lasting<'r>(self) -> Span<'r, T> {
        Span { first: self.first, second: self.second, ring: PhantomData }
    }

    pub(super) fn len(self) -> usize {
        self.first.len() + self.second.len()
    }

    /// The first slot, if there is one.
    pub(super) fn first(self) -> Option<NonNull<T>> {
        let part = if self.first.is_empty() { self.second } else { self.first };
        (!part.is_empty()).then(|| part.cast())
    }

    /// Without the first `count` slots; with none if there are fewer.
    pub(super) fn skip(self, count: usize) -> Self {
        let rest = |part: NonNull<[T]>, count| {
            // SAFETY: [RB-1] `count` is at most the part's length (below), within the ring's slots,
            // which live for `'s`.
            let start = unsafe { part.cast::<T>().add(count) };
            NonNull::slice_from_raw_parts(start, part.len() - count)
        };
        let first = count.min(self.first.len());
        let second = (count - first).min(self.second.len());
        Self { first: rest(self.first, first), second: rest(self.second, second), ..self }
    }

    /// The first `count` slots alone, or all if there are fewer.
    pub(super) fn take(self, count: usize) -> Self {
        let part = |part: NonNull<[T]>, count| NonNull::slice_from_raw_parts(part.cast(), count);
        let first = count.min(self.first.len());
        let second = (count - first).min(self.second.len());
        Self { first: part(self.first, first), second: part(self.second, second), ..self }
    }

    /// # Safety
    ///
    /// The ring lives for `'r`, the items are initialised, and nobody writes to them during it.
    pub(super) unsafe fn as_slices<'r>(self) -> (&'r [T], &'r [T]) {
        // SAFETY: [RB-1] both parts are aligned and within the ring's slots; that those live, hold
        // items and are not written to for `'r` is the caller's promise.
        let first = unsafe { self.first.as_ref() };
        // SAFETY: [RB-1] as above.
        (first, unsafe { self.second.as_ref() })
    }

    /// # Safety
    ///
    /// The ring lives for `'r`, the items are initialised, and nobody else uses them during it.
    pub(super) unsafe fn as_mut_slices<'r>(mut self) -> (&'r mut [T], &'r mut [T]) {
        // SAFETY: [RB-1] both parts are aligned, within the ring's slots, and do not overlap; that
        // those live, hold items and are the caller's alone for `'r` is the caller's promise.
        let first = unsafe { self.first.as_mut() };
        // SAFETY: [RB-1] as above.
        (first, unsafe { self.second.as_mut() })
    }

    /// The same slots, whatever they hold.
    pub(super) fn uninit(self) -> Span<'s, MaybeUninit<T>> {
        let part = |part: NonNull<[T]>| NonNull::slice_from_raw_parts(part.cast(), part.len());
        Span { first: part(self.first), second: part(self.second), ring: PhantomData }
    }

    /// Drops the items, in order; one that panics does not keep the rest.
    ///
    /// # Safety
    ///
    /// The items are initialised, nobody else uses them during the call, and nobody after it.
    pub(super) unsafe fn drop_items(self) {
        /// Drops its items even while a panic unwinds.
        struct Items<T>(NonNull<[T]>);

        impl<T> Drop for Items<T> {
            fn drop(&mut self) {
                // SAFETY: [RB-1] they are aligned and within the ring's slots; the caller of
                // `drop_items` gave them up, and no other `Items` has them.
                unsafe { ptr::drop_in_place(self.0.as_ptr()) }
            }
        }

        if mem::needs_drop::<T>() {
            // In reverse: locals drop last to first.
            let _second = Items(self.second);
            let _first = Items(self.first);
        }
    }
}
