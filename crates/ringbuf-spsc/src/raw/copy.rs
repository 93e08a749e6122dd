//! Copies of a few items, without a call.
//!
//! - **RB-7, the place outside.** What items are copied from or to, besides slots, is valid for as many
//!   items as are told with it, and aligned; it is none of the ring's: a slice of the user's, borrowed
//!   for the call, or room that its caller has alone.

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
    match bytes {
        33..=64 => {
            let at = [0, LANE, bytes - 2 * LANE, bytes - LANE];
            // SAFETY: [RB-7] the caller's promise; there are more than two lanes.
            unsafe { copy_lanes(from.cast(), to.cast(), at) }
        }
        // SAFETY: [RB-7] the caller's promise; there is at least one lane.
        16..=32 => unsafe { copy_lanes(from.cast(), to.cast(), [0, bytes - LANE]) },
        // SAFETY: [RB-7] the caller's promise.
        _ => unsafe { from.copy_to_nonoverlapping(to, count) },
    }
}

/// Copies a lane at each of the places.
///
/// # Safety
///
/// As for `copy`, of bytes up to the end of each lane.
#[inline(always)]
unsafe fn copy_lanes<const N: usize>(from: NonNull<u8>, to: NonNull<u8>, at: [usize; N]) {
    for at in at {
        // SAFETY: [RB-1, RB-7] the lane is within the items' bytes, says the caller.
        let from = unsafe { from.add(at) }.cast::<Lane>();
        // SAFETY: [RB-1, RB-7] as above.
        let to = unsafe { to.add(at) }.cast::<Lane>();
        // SAFETY: [RB-1, RB-7] valid for reads and writes, as the items are; they do not overlap. A
        // `Lane` has no alignment to keep, and holds any bytes: padding, pointers, anything.
        unsafe { from.copy_to_nonoverlapping(to, 1) };
    }
}
