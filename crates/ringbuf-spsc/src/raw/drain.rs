//! Items on their way out.

use core::{fmt, iter::FusedIterator};

use super::Half;

/// Takes items out of a ring, from [`Consumer::drain`](crate::Consumer::drain) or a
/// [`ReadChunk`](crate::ReadChunk).
///
/// As with a `Vec`'s, what has not been taken when it is dropped, is dropped. Each item has left the
/// ring before it is handed over, so that a drain that is forgotten loses nothing: the items that
/// it did not hand over stay in the ring.
pub struct Drain<'s, T> {
    half: &'s mut Half<'static, T, false>,
    left: usize,
}

impl<'s, T> Drain<'s, T> {
    /// The half has at least `left` items.
    pub(super) fn new(half: &'s mut Half<'static, T, false>, left: usize) -> Self {
        Self { half, left }
    }
}

impl<T> Iterator for Drain<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.left = self.left.checked_sub(1)?;
        self.half.pop()
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<T> ExactSizeIterator for Drain<'_, T> {}
impl<T> FusedIterator for Drain<'_, T> {}

impl<T> Drop for Drain<'_, T> {
    fn drop(&mut self) {
        self.half.discard(self.left);
    }
}

impl<T> fmt::Debug for Drain<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drain").field("left", &self.left).finish()
    }
}
