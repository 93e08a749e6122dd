//! A ring that holds its slots itself.

// PINNED: tests/it/auto_traits.rs

use core::{
    cell::UnsafeCell,
    mem::{ManuallyDrop, MaybeUninit},
    ptr::NonNull,
};

use super::{CLAIMED, Half, Shared, of, span::Span};
use crate::{position, sync::Ordering};

const BOTH: usize = of(true, CLAIMED) | of(false, CLAIMED);

/// What [`crate::RingBuffer`] is made of.
pub(crate) struct Inline<T, const N: usize> {
    shared: Shared,
    slots: UnsafeCell<[MaybeUninit<T>; N]>,
}

// SAFETY: by `&Inline` one gets at most one half of each side (RB-5), which may move to another
// thread with the items in the ring: sharing the ring sends items, no more. [RB-3, RB-4] order the
// two halves' accesses; all else that `&Inline` gives are loads of atomics.
unsafe impl<T: Send, const N: usize> Sync for Inline<T, N> {}

impl<T, const N: usize> Inline<T, N> {
    const CAPACITY_IS_IN_RANGE: () = assert!(
        1 <= N && N <= position::MAX_CAPACITY,
        "the capacity N of a RingBuffer must be from 1 to isize::MAX / 2"
    );

    #[cfg(not(hardpan_loom))]
    pub(crate) const fn new() -> Self {
        const { Self::CAPACITY_IS_IN_RANGE };
        let slots = UnsafeCell::new([const { MaybeUninit::uninit() }; N]);
        Self { shared: Shared::new(0, N), slots }
    }

    #[cfg(hardpan_loom)]
    pub(crate) fn new() -> Self {
        const { Self::CAPACITY_IS_IN_RANGE };
        let slots = UnsafeCell::new([const { MaybeUninit::uninit() }; N]);
        Self { shared: Shared::new(0, N), slots }
    }

    /// A snapshot, exact if no half is at work.
    pub(crate) fn len(&self) -> usize {
        // Acquire: what was popped up to there was pushed before, so the tail is not behind.
        let head = self.shared.head.load(Ordering::Acquire);
        let tail = self.shared.tail.load(Ordering::Relaxed);
        position::distance(head, tail, N)
    }

    // By `&mut` there is no half: each borrows the ring. One is made for the moment, without a
    // claim, and not dropped, so that the state stays as it is.

    fn producer(&mut self) -> ManuallyDrop<Half<'_, T, true>> {
        // SAFETY: [RB-5] we have the ring by `&mut`.
        ManuallyDrop::new(unsafe { self.half() })
    }

    fn consumer(&mut self) -> ManuallyDrop<Half<'_, T, false>> {
        // SAFETY: [RB-5] we have the ring by `&mut`.
        ManuallyDrop::new(unsafe { self.half() })
    }

    pub(crate) fn push(&mut self, item: T) -> Result<(), T> {
        self.producer().push(item)
    }

    pub(crate) fn pop(&mut self) -> Option<T> {
        self.consumer().pop()
    }

    pub(crate) fn clear(&mut self) -> usize {
        self.consumer().discard(usize::MAX)
    }

    pub(crate) fn items_mut(&mut self) -> (&mut [T], &mut [T]) {
        let consumer = self.consumer();
        // SAFETY: [RB-3] the items are initialised, and ours for as long as `self` is borrowed.
        unsafe { consumer.span(usize::MAX).as_mut_slices() }
    }

    /// Both halves; those there were before have ended with their borrows.
    pub(crate) fn split(&mut self) -> (Half<'_, T, true>, Half<'_, T, false>) {
        // Relaxed: we have the ring by `&mut`. A half that was forgotten left its claim, which
        // ended with its borrow, so the old state does not count.
        self.shared.state.store(BOTH, Ordering::Relaxed);
        // SAFETY: [RB-5] both sides are claimed for these two halves.
        unsafe { self.halves() }
    }

    /// Both halves, if neither exists.
    pub(crate) fn try_split(&self) -> Option<(Half<'_, T, true>, Half<'_, T, false>)> {
        // SAFETY: [RB-5] both sides are claimed for these two halves.
        self.shared.claim(BOTH).then(|| unsafe { self.halves() })
    }

    /// One half, if it does not exist.
    pub(crate) fn try_half<const PRODUCER: bool>(&self) -> Option<Half<'_, T, PRODUCER>> {
        // SAFETY: [RB-5] the side is claimed for this half.
        self.shared.claim(of(PRODUCER, CLAIMED)).then(|| unsafe { self.half() })
    }

    /// # Safety
    ///
    /// Both `CLAIMED` bits were set for these halves.
    unsafe fn halves(&self) -> (Half<'_, T, true>, Half<'_, T, false>) {
        // SAFETY: [RB-5] the side is claimed for this half, says the caller.
        let producer = unsafe { self.half() };
        // SAFETY: [RB-5] the side is claimed for this half, says the caller.
        let consumer = unsafe { self.half() };
        (producer, consumer)
    }

    /// # Safety
    ///
    /// The side's `CLAIMED` bit was set for this half, or it has the ring by `&mut` (RB-5).
    unsafe fn half<const PRODUCER: bool>(&self) -> Half<'_, T, PRODUCER> {
        let shared = NonNull::from(&self.shared);
        let slots = NonNull::from(&self.slots).cast::<T>();
        // SAFETY: [RB-1] the ring is borrowed for the half's lifetime, and its slots are in an
        // `UnsafeCell`, so that the pointer may write; [RB-2, RB-3] true of a new ring, and kept by
        // every half; [RB-5] the caller's.
        unsafe { Half::new(shared, slots, N) }
    }
}

impl<T, const N: usize> Drop for Inline<T, N> {
    fn drop(&mut self) {
        // Relaxed: we have the ring by `&mut`, so all that the halves did happens before.
        let head = self.shared.head.load(Ordering::Relaxed);
        let tail = self.shared.tail.load(Ordering::Relaxed);
        let slots = NonNull::from(&self.slots).cast::<T>();
        // SAFETY: [RB-1, RB-2] hold while this runs.
        let left = unsafe { Span::new(slots, N, head, tail) };
        // SAFETY: [RB-3] the items from head to tail are initialised; no half is left to touch
        // them, as each borrows the ring, and they are not used after this.
        unsafe { left.drop_items() };
    }
}
