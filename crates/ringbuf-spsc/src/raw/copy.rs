//! Copies of a few items, without a call.

use core::{mem::MaybeUninit, ptr::NonNull};

/// As much as one vector register holds on every 64-bit machine.
type Lane = [MaybeUninit<u8>; LANE];
const LANE: usize = 16;

/// Copies `count` items.
///
/// A call of `memcpy`, with its dispatch on the length, takes longer than to move 64 bytes; so up
/// to four lanes are moved here: those from the front and those up to the end, which may overlap.
///
/// # Safety
///
/// As for [`core::ptr::copy_nonoverlapping`].
#[inline(always)]
pub(super) unsafe fn copy<T>(from: NonNull<T>, to: NonNull<T>, count: usize) {
    let bytes = count * size_of::<T>();
    // Where the second lane of the front and of the back begin, counted from either end.
    let second = match bytes {
        16..=32 => 0,
        33..=64 => LANE,
        // SAFETY: the caller's.
        _ => return unsafe { from.copy_to_nonoverlapping(to, count) },
    };
    for at in [0, second, bytes - LANE - second, bytes - LANE] {
        // SAFETY: `at + LANE <= bytes`: the lane is within the items (for `second`, since there are
        // more than two lanes if it is not 0).
        let from = unsafe { from.cast::<u8>().add(at) }.cast::<Lane>();
        // SAFETY: as above.
        let to = unsafe { to.cast::<u8>().add(at) }.cast::<Lane>();
        // SAFETY: valid for reads and writes, as the items are; they do not overlap. A `Lane` has
        // no alignment to keep, and holds any bytes as they are: padding, pointers, anything.
        unsafe { from.copy_to_nonoverlapping(to, 1) };
    }
}
