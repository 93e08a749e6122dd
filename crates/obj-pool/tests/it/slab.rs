use std::{
    cell::{Cell, RefCell},
    mem,
    rc::Rc,
};

use obj_pool::{Key, Slab, SlabFull};

use crate::support::panics;

#[test]
fn a_stale_key_reaches_nothing_new() {
    let mut slab = Slab::new();
    let first = slab.insert(0);
    let mut key = first;
    for round in 1..100 {
        assert_eq!(slab.remove(key), Some(round - 1));
        let next = slab.insert(round);
        assert_eq!(next.index(), key.index());
        assert!(next > key && next.generation().get() % 2 == 0);
        assert!(slab.get(key).is_none() && slab.remove(key).is_none() && !slab.contains(first));
        key = next;
    }
    let other = slab.insert(7);
    assert_eq!((slab.len(), slab.remove(other), slab.len()), (2, Some(7), 1));
}

#[test]
fn bits_that_no_key_has() {
    for bits in [0, 7, 1 << 32, u64::from(u32::MAX) << 32 | 3] {
        assert_eq!(Key::from_bits(bits), None);
    }
    let key = Key::from_bits(u64::MAX - (1 << 32)).unwrap();
    assert_eq!((key.index(), key.generation().get()), (u32::MAX, u32::MAX - 1));
    let mut slab = Slab::from_iter([1]);
    assert!(slab.get(key).is_none() && slab.get_mut(key).is_none() && slab.remove(key).is_none());
    assert!(slab.get_disjoint_mut([key, key]).is_none());
    let foreign = Key::from_bits(2 << 32 | 5).unwrap();
    assert_eq!(slab.get(foreign), None);
    assert_eq!(format!("{foreign:?}"), "Key(5v2)");
}

#[test]
fn memory_is_kept_and_reserved() {
    let mut slab = Slab::with_capacity(4);
    assert!(slab.capacity() >= 4 && slab.is_empty());
    slab.extend(0..4);
    let capacity = slab.capacity();
    slab.clear();
    assert_eq!((slab.len(), slab.capacity()), (0, capacity));
    slab.reserve(4);
    assert_eq!(slab.capacity(), capacity, "the free entries are enough");
    slab.try_reserve(100).unwrap();
    assert!(slab.capacity() >= 100);
    assert!(slab.try_reserve(usize::MAX).is_err());
}

/// A slab can be made in a constant.
const EMPTY: Slab<u8> = Slab::new();

#[test]
fn a_constant_slab_is_empty() {
    assert!(EMPTY.is_empty() && EMPTY.iter().next().is_none() && EMPTY.capacity() == 0);
}

#[test]
fn an_error_gives_the_value_back() {
    let error = SlabFull(String::from("x"));
    assert!(error.to_string().contains("remove some"));
    assert_eq!((format!("{error:?}"), error.0.as_str()), ("SlabFull { .. }".into(), "x"));
}

#[test]
fn several_at_once() {
    let mut slab = Slab::from_iter(["a", "b", "c", "d"]);
    let [a, b, c, d] = [0, 1, 2, 3].map(|at| slab.keys().nth(at).unwrap());
    assert_eq!(slab.get_disjoint_mut([d, a, b]), Some([&mut "d", &mut "a", &mut "b"]));
    assert_eq!(slab.get_disjoint_mut([]), Some([]));
    for twins in [[a, a, b], [a, b, a], [b, a, a]] {
        assert!(slab.get_disjoint_mut(twins).is_none());
    }
    slab.remove(b);
    let new = slab.insert("e");
    assert_eq!(new.index(), b.index());
    for gone in [[b, c], [c, b], [b, new], [new, b]] {
        assert!(slab.get_disjoint_mut(gone).is_none());
    }
    let beyond = Key::from_bits(2 << 32 | u64::from(u32::MAX)).unwrap();
    assert!(slab.get_disjoint_mut([a, beyond]).is_none());
    assert_eq!(slab.get_disjoint_mut([new, c]), Some([&mut "e", &mut "c"]));
}

#[test]
fn indexing_panics_for_a_stale_key() {
    let mut slab = Slab::from_iter([1]);
    let key = slab.keys().next().unwrap();
    slab[key] += 1;
    assert_eq!(slab[key], 2);
    slab.clear();
    panics(|| slab[key]);
    panics(|| slab[key] = 1);
}

#[test]
fn iterators_know_how_many_are_left() {
    let mut slab: Slab<_> = (0..6).collect();
    let keys: Vec<_> = slab.keys().collect();
    for index in [0, 3, 5] {
        slab.remove(keys[index]);
    }
    let mut iter = slab.iter();
    assert_eq!(
        (iter.len(), iter.next(), iter.next_back()),
        (3, Some((keys[1], &1)), Some((keys[4], &4)))
    );
    let again = iter.clone();
    assert_eq!(
        (iter.len(), iter.next(), iter.next(), iter.next_back()),
        (1, Some((keys[2], &2)), None, None)
    );
    assert_eq!((again.len(), iter.size_hint()), (1, (0, Some(0))));
    slab.iter_mut().rev().for_each(|(key, value)| *value += i64::from(key.index()) * 10);
    assert!(slab.values_mut().map(|value| *value).eq([11, 22, 44]));
    assert_eq!(format!("{slab:?}"), "{Key(1v2): 11, Key(2v2): 22, Key(4v2): 44}");
    let mut drain = slab.drain();
    assert_eq!((drain.len(), drain.next()), (3, Some((keys[1], 11))));
    mem::forget(drain);
    assert_eq!(slab.len(), 2);
    let mut rest = slab.into_iter();
    assert_eq!((rest.len(), rest.next_back(), rest.len()), (2, Some((keys[4], 44)), 1));
}

