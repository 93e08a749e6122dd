//! Why there was no block.

use core::fmt;

/// An arena could not provide a block. It stays as it was, and usable.
///
/// # Example
///
/// ```
/// use arena_alloc::InlineArena;
///
/// let arena = InlineArena::<104>::new();
/// let error = arena.try_alloc_slice_copy(&[0_u8; 200]).unwrap_err();
/// assert_eq!((error.requested, error.limit_left), (200, Some(104)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllocError {
    /// The bytes that were asked for, without padding and chunk header.
    pub requested: usize,
    /// The bytes that the arena could still have obtained before its limit; `None` without one. If
    /// they exceed `requested` by more than a header and the padding, it was the source that had
    /// none. For an arena that cannot grow: the bytes that it has left.
    pub limit_left: Option<usize>,
}

impl fmt::Display for AllocError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an arena has no room for {} bytes and ", self.requested)?;
        match self.limit_left {
            Some(left) => write!(
                f,
                "could not obtain more ({left} bytes are left to it): raise the limit or the size, \
                 reset the arena, or ask for less"
            ),
            None => write!(f, "could not obtain more: free memory, or ask for less"),
        }
    }
}

impl core::error::Error for AllocError {}
