//! What is done to memory that is lent, and to memory that nobody may use any more.
//!
//! In debug builds freed bytes are filled with a pattern, so that a use after a reset shows. With
//! `--cfg hardpan_asan`, in a program that AddressSanitizer watches, bytes that no block holds are
//! poisoned, so that such a use is reported at the access. Otherwise all of it is nothing.

use core::ptr::NonNull;

/// What freed bytes hold in debug builds.
#[cfg(debug_assertions)]
const PATTERN: u8 = 0xDD;

// SAFETY: [AA-1] the two functions of AddressSanitizer's interface header, with its types (there
// `void const volatile *` and `size_t`); a program built for it is linked with them.
// PINNED: tests/it/poison.rs
#[cfg(hardpan_asan)]
unsafe extern "C" {
    fn __asan_poison_memory_region(start: *const u8, len: usize);
    fn __asan_unpoison_memory_region(start: *const u8, len: usize);
}

/// These bytes now belong to a block, or leave the arena.
#[inline(always)]
pub(super) fn lend(block: NonNull<u8>, len: usize) {
    #[cfg(hardpan_asan)]
    // SAFETY: [AA-1, AA-2] the bytes lie in memory of the arena that no one else uses; allowing
    // accesses to them changes no byte.
    // PINNED: tests/it/scopes.rs
    unsafe {
        __asan_unpoison_memory_region(block.as_ptr(), len);
    }
    _ = (block, len);
}

/// These bytes, which hold nothing, are the arena's alone.
#[inline(always)]
pub(super) fn withhold(start: NonNull<u8>, len: usize) {
    #[cfg(hardpan_asan)]
    // SAFETY: [AA-1] the bytes are the arena's alone and it does not access them before it lends
    // them, which allows the accesses again.
    // PINNED: tests/it/scopes.rs
    unsafe {
        __asan_poison_memory_region(start.as_ptr(), len);
    }
    _ = (start, len);
}

/// These bytes were a block's, or between blocks, and are the arena's alone again.
///
/// # Safety
///
/// [AA-1] `start` is valid for writes of `len` bytes, which nobody uses any more.
#[inline(always)]
pub(super) unsafe fn free(start: NonNull<u8>, len: usize) {
    lend(start, len);
    // SAFETY: [AA-1] the caller's promise.
    unsafe { fill(start, len) };
    withhold(start, len);
}

/// [`free`] for memory that is never withheld.
///
/// # Safety
///
/// [AA-1] `start` is valid for writes of `len` bytes, which nobody uses any more.
#[inline(always)]
pub(super) unsafe fn fill(start: NonNull<u8>, len: usize) {
    #[cfg(debug_assertions)]
    // SAFETY: [AA-1] valid for writes by the caller's promise.
    unsafe {
        start.write_bytes(PATTERN, len);
    }
    _ = (start, len);
}
