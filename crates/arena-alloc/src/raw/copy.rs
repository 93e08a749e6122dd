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
    // SAFETY: [AA-2] the caller's promise; `T` may be copied bit by bit.
    unsafe { ptr::copy_nonoverlapping(source.as_ptr(), place.as_ptr(), source.len()) };
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
