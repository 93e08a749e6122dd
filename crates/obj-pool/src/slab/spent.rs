//! What becomes of an entry whose generations are spent: an insertion that comes upon it goes elsewhere.

use super::Slab;
use crate::{Key, SlabFull, raw::Entry};

impl<T> Slab<T> {
    /// Moves the value from a spent entry, where no key finds it, to another. The spent one is left empty
    /// and off the list, for good.
    ///
    /// It gives `free` and `len` as well: an insertion that knows them whichever way it went has them in
    /// registers for the removal that it is joined with.
    #[cold]
    pub(super) fn insert_elsewhere(&mut self, index: u32) -> (Result<Key, SlabFull<T>>, u32, u32) {
        let spent = self.entries.get_mut(index as usize);
        let Some(value) = spent.and_then(Entry::take_back) else {
            unreachable!("the value was put there just now")
        };
        self.len -= 1;
        self.skip_spent();
        (self.try_insert(value), self.free, self.len)
    }

    /// Takes the spent entries at the front of the list off it.
    #[inline]
    pub(super) fn skip_spent(&mut self) {
        while let Some(entry) = self.entries.get(self.free as usize) {
            if entry.next_key(self.free).is_some() {
                return;
            }
            self.free = entry.next_free;
        }
    }
}

#[cfg(all(test, not(hardpan_loom)))]
mod tests {
    use alloc::{rc::Rc, vec::Vec};

    use super::*;

    type Values = Slab<Rc<u32>>;

    fn put(slab: &mut Values, value: u32) -> Key {
        slab.insert(Rc::new(value))
    }

    /// A slab of `values`, and then their entries are spent. Gives their first, second and last keys.
    fn spent(values: u32) -> (Values, Vec<Key>) {
        let mut slab: Values = (0..values).map(Rc::new).collect();
        let first: Vec<_> = slab.keys().collect();
        let mut keys = first.clone();
        slab.clear();
        keys.extend(first.iter().map(|_| put(&mut slab, 100)));
        slab.clear();
        slab.entries.iter_mut().for_each(Entry::age);
        keys.extend(first.iter().map(|_| put(&mut slab, 200)));
        assert!(
            keys[keys.len() - first.len()..].iter().all(|k| k.generation().get() == u32::MAX - 1)
        );
        slab.clear();
        (slab, keys)
    }

    fn reaches_none(slab: &mut Values, stale: &[Key]) {
        let len = slab.len();
        for key in stale {
            assert!(slab.get(*key).is_none() && slab.get_mut(*key).is_none());
            assert!(slab.remove(*key).is_none() && !slab.contains(*key));
        }
        assert_eq!((slab.len(), slab.iter().count()), (len, len));
    }

    #[test]
    fn no_old_key_reaches_what_comes_after_the_last() {
        for values in 1..4 {
            let (mut slab, stale) = spent(values);
            reaches_none(&mut slab, &stale);
            for value in 0..4 {
                let key = put(&mut slab, value);
                assert_eq!((key.index(), key.generation().get()), (values + value, 2));
                assert_eq!((slab.len(), **slab.get(key).unwrap()), (value as usize + 1, value));
                reaches_none(&mut slab, &stale);
            }
            assert!(slab.values().map(|value| **value).eq(0..4));
            assert!(slab.into_iter().all(|(_, value)| Rc::strong_count(&value) == 1));
        }
    }

    #[test]
    fn a_spent_entry_among_others_is_passed_over_once() {
        let mut slab: Values = (0..4).map(Rc::new).collect();
        let keys: Vec<_> = slab.keys().collect();
        // The list is 2, 1, 3; entry 2 and then 1 have one generation left.
        for index in [3, 1, 2] {
            slab.remove(keys[index]);
        }
        slab.entries[1].age();
        slab.entries[2].age();
        let last = [put(&mut slab, 10), put(&mut slab, 11)];
        assert_eq!(last.map(Key::index), [2, 1]);
        for key in last {
            slab.remove(key);
        }
        let next = [put(&mut slab, 20), put(&mut slab, 21)];
        assert_eq!(next.map(Key::index), [3, 4], "the free one, and then a new one");
        reaches_none(&mut slab, &[&keys[1..], &last].concat());
        // Off the list they stay, whatever is done to the slab.
        slab.clear();
        let mut slab = slab.clone();
        let again = [(); 4].map(|()| put(&mut slab, 30).index());
        assert!(!again.contains(&1) && !again.contains(&2));
        reaches_none(&mut slab, &[&keys[..], &last, &next].concat());
    }

    #[test]
    fn a_vacant_entry_is_not_a_spent_one() {
        let (mut slab, stale) = spent(2);
        assert_eq!(slab.vacant_entry().key().index(), 2);
        let place = slab.vacant_entry();
        let key = place.key();
        assert_eq!((key.index(), key.generation().get()), (2, 2));
        place.insert(Rc::new(7));
        assert_eq!(slab.get(key).map(|value| **value), Some(7));
        reaches_none(&mut slab, &stale);
    }

    #[test]
    fn a_value_that_moves_on_is_dropped_once() {
        let (mut slab, _) = spent(1);
        let value = Rc::new(1);
        let key = slab.insert(Rc::clone(&value));
        assert_eq!((Rc::strong_count(&value), slab.len()), (2, 1));
        drop(slab.clone());
        assert_eq!(Rc::strong_count(&value), 2);
        assert!(slab.remove(key).is_some_and(|taken| Rc::ptr_eq(&taken, &value)));
        assert_eq!(Rc::strong_count(&value), 1);
    }
}
