use core::fmt;

use crate::{Key, Slab};

/// The place for a slab's next value, from [`Slab::vacant_entry`]. Dropping it changes nothing.
pub struct VacantEntry<'s, T> {
    slab: &'s mut Slab<T>,
    key: Key,
}

impl<'s, T> VacantEntry<'s, T> {
    #[inline]
    pub(crate) fn new(slab: &'s mut Slab<T>, key: Key) -> Self {
        Self { slab, key }
    }

    /// The key that the value will have.
    #[must_use]
    #[inline]
    pub fn key(&self) -> Key {
        self.key
    }

    /// Puts the value in.
    ///
    /// # Panics
    ///
    /// If there is no memory for another entry.
    #[inline]
    pub fn insert(self, value: T) -> &'s mut T {
        let key = self.slab.insert(value);
        debug_assert_eq!(key, self.key);
        &mut self.slab[key]
    }
}

impl<T> fmt::Debug for VacantEntry<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VacantEntry").field("key", &self.key).finish_non_exhaustive()
    }
}