/// Counts its drops; may panic in one.
struct Fragile<'a>(&'a Cell<usize>, bool);

impl Drop for Fragile<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
        assert!(!mem::take(&mut self.1), "planned");
    }
}

#[test]
fn a_drop_that_panics_costs_no_other_value() {
    type End = fn(&mut Slab<Fragile<'_>>);
    let ends: [End; 3] =
        [|slab| slab.clear(), |slab| slab.retain(|_, _| false), |slab| drop(slab.drain())];
    for end in ends {
        let drops = Cell::new(0);
        let mut slab: Slab<_> = (0..5).map(|i| Fragile(&drops, i == 2)).collect();
        let keys: Vec<_> = slab.keys().collect();
        panics(|| end(&mut slab));
        assert_eq!(slab.len() + drops.get(), 5);
        assert!(keys[..3].iter().all(|key| !slab.contains(*key)));
        let new = slab.insert(Fragile(&drops, false));
        assert!(slab.contains(new) && !keys.contains(&new));
        drop(slab);
        assert_eq!(drops.get(), 6);
    }
}

#[test]
fn a_drop_that_panics_in_the_slabs_own() {
    let drops = Cell::new(0);
    let slab: Slab<_> = (0..5).map(|i| Fragile(&drops, i == 2)).collect();
    panics(|| drop(slab));
    assert_eq!(drops.get(), 5);
}

#[test]
fn a_callback_that_panics_leaves_the_rest() {
    let mut slab: Slab<_> = (0..4).map(Rc::new).collect();
    panics(|| {
        slab.retain(|_, value| {
            assert!(**value < 2, "planned");
            false
        });
    });
    assert!(slab.values().map(|value| **value).eq([2, 3]));
    panics(|| slab.extend((0..4).map(|i| if i == 2 { panic!("planned") } else { Rc::new(i) })));
    assert_eq!(slab.len(), 4);
}

#[test]
fn a_clone_that_panics_leaks_nothing() {
    struct Grumpy<'a>(&'a RefCell<Vec<u8>>, u8);
    impl Clone for Grumpy<'_> {
        fn clone(&self) -> Self {
            assert!(self.1 < 2, "planned");
            self.0.borrow_mut().push(self.1);
            Self(self.0, self.1)
        }
    }
    impl Drop for Grumpy<'_> {
        fn drop(&mut self) {
            self.0.borrow_mut().retain(|one| *one != self.1);
        }
    }
    let clones = RefCell::new(Vec::new());
    let slab: Slab<_> = (0..3).map(|i| Grumpy(&clones, i)).collect();
    panics(|| slab.clone());
    assert!(clones.borrow().is_empty());
}

#[test]
fn values_of_no_size_and_of_great_alignment() {
    #[derive(Debug, Default, PartialEq)]
    #[repr(align(256))]
    struct Page(u8);

    let mut nothing = Slab::from_iter([(), ()]);
    let key = nothing.insert(());
    assert_eq!((nothing.remove(key), nothing.remove(key), nothing.len()), (Some(()), None, 2));
    let pages = Slab::from_iter([Page(1), Page(2)]);
    assert!(pages.values().all(|page| (&raw const *page).addr() % 256 == 0));
}

#[test]
fn a_keys_size() {
    assert_eq!((size_of::<Key>(), size_of::<Option<Key>>()), (8, 8));
}

/// `fold` walks by a loop of its own: it gives what `next` would have given, from wherever it begins.
#[test]
fn folding_gives_what_stepping_gives() {
    let mut slab: Slab<String> = (0..9).map(|value| value.to_string()).collect();
    let keys: Vec<_> = slab.keys().collect();
    for index in [0, 3, 4, 8] {
        slab.remove(keys[index]);
    }
    for (front, back) in [(0, 0), (1, 0), (0, 1), (2, 2), (5, 0), (6, 0)] {
        let mut stepped = Vec::new();
        let mut iter = slab.iter();
        assert_eq!(iter.by_ref().take(front).count(), front.min(5));
        assert_eq!(iter.by_ref().rev().take(back).count(), back);
        let folded = iter.clone().fold(Vec::new(), |mut all, pair| {
            all.push(pair);
            all
        });
        // A `for` loop steps; `collect` and `extend` might fold.
        for pair in iter {
            stepped.push(pair);
        }
        assert_eq!((folded.len(), &folded), (5_usize.saturating_sub(front + back), &stepped));
        assert!(folded.iter().all(|(key, value)| std::ptr::eq(&raw const slab[*key], *value)));
    }
    slab.iter_mut().for_each(|(key, value)| value.push_str(&key.index().to_string()));
    let all = slab.into_iter().fold(String::new(), |all, (_, value)| all + &value);
    assert_eq!(all, "1122556677");
}

/// What a fold that unwinds has not come to is dropped, once, and so is what it was given.
#[test]
fn a_fold_that_unwinds_drops_the_rest_once() {
    let value = std::rc::Rc::new(());
    let slab: Slab<_> = (0..5).map(|_| value.clone()).collect();
    let unwound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        slab.into_iter().fold(0, |seen, _given| {
            assert!(seen < 2, "as planned");
            seen + 1
        })
    }));
    assert!(unwound.is_err());
    assert_eq!(std::rc::Rc::strong_count(&value), 1);
}
