//! A ring that is one allocation: what is shared, then the slots.

use alloc::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use core::ptr::{self, NonNull};

use super::{CLAIMED, HEAP, Half, Shared, of, span::Span};
use crate::{position, sync::Ordering};

/// The allocation of a ring, and where in it the slots are. None if the capacity is out of range.
fn layout<T>(capacity: usize) -> Option<(Layout, usize)> {
    if !(1..=position::MAX_CAPACITY).contains(&capacity) {
        return None;
    }
    let slots = Layout::array::<T>(capacity).ok()?;
    let (layout, offset) = Layout::new::<Shared>().extend(slots).ok()?;
    // Rounded up, as `Layout` demands of what is rounded up that it does not overflow either.
    let padded = layout.pad_to_align();
    Some((padded, offset))
}

/// The largest capacity that [`allocate`] takes.
pub(crate) const fn max_capacity<T>() -> usize {
    let align =
        if align_of::<T>() > align_of::<Shared>() { align_of::<T>() } else { align_of::<Shared>() };
    let offset = size_of::<Shared>().next_multiple_of(align_of::<T>());
    let room = (isize::MAX as usize + 1 - align).saturating_sub(offset);
    match room.checked_div(size_of::<T>()) {
        Some(count) if count < position::MAX_CAPACITY => count,
        _ => position::MAX_CAPACITY,
    }
}

/// Both halves of a new ring, or None if the capacity is out of range.
pub(crate) fn allocate<T>(
    capacity: usize,
) -> Option<(Half<'static, T, true>, Half<'static, T, false>)> {
    let (layout, offset) = layout::<T>(capacity)?;
    // SAFETY: [RB-1] in the making: the layout's size is not zero, as it begins with a `Shared`.
    let base = unsafe { alloc(layout) };
    let Some(base) = NonNull::new(base) else { handle_alloc_error(layout) };
    let shared = base.cast::<Shared>();
    let state = HEAP | of(true, CLAIMED) | of(false, CLAIMED);
    // SAFETY: [RB-1] in the making: the allocation is new, begins with room for a `Shared`, and is
    // aligned to one.
    unsafe { shared.write(Shared::new(state, capacity)) };
    // SAFETY: [RB-1] in the making: `offset` is within the layout.
    let slots = unsafe { base.add(offset) }.cast::<T>();
    // SAFETY: [RB-1] the layout's slots, aligned, are ours until the last half leaves; [RB-2, RB-3]
    // a new ring is empty; [RB-5] both sides were claimed above, for the two halves made here.
    let producer = unsafe { Half::new(shared, slots, capacity) };
    // SAFETY: [RB-1, RB-2, RB-3, RB-5] as above.
    let consumer = unsafe { Half::new(shared, slots, capacity) };
    Some((producer, consumer))
}

/// Drops what is left in a ring that [`allocate`] made, and frees it.
///
/// # Safety
///
/// The arguments are those of the ring's halves, both have left, and nothing uses the ring during
/// the call or after it.
#[cold]
pub(super) unsafe fn free<T>(shared: NonNull<Shared>, slots: NonNull<T>, capacity: usize) {
    /// Frees the ring even if an item's drop panics.
    struct Free(NonNull<Shared>, Layout);

    impl Drop for Free {
        fn drop(&mut self) {
            // SAFETY: [RB-1, RB-5] `free` has the ring to itself, and this is its last use of the
            // `Shared`.
            unsafe { ptr::drop_in_place(self.0.as_ptr()) };
            // SAFETY: [RB-1] `allocate` got this memory, with this layout; the pointer is the
            // allocation's own, as a `Shared` comes first.
            unsafe { dealloc(self.0.as_ptr().cast(), self.1) };
        }
    }

    let Some((layout, _)) = layout::<T>(capacity) else {
        unreachable!("the ring was made with this capacity")
    };
    let _free = Free(shared, layout);
    // Relaxed: the caller's read-modify-write ordered all that both halves did before this (RB-5).
    // SAFETY: [RB-1] `shared` is valid until `_free` goes.
    let head = unsafe { &(*shared.as_ptr()).head }.load(Ordering::Relaxed);
    // SAFETY: [RB-1] as above.
    let tail = unsafe { &(*shared.as_ptr()).tail }.load(Ordering::Relaxed);
    // SAFETY: [RB-1, RB-2] hold until `_free` goes.
    let left = unsafe { Span::new(slots, capacity, head, tail) };
    // SAFETY: [RB-3] the items from head to tail are initialised, and the caller gave us the ring
    // for ourselves.
    unsafe { left.drop_items() };
}
