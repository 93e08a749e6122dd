//! Destructors run once, or as often as the program says.

use std::{
    borrow::{Borrow, BorrowMut},
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap},
    error::Error,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
};

use arena_alloc::{Arena, ArenaBox};

/// Counts its drops, and may panic then.
struct Noisy<'c> {
    drops: &'c Cell<usize>,
    panics: bool,
    text: String,
}

impl Drop for Noisy<'_> {
    fn drop(&mut self) {
        self.drops.set(self.drops.get() + 1);
        assert!(!self.panics, "as it was told");
    }
}

fn noisy(drops: &Cell<usize>, panics: bool) -> Noisy<'_> {
    Noisy { drops, panics, text: "on the heap".into() }
}

#[test]
fn a_box_drops_its_value_once() {
    let drops = Cell::new(0);
    let arena = Arena::new();
    let mut boxed = arena.alloc_box(noisy(&drops, false));
    boxed.text.push('!');
    assert_eq!((drops.get(), &*boxed.text), (0, "on the heap!"));
    drop(boxed);
    assert_eq!(drops.get(), 1);
    drop(arena);
    assert_eq!(drops.get(), 1);
}

#[test]
fn a_destructor_that_panics_ran() {
    let drops = Cell::new(0);
    let arena = Arena::new();
    let boxed = arena.alloc_box(noisy(&drops, true));
    catch_unwind(AssertUnwindSafe(|| drop(boxed))).unwrap_err();
    assert_eq!(drops.get(), 1);
    let again = arena.alloc_box(noisy(&drops, false));
    let others: Vec<_> = (0..3).map(|n| arena.alloc_box(noisy(&drops, n == 1))).collect();
    catch_unwind(AssertUnwindSafe(|| drop(others))).unwrap_err();
    assert_eq!(drops.get(), 4);
    drop(again);
    assert_eq!(drops.get(), 5);
}

#[test]
fn a_forgotten_box_leaves_its_bytes_to_the_next_reset() {
    let drops = Cell::new(0);
    let mut arena = Arena::new();
    let mut value = noisy(&drops, false);
    value.text = String::new();
    mem::forget(arena.alloc_box(value));
    arena.reset();
    arena.alloc_slice_copy(&[0xFF_u8; 500]);
    drop(arena);
    assert_eq!(drops.get(), 0);
}

#[test]
fn the_inner_value_leaves_alive() {
    let drops = Cell::new(0);
    let arena = Arena::new();
    let value = ArenaBox::into_inner(arena.alloc_box(noisy(&drops, false)));
    drop(arena);
    assert_eq!((drops.get(), &*value.text), (0, "on the heap"));
    drop(value);
    assert_eq!(drops.get(), 1);
}

#[test]
fn leaking_skips_the_destructor() {
    let drops = Cell::new(0);
    let arena = Arena::new();
    let leaked = ArenaBox::leak(arena.alloc_box(noisy(&drops, false)));
    leaked.text = String::new();
    let leaked = arena.alloc_leak(noisy(&drops, false));
    leaked.text = String::new();
    drop(arena);
    assert_eq!(drops.get(), 0);
}

#[test]
fn a_destructor_may_use_the_arena() {
    struct Writes<'a>(&'a Arena, &'a RefCell<Vec<&'a str>>);
    impl Drop for Writes<'_> {
        fn drop(&mut self) {
            self.1.borrow_mut().push(self.0.alloc_str("dropped"));
        }
    }
    let arena = Arena::new();
    let said = RefCell::new(Vec::new());
    drop(arena.alloc_box(Writes(&arena, &said)));
    drop(arena.alloc_box(Writes(&arena, &said)));
    assert_eq!(*said.borrow(), ["dropped", "dropped"]);
}

#[test]
fn a_box_outside_its_thread() {
    let arena = Arena::new();
    let mut boxed = arena.alloc_box(vec![1]);
    std::thread::scope(|scope| {
        scope.spawn(|| boxed.push(2));
        // The arena stays in use meanwhile.
        arena.alloc(3);
    });
    assert_eq!(*boxed, [1, 2]);
}

