use core::fmt;

use crate::batch::Batch;

/// Items on their way out of a [`Batch`], from [`Batch::drain_front`].
pub struct DrainFront<'a, T> {
    batch: &'a mut Batch<T>,
    left: usize,
}

impl<'a, T> DrainFront<'a, T> {
    pub(crate) fn new(batch: &'a mut Batch<T>, n: usize) -> Self {
        let left = n.min(batch.len());
        Self { batch, left }
    }
}

impl<T> Iterator for DrainFront<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.left = self.left.checked_sub(1)?;
        self.batch.pop_front()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<T> ExactSizeIterator for DrainFront<'_, T> {}

impl<T> core::iter::FusedIterator for DrainFront<'_, T> {}

impl<T> Drop for DrainFront<'_, T> {
    fn drop(&mut self) {
        self.batch.discard(self.left);
    }
}

impl<T> fmt::Debug for DrainFront<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DrainFront").field("left", &self.left).finish_non_exhaustive()
    }
}
