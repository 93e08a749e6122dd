//! A value that found no room.

use core::fmt;

use crate::AllocError;

/// The value that an arena had no room for, unharmed, and why.
///
/// # Example
///
/// ```
/// use arena_alloc::InlineArena;
///
/// let arena = InlineArena::<16>::new();
/// let rejected = arena.try_alloc_box(String::from("kept")).unwrap_err();
/// assert_eq!(rejected.error.requested, size_of::<String>());
/// assert_eq!(rejected.value, "kept");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Rejected<T> {
    /// What was to be allocated.
    pub value: T,
    /// Why it was not.
    pub error: AllocError,
}

impl<T> fmt::Debug for Rejected<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejected").field("error", &self.error).finish_non_exhaustive()
    }
}

impl<T> fmt::Display for Rejected<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<T> core::error::Error for Rejected<T> {}
