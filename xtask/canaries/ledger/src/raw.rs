//! A room with three faults: a block without a proof, a proof that names what is not defined, and an
//! invariant that nothing rests on.
//!
//! - **CA-1** The pointer is valid.

/// Reads.
///
/// # Safety
///
/// The pointer is valid.
pub unsafe fn unproved(pointer: *const u8) -> u8 {
    unsafe { pointer.read() }
}

/// Reads.
///
/// # Safety
///
/// The pointer is valid.
pub unsafe fn misproved(pointer: *const u8) -> u8 {
    // SAFETY: [CA-2] it is valid.
    unsafe { pointer.read() }
}
