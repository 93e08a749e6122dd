use core::mem::{self, MaybeUninit};

use super::key::Key;

/// A place for one value after the other, each under a generation of its own.
pub(crate) struct Entry<T> {
    value: MaybeUninit<T>,
    /// Even if and only if the value is there [OP-7]. It goes up by one with each insertion and each
    /// removal, and is the largest after the last: then the entry is spent.
    generation: u32,
    /// The next free entry, if this one is free. It means nothing to this room.
    pub(crate) next_free: u32,
}

impl<T> Entry<T> {
    #[inline]
    pub(crate) fn full(value: T) -> Self {
        Self { value: MaybeUninit::new(value), generation: Key::FIRST.get(), next_free: 0 }
    }

    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        self.generation % 2 == 0
    }

    /// Its value's key, if this is entry `index`.
    #[inline]
    pub(crate) fn key(&self, index: u32) -> Option<Key> {
        Key::new(index, self.generation)
    }

    /// The key that the first value of entry `index` has.
    pub(crate) fn first_key(index: u32) -> Option<Key> {
        Key::new(index, Key::FIRST.get())
    }

    /// The key that the next value will have, if this is entry `index` and is empty. `None` if it is spent.
    #[inline]
    pub(crate) fn next_key(&self, index: u32) -> Option<Key> {
        Key::checked(index, (self.generation | 1).wrapping_add(1))
    }

    /// Puts a value into this entry, `index`, which is empty, and gives its key. In a spent one no key finds it:
    /// [`take_back`](Self::take_back). (In a full one neither, and the value that was there is forgotten.)
    #[inline]
    pub(crate) fn fill(&mut self, index: u32, value: T) -> Option<Key> {
        self.value.write(value);
        self.generation = self.generation.wrapping_add(1);
        Key::checked(index, self.generation)
    }

    #[inline]
    fn has(&self, key: Key) -> bool {
        self.generation == key.generation().get()
    }

    #[inline]
    pub(crate) fn get(&self, key: Key) -> Option<&T> {
        if !self.has(key) {
            return None;
        }
        // SAFETY: [OP-7] the generation is the key's, which is even, so the value is there.
        Some(unsafe { self.value.assume_init_ref() })
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        if !self.has(key) {
            return None;
        }
        // SAFETY: [OP-7] the generation is the key's, which is even, so the value is there.
        Some(unsafe { self.value.assume_init_mut() })
    }

    #[inline]
    pub(crate) fn take(&mut self, key: Key) -> Option<T> {
        self.take_of(key.generation().get(), 1)
    }

    /// Takes the value out that a spent entry was filled with, which is spent again then.
    pub(crate) fn take_back(&mut self) -> Option<T> {
        self.take_of(0, u32::MAX)
    }

    /// Takes out the value of this even generation, to which an odd number is added.
    #[inline]
    fn take_of(&mut self, generation: u32, odd: u32) -> Option<T> {
        if self.generation != generation {
            return None;
        }
        // Odd from here on: nobody takes the value again.
        self.generation = generation.wrapping_add(odd);
        // SAFETY: [OP-7] the generation was a key's or 0, so even, and the value there; and it is odd
        // now, so this is the only copy.
        Some(unsafe { self.value.assume_init_read() })
    }

    /// Makes an empty entry as it is when one generation is left, after 2³¹ - 2 values.
    #[cfg(test)]
    pub(crate) fn age(&mut self) {
        assert!(!self.is_full());
        self.generation = u32::MAX - 2;
    }

    /// The value, whichever it is.
    #[inline]
    pub(crate) fn value(&self) -> Option<&T> {
        // SAFETY: [OP-7] the generation is even, so the value is there.
        self.is_full().then(|| unsafe { self.value.assume_init_ref() })
    }

    #[inline]
    pub(crate) fn value_mut(&mut self) -> Option<&mut T> {
        // SAFETY: [OP-7] the generation is even, so the value is there.
        self.is_full().then(|| unsafe { self.value.assume_init_mut() })
    }
}

impl<T: Clone> Clone for Entry<T> {
    fn clone(&self) -> Self {
        let value = self.value().cloned().map_or_else(MaybeUninit::uninit, MaybeUninit::new);
        Self { value, generation: self.generation, next_free: self.next_free }
    }
}

impl<T> Drop for Entry<T> {
    #[inline]
    fn drop(&mut self) {
        if mem::needs_drop::<T>() && self.is_full() {
            // SAFETY: [OP-7] the generation is even, so the value is there; and this is the drop, after
            // which nobody has the entry.
            unsafe { self.value.assume_init_drop() };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_generation_spends_the_entry() {
        let mut entry = Entry::full(alloc::string::String::from("first"));
        let first = entry.key(7).unwrap();
        assert_eq!(entry.take(first).unwrap(), "first");
        assert_eq!(entry.next_key(7).unwrap().generation().get(), 4);
        entry.age();
        let last = entry.fill(7, "last".into()).unwrap();
        assert_eq!(last.generation().get(), u32::MAX - 1);
        assert!(entry.get(first).is_none());
        assert_eq!(entry.get_mut(last).unwrap(), "last");
        assert_eq!(entry.take(last).unwrap(), "last");
        assert!(entry.key(7).is_none() && entry.next_key(7).is_none());
        assert!(entry.fill(7, "beyond".into()).is_none());
        assert!(entry.get(first).is_none() && entry.get(last).is_none());
        assert_eq!(entry.take_back().unwrap(), "beyond");
        assert!(entry.take_back().is_none() && entry.next_key(7).is_none());
    }
}
