mod spent;

use alloc::{collections::TryReserveError, vec::Vec};
use core::{
    array, fmt,
    ops::{Index, IndexMut},
};

use crate::{Drain, Iter, IterMut, Key, SlabFull, VacantEntry, raw::Entry};

/// No free entry: no entry has this number.
const NONE: u32 = u32::MAX;

/// Values under [`Key`]s that the slab hands out, in one allocation.
///
/// [`insert`](Self::insert), [`get`](Self::get) and [`remove`](Self::remove) are O(1): an array access and a
/// comparison of generations. A key of a value that was removed finds nothing, whatever came to its place. An
/// entry takes 2³¹ - 1 values, then never more: the slab is one entry larger than it needs to be.
///
/// Memory: the value's size and 8 bytes (rounded up to its alignment) an entry, and as many entries as
/// there were ever values at once; [`clear`](Self::clear) and [`remove`](Self::remove) keep them.
/// Iterating is O(entries), in the order of their numbers.
///
/// One thread uses it, as a `Vec`; it is `Send` and `Sync` as its values are.
///
/// ```
/// use obj_pool::Slab;
///
/// let mut sessions = Slab::new();
/// let (ann, bob) = (sessions.insert("Ann"), sessions.insert("Bob"));
/// assert_eq!(sessions.get(ann), Some(&"Ann"));
/// assert_eq!(sessions.remove(ann), Some("Ann"));
/// let cid = sessions.insert("Cid"); // in Ann's place, but not under her key
/// assert_eq!(cid.index(), ann.index());
/// assert_eq!(sessions.get(ann), None);
/// assert_eq!((sessions[bob], sessions[cid]), ("Bob", "Cid"));
/// ```
#[derive(Clone)]
pub struct Slab<T> {
    entries: Vec<Entry<T>>,
    /// The entry that was freed last, or `NONE`; each free entry names the next. One that is spent is
    /// among them until an insertion comes upon it, and then never more.
    free: u32,
    len: u32,
}