#[test]
fn boxes_show_their_values() {
    let arena = Arena::new();
    let boxed = arena.alloc_box(Rc::new(5));
    assert_eq!((format!("{boxed:?}"), format!("{boxed}")), ("5".into(), "5".into()));
}

#[test]
fn a_box_compares_orders_and_hashes_as_its_value() {
    let arena = Arena::new();
    let other = Arena::new();
    let (one, two) = (arena.alloc_box(String::from("one")), other.alloc_box(String::from("two")));
    assert!(one != two && one < two && one == other.alloc_box(String::from("one")));
    assert_eq!(
        (one.cmp(&two), one.partial_cmp(&two)),
        ("one".cmp("two"), "one".partial_cmp("two"))
    );
    // Not equal to itself, nor in any order, if the value is not.
    let nan = arena.alloc_box(f32::NAN);
    assert!(nan.partial_cmp(&nan).is_none() && nan.eq(&nan) == f32::NAN.eq(&f32::NAN));
    // Looked up by the value that it borrows as: `Eq`, `Hash` and `Ord` are the value's own.
    let hashed = HashMap::from([(arena.alloc_box(String::from("key")), 1)]);
    let ordered = BTreeMap::from([(arena.alloc_box(String::from("key")), 2)]);
    let key = String::from("key");
    assert_eq!((hashed.get(&key), ordered.get(&key)), (Some(&1), Some(&2)));
    assert!(!hashed.contains_key(&String::from("no key")));
}

#[test]
fn a_box_lends_its_value() {
    let arena = Arena::new();
    let mut slice = arena.alloc_box_slice_from_iter([3_u8, 1, 2]);
    AsMut::<[u8]>::as_mut(&mut slice)[0] = 4;
    BorrowMut::<[u8]>::borrow_mut(&mut slice).sort_unstable();
    assert_eq!(AsRef::<[u8]>::as_ref(&slice), [1, 2, 4]);
    assert_eq!(Borrow::<[u8]>::borrow(&slice), [1, 2, 4]);
    assert_eq!(format!("{slice:p}"), format!("{:p}", &raw const *slice));
}

#[derive(Debug)]
struct Outer(std::num::ParseIntError);
impl std::fmt::Display for Outer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("outer")
    }
}
impl Error for Outer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

#[test]
fn a_boxed_iterator_iterates_and_a_boxed_error_tells_its_source() {
    let arena = Arena::new();
    let mut numbers = arena.alloc_box(0..9);
    assert_eq!((numbers.len(), numbers.size_hint()), (9, (9, Some(9))));
    assert_eq!(
        (numbers.nth(1), numbers.nth_back(1), numbers.next_back()),
        (Some(1), Some(7), Some(6))
    );
    assert!(numbers.by_ref().eq(2..6) && numbers.next().is_none());
    let inner = "x".parse::<u8>().expect_err("no number");
    let error = arena.alloc_box(Outer(inner.clone()));
    assert_eq!(error.source().map(ToString::to_string), Some(inner.to_string()));
}

#[test]
fn boxes_of_nothing_drop_it_once() {
    thread_local!(static DROPS: Cell<usize> = const { Cell::new(0) });
    #[repr(align(64))]
    struct Nothing;
    impl Drop for Nothing {
        fn drop(&mut self) {
            assert_eq!((&raw const *self).addr() % 64, 0);
            DROPS.set(DROPS.get() + 1);
        }
    }

    let arena = Arena::new();
    drop(arena.alloc_box(Nothing));
    mem::forget(arena.alloc_box(Nothing));
    drop(ArenaBox::into_inner(arena.alloc_box(Nothing)));
    assert_eq!((DROPS.take(), arena.used()), (2, 0));
    let all = arena.alloc_box_slice_from_iter((0..9).map(|_| Nothing));
    assert_eq!((all.len(), DROPS.get()), (9, 0));
    drop(all);
    assert_eq!(DROPS.take(), 9);
    let half = (0..9).map(|n| {
        assert!(n < 5);
        Nothing
    });
    catch_unwind(AssertUnwindSafe(|| drop(arena.alloc_box_slice_from_iter(half)))).unwrap_err();
    assert_eq!((DROPS.take(), arena.used()), (5, 0));
}
