//! Copies in a host.

use core::{
    alloc::Layout,
    ptr::{self, NonNull},
    slice, str,
};

use super::{Growing, Host, Room};

/// Copies `source` to `place`.
///
/// # Safety
///
/// [AA-2] `place` is aligned and valid for the writes of `source.len()` values, and does not overlap
/// `source`.
#[inline(always)]
pub(super) unsafe fn copy<T: Copy>(source: &[T], place: NonNull<T>) {
    // SAFETY: [AA-2] so many bytes are the values', which may be copied bit by bit, and so many are
    // the place's; the two do not overlap by the caller's promise.
    unsafe { copy_bytes(source.as_ptr().cast(), place.as_ptr().cast(), size_of_val(source)) };
}

/// Copies `len` bytes: few of them without a call, by a copy of the first ones and one of the last
/// ones, which may overlap each other.
///
/// # Safety
///
/// [AA-2] `from` is valid for reads, and `to` for writes, of `len` bytes, and the two do not overlap.
#[inline(always)]
unsafe fn copy_bytes(from: *const u8, to: *mut u8, len: usize) {
    match len {
        0 => {}
        // SAFETY: [AA-2] the caller's promise, and `1 <= len`.
        1 => unsafe { copy_ends::<1>(from, to, len) },
        // SAFETY: [AA-2] the caller's promise, and `2 <= len`.
        2..4 => unsafe { copy_ends::<2>(from, to, len) },
        // SAFETY: [AA-2] the caller's promise, and `4 <= len`.
        4..8 => unsafe { copy_ends::<4>(from, to, len) },
        // SAFETY: [AA-2] the caller's promise, and `8 <= len`.
        8..16 => unsafe { copy_ends::<8>(from, to, len) },
        // SAFETY: [AA-2] the caller's promise, and `16 <= len`.
        16..=32 => unsafe { copy_ends::<16>(from, to, len) },
        // SAFETY: [AA-2] the caller's promise.
        _ => unsafe { ptr::copy_nonoverlapping(from, to, len) },
    }
}

/// Copies the first and the last `HALF` bytes of `len`.
///
/// # Safety
///
/// [AA-2] As `copy_bytes`, and `len` is not below `HALF`.
#[inline(always)]
unsafe fn copy_ends<const HALF: usize>(from: *const u8, to: *mut u8, len: usize) {
    // SAFETY: [AA-2] `HALF <= len`.
    unsafe { ptr::copy_nonoverlapping(from, to, HALF) };
    // SAFETY: [AA-2] `len - HALF` bytes further is within the source's `len` bytes.
    let from = unsafe { from.add(len - HALF) };
    // SAFETY: [AA-2] and within the place's.
    let to = unsafe { to.add(len - HALF) };
    // SAFETY: [AA-2] `HALF` bytes are left at both.
    unsafe { ptr::copy_nonoverlapping(from, to, HALF) };
}

/// A copy of `source`.
#[inline(always)]
pub(crate) fn copy_of<'a, C: Host + ?Sized, T: Copy>(
    host: &'a C,
    room: Room,
    source: &[T],
) -> Option<&'a mut [T]> {
    let place = host.take(room, Layout::for_value(source))?.cast::<T>();
    // SAFETY: [AA-2] the block is aligned and large enough for what `source` holds; it is nobody
    // else's, so it does not overlap `source`.
    unsafe { copy(source, place) };
    // SAFETY: [AA-2] the values were initialised above, in one block, which lives and is nobody
    // else's while `host` is borrowed.
    Some(unsafe { slice::from_raw_parts_mut(place.as_ptr(), source.len()) })
}

/// A copy of `source`.
#[inline(always)]
pub(crate) fn copy_of_str<'a, C: Host + ?Sized>(
    host: &'a C,
    room: Room,
    source: &str,
) -> Option<&'a mut str> {
    let copy = copy_of(host, room, source.as_bytes())?;
    // SAFETY: [AA-8] the bytes are those of a `str`.
    Some(unsafe { str::from_utf8_unchecked_mut(copy) })
}

/// A text that is not finished: only whole `str`s are appended.
pub(crate) struct Text<'a, C: Host + ?Sized>(Growing<'a, C, u8>);

impl<'a, C: Host + ?Sized> Text<'a, C> {
    pub(crate) fn new(host: &'a C) -> Self {
        Self(Growing::new(host))
    }

    #[inline(always)]
    pub(crate) fn push(&mut self, text: &str) -> Result<(), crate::AllocError> {
        self.0.extend(text.as_bytes())
    }

    pub(crate) fn finish(self) -> &'a mut str {
        // SAFETY: [AA-8] the bytes are those of `str`s, one behind the other.
        unsafe { str::from_utf8_unchecked_mut(self.0.finish()) }
    }
}