impl<T> Slab<T> {
    /// An empty slab. It allocates nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new(), free: NONE, len: 0 }
    }

    /// An empty slab with room for `capacity` values.
    ///
    /// # Panics
    ///
    /// If there is no memory for so many, as in `Vec`.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { entries: Vec::with_capacity(capacity), free: NONE, len: 0 }
    }

    /// How many values there are.
    #[must_use]
    #[inline]
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there are none.
    #[must_use]
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many entries it has room for without another allocation.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.entries.capacity()
    }

    /// Makes room for `additional` values more, so that as many insertions allocate nothing.
    ///
    /// # Panics
    ///
    /// If there is no memory for so many, as in `Vec`.
    pub fn reserve(&mut self, additional: usize) {
        self.entries.reserve(self.missing(additional));
    }

    /// [`reserve`](Self::reserve) without a panic.
    ///
    /// # Errors
    ///
    /// If there is no memory for so many. The slab is as it was.
    pub fn try_reserve(&mut self, additional: usize) -> Result<(), TryReserveError> {
        self.entries.try_reserve(self.missing(additional))
    }

    /// How many new entries so many values take, beside those that are free. (Spent ones count as
    /// free: at worst there is room for a few too few.)
    fn missing(&self, additional: usize) -> usize {
        additional.saturating_sub(self.entries.len() - self.len())
    }

    /// Gives back the memory of entries that never had a value. Those that had one stay, for their old keys
    /// must find nothing.
    ///
    /// ```
    /// # use obj_pool::Slab;
    /// let mut slab = Slab::with_capacity(100);
    /// slab.insert('a');
    /// slab.shrink_to_fit();
    /// assert!(slab.capacity() < 100);
    /// ```
    pub fn shrink_to_fit(&mut self) {
        self.entries.shrink_to_fit();
    }

    /// Puts a value in, at the place that was freed last.
    ///
    /// # Panics
    ///
    /// If 2³² - 1 entries are in use, or there is no memory for another one.
    /// [`try_insert`](Self::try_insert) gives the value back instead, in the first case.
    #[inline]
    pub fn insert(&mut self, value: T) -> Key {
        match self.try_insert(value) {
            Ok(key) => key,
            Err(error) => full(&error),
        }
    }

    /// Puts a value in, if a key is left for it.
    ///
    /// # Errors
    ///
    /// If 2³² - 1 entries are in use: the value comes back.
    #[inline]
    pub fn try_insert(&mut self, value: T) -> Result<Key, SlabFull<T>> {
        // The slab's own fields are read first and written last, here and in `remove`: an entry's store
        // between them would have the compiler think that it changes them, and load them again.
        let (index, len) = (self.free, self.len);
        let Some(entry) = self.entries.get_mut(index as usize) else { return self.grow(value) };
        let next_free = entry.next_free;
        let key = entry.fill(index, value);
        (self.free, self.len) = (next_free, len + 1);
        // To ask this last, when all is stored, lets the compiler join an insertion with the removal before
        // it; to ask before, or at the removal, costs half as much again as the whole pair.
        let Some(key) = key else {
            let elsewhere;
            (elsewhere, self.free, self.len) = self.insert_elsewhere(index);
            return elsewhere;
        };
        Ok(key)
    }

    fn grow(&mut self, value: T) -> Result<Key, SlabFull<T>> {
        let Some(key) = self.next_new() else { return Err(SlabFull(value)) };
        self.entries.push(Entry::full(value));
        // None is free, as before; but a removal that is joined need not load it.
        (self.free, self.len) = (NONE, self.len + 1);
        Ok(key)
    }

    /// The first key of an entry that is not there yet.
    fn next_new(&self) -> Option<Key> {
        let index = u32::try_from(self.entries.len()).ok().filter(|index| *index != NONE)?;
        Entry::<T>::first_key(index)
    }

    /// The place for the next value, whose key can be seen before the value is there.
    ///
    /// ```
    /// # use obj_pool::{Key, Slab};
    /// struct Node { me: Key }
    ///
    /// let mut nodes = Slab::new();
    /// let place = nodes.vacant_entry();
    /// let key = place.key();
    /// place.insert(Node { me: key });
    /// assert_eq!(nodes[key].me, key);
    /// ```
    ///
    /// # Panics
    ///
    /// If 2³² - 1 entries are in use; [`try_vacant_entry`](Self::try_vacant_entry) gives `None` then.
    #[inline]
    pub fn vacant_entry(&mut self) -> VacantEntry<'_, T> {
        let Some(entry) = self.try_vacant_entry() else { panic!("{}", SlabFull(())) };
        entry
    }

    /// The place for the next value, if a key is left for it.
    #[inline]
    pub fn try_vacant_entry(&mut self) -> Option<VacantEntry<'_, T>> {
        self.skip_spent();
        let index = self.free;
        let key = match self.entries.get(index as usize) {
            Some(entry) => entry.next_key(index),
            None => self.next_new(),
        }?;
        Some(VacantEntry::new(self, key))
    }

    /// Whether the key's value is there.
    #[must_use]
    #[inline]
    pub fn contains(&self, key: Key) -> bool {
        self.get(key).is_some()
    }

    /// The key's value. `None` if it was removed.
    #[must_use]
    #[inline]
    pub fn get(&self, key: Key) -> Option<&T> {
        self.entries.get(key.index() as usize)?.get(key)
    }

    /// The key's value, to change it. `None` if it was removed.
    #[must_use]
    #[inline]
    pub fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        self.entries.get_mut(key.index() as usize)?.get_mut(key)
    }

    /// The values of several keys at once, to change them, in the order of the keys. `None` if one of them was
    /// removed, or two keys are the same. O(N log N).
    ///
    /// ```
    /// # use obj_pool::Slab;
    /// let mut slab = Slab::new();
    /// let (a, b) = (slab.insert(1), slab.insert(2));
    /// let [x, y] = slab.get_disjoint_mut([a, b]).expect("both are there");
    /// std::mem::swap(x, y);
    /// assert_eq!((slab[a], slab[b]), (2, 1));
    /// assert!(slab.get_disjoint_mut([a, a]).is_none());
    /// ```
    #[must_use]
    pub fn get_disjoint_mut<const N: usize>(&mut self, keys: [Key; N]) -> Option<[&mut T; N]> {
        let mut order: [usize; N] = array::from_fn(|at| at);
        order.sort_unstable_by_key(|&at| keys[at]);
        let (mut entries, mut passed) = (self.entries.iter_mut(), 0);
        let mut values = [const { None }; N];
        for at in order {
            // One that has passed already is this key's twin's.
            let entry = entries.nth(keys[at].index().checked_sub(passed)? as usize)?;
            passed = keys[at].index() + 1;
            values[at] = Some(entry.get_mut(keys[at])?);
        }
        Some(values.map(|value| value.unwrap_or_else(|| unreachable!("each was found"))))
    }

    /// Takes the key's value out. `None` if that was done already. The key finds nothing from then on.
    #[inline]
    pub fn remove(&mut self, key: Key) -> Option<T> {
        let (free, len) = (self.free, self.len);
        let entry = self.entries.get_mut(key.index() as usize)?;
        let value = entry.take(key)?;
        entry.next_free = free;
        (self.free, self.len) = (key.index(), len - 1);
        Some(value)
    }

    /// Removes and drops each value for which `keep` says `false`, in the order of the entries.
    ///
    /// ```
    /// # use obj_pool::Slab;
    /// let mut slab = Slab::from_iter([1, 2, 3, 4]);
    /// slab.retain(|_, value| *value % 2 == 0);
    /// assert!(slab.values().eq(&[2, 4]));
    /// ```
    pub fn retain(&mut self, mut keep: impl FnMut(Key, &mut T) -> bool) {
        for index in 0..NONE {
            let Some(entry) = self.entries.get_mut(index as usize) else { return };
            let Some(key) = entry.key(index) else { continue };
            if entry.get_mut(key).is_some_and(|value| !keep(key, value)) {
                drop(self.remove(key));
            }
        }
    }

    /// Removes and drops all values. Their keys find nothing from then on; the memory is kept.
    pub fn clear(&mut self) {
        self.retain(|_, _| false);
    }

    /// Removes all values, and gives each with the key that it had. Dropping the iterator drops those
    /// that it has not given.
    pub fn drain(&mut self) -> Drain<'_, T> {
        Drain::new(self)
    }

    /// The values and their keys, in the order of the entries.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::new(&self.entries, self.len())
    }

    /// The values, to change them, and their keys, in the order of the entries.
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        let len = self.len();
        IterMut::new(&mut self.entries, len)
    }

    /// The keys, in the order of the entries.
    #[must_use]
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = Key> + ExactSizeIterator {
        self.iter().map(|(key, _)| key)
    }

    /// The values, in the order of the entries.
    #[must_use]
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        self.iter().map(|(_, value)| value)
    }

    /// The values, to change them, in the order of the entries.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut T> + ExactSizeIterator {
        self.iter_mut().map(|(_, value)| value)
    }

    pub(crate) fn into_parts(self) -> (Vec<Entry<T>>, usize) {
        let len = self.len();
        (self.entries, len)
    }

    /// The key of the first value in entry `index` or after it.
    pub(crate) fn key_from(&self, index: u32) -> Option<Key> {
        (index..NONE).zip(self.entries.get(index as usize..)?).find_map(|(i, entry)| entry.key(i))
    }
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Index<Key> for Slab<T> {
    type Output = T;

    /// # Panics
    ///
    /// If the key's value was removed; [`Slab::get`] gives `None` then.
    #[inline]
    #[track_caller]
    fn index(&self, key: Key) -> &T {
        let Some(value) = self.get(key) else { stale() };
        value
    }
}

impl<T> IndexMut<Key> for Slab<T> {
    /// # Panics
    ///
    /// If the key's value was removed; [`Slab::get_mut`] gives `None` then.
    #[inline]
    #[track_caller]
    fn index_mut(&mut self, key: Key) -> &mut T {
        let Some(value) = self.get_mut(key) else { stale() };
        value
    }
}

#[cold]
#[track_caller]
fn full<T>(error: &SlabFull<T>) -> ! {
    panic!("{error}")
}

/// It does not say which key: to have that at hand is two instructions more for each look-up.
#[cold]
#[track_caller]
fn stale() -> ! {
    panic!("no value has this key (any more): use `get` where that may be")
}

impl<T> Extend<T> for Slab<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        values.into_iter().for_each(|value| {
            self.insert(value);
        });
    }
}

impl<T> FromIterator<T> for Slab<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut slab = Self::new();
        slab.extend(values);
        slab
    }
}

impl<T: fmt::Debug> fmt::Debug for Slab<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}
