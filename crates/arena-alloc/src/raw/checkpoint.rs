//! Where an arena can go back to.

use core::{fmt, ptr::NonNull};

use super::chunk::Top;

/// A state of an arena to which it can go back.
///
/// [`Arena::checkpoint`](crate::Arena::checkpoint) returns one. It borrows nothing: whether it still
/// fits its arena is for the unsafe `rewind` to ask.
#[derive(Clone, Copy)]
pub struct Checkpoint {
    pub(super) place: Place,
    pub(super) past: Past,
}

/// One half of a [`Checkpoint`]: each of them, unlike the whole, is passed in registers.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) next: NonNull<u8>,
    pub(super) end: usize,
}

/// The other half.
#[derive(Clone, Copy)]
pub(super) struct Past {
    pub(super) top: Top,
    pub(super) offset: usize,
}

impl Checkpoint {
    /// The address of the first byte that was free then.
    #[inline(always)]
    pub(super) fn address(&self) -> usize {
        self.place.next.addr().get()
    }
}

impl fmt::Debug for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checkpoint").finish_non_exhaustive()
    }
}
