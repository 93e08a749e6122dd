//! Values of one type, each dropped once.

use std::{
    cell::{Cell, RefCell},
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
};

use arena_alloc::TypedArena;

/// Writes its number down when dropped; may panic then.
struct Noted<'n>(&'n RefCell<Vec<usize>>, usize, bool);

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        self.0.borrow_mut().push(self.1);
        assert!(!self.2, "as told");
    }
}

const COUNT: usize = if cfg!(miri) { 300 } else { 5000 };

#[test]
fn values_stay_where_they_are() {
    let arena = TypedArena::new();
    let all: Vec<_> = (0..COUNT).map(|n| arena.alloc(n.to_string())).collect();
    assert!(all.iter().zip(0..).all(|(text, n)| **text == n.to_string()));
    for text in all {
        text.push('!');
    }
    assert_eq!(arena.len(), COUNT);
    assert!(arena.into_iter().zip(0..).all(|(text, n)| text == format!("{n}!")));
}

#[test]
fn destructors_run_once_and_in_order() {
    let drops = RefCell::default();
    let arena = TypedArena::new();
    for n in 0..COUNT {
        arena.alloc(Noted(&drops, n, false));
    }
    arena.alloc_extend((COUNT..COUNT + 50).map(|n| Noted(&drops, n, false)));
    assert!(drops.borrow().is_empty());
    drop(arena);
    assert!(drops.take().into_iter().eq(0..COUNT + 50));
}

#[test]
fn a_destructor_that_panics_stops_no_other() {
    for panics in [0, 5, 40, 290, 299] {
        let drops = RefCell::default();
        let arena = TypedArena::new();
        for n in 0..300 {
            arena.alloc(Noted(&drops, n, n == panics));
        }
        catch_unwind(AssertUnwindSafe(|| drop(arena))).unwrap_err();
        let mut dropped = drops.take();
        dropped.sort_unstable();
        assert!(dropped.into_iter().eq(0..300));
    }
}

#[test]
fn extending_may_use_the_arena_itself() {
    let arena = TypedArena::new();
    let all = arena.alloc_extend((0..40).map(|n| {
        arena.alloc(format!("alone {n}"));
        arena.alloc_extend((0..n).map(|m| format!("{m} in {n}")));
        format!("run {n}")
    }));
    assert!(all.iter().zip(0..).all(|(text, n)| *text == format!("run {n}")));
    assert_eq!(arena.len(), 40 + 40 + (0..40).sum::<usize>());
}

#[test]
fn an_iterator_that_uses_the_arena_and_panics() {
    let drops = RefCell::default();
    let arena = TypedArena::new();
    let values = (0..90).map(|n| {
        arena.alloc(Noted(&drops, n, false));
        arena.alloc_extend([Noted(&drops, 100 + n, false)]);
        assert!(n < 70);
        Noted(&drops, 200 + n, false)
    });
    catch_unwind(AssertUnwindSafe(|| _ = arena.alloc_extend(values))).unwrap_err();
    // What the run had is dropped, what the iterator added is not.
    assert!(drops.take().into_iter().eq(200..270));
    assert_eq!(arena.len(), 2 * 71);
    drop(arena);
    assert!(drops.take().into_iter().eq((0..71).flat_map(|n| [n, 100 + n])));
}

#[test]
fn an_iterator_that_panics_or_lies() {
    let drops = RefCell::default();
    let arena = TypedArena::new();
    arena.alloc(Noted(&drops, 0, false));
    let half = (1..9).map(|n| {
        assert!(n < 5);
        Noted(&drops, n, false)
    });
    catch_unwind(AssertUnwindSafe(|| _ = arena.alloc_extend(half))).unwrap_err();
    assert_eq!((arena.len(), drops.take().len()), (1, 4));
    for hint in [0, 1000, usize::MAX] {
        let numbers = TypedArena::new();
        let mut left = 10;
        let liar = Hinted(
            || {
                left -= 1;
                (left >= 0).then_some(left)
            },
            hint,
        );
        assert_eq!(numbers.alloc_extend(liar).len(), 10);
    }
}

struct Hinted<F>(F, usize);

impl<F: FnMut() -> Option<i32>> Iterator for Hinted<F> {
    type Item = i32;
    fn next(&mut self) -> Option<i32> {
        self.0()
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.1, Some(0))
    }
}

#[test]
fn nothing_counts_too() {
    struct Nothing<'c>(std::marker::PhantomData<&'c ()>);
    thread_local!(static DROPS: Cell<usize> = const { Cell::new(0) });
    impl Drop for Nothing<'_> {
        fn drop(&mut self) {
            DROPS.set(DROPS.get() + 1);
        }
    }
    let mut arena = TypedArena::new();
    for _ in 0..10 {
        arena.alloc(Nothing(std::marker::PhantomData));
    }
    arena.alloc_extend((0..10).map(|_| Nothing(std::marker::PhantomData)));
    assert_eq!((arena.len(), arena.iter_mut().count(), DROPS.get()), (20, 20, 0));
    drop(arena);
    assert_eq!(DROPS.get(), 20);
}

#[test]
fn iterators_know_their_length_and_drop_the_rest() {
    let drops = RefCell::default();
    let mut arena: TypedArena<_> = (0..100).map(|n| Noted(&drops, n, false)).collect();
    arena.alloc(Noted(&drops, 100, false));
    let mut seen = arena.iter_mut();
    assert_eq!((seen.len(), seen.next().map(|noted| noted.1)), (101, Some(0)));
    assert_eq!(seen.len(), 100);
    for noted in &mut arena {
        noted.1 += 1;
    }
    let mut rest = arena.into_iter();
    let first = rest.by_ref().take(60).count();
    assert_eq!((first, rest.len(), drops.borrow().len()), (60, 41, 60));
    assert!(format!("{rest:?}").contains("41"));
    drop(rest);
    assert_eq!(drops.borrow().len(), 101);
    assert!(drops.take().into_iter().eq(1..102));
}

#[test]
fn capacity_and_an_empty_arena() {
    let arena = TypedArena::with_capacity(10);
    let first = &raw mut *arena.alloc(0_usize);
    for n in 1..10 {
        assert_eq!((&raw mut *arena.alloc(n)).addr(), first.addr() + size_of::<usize>() * n);
    }
    let mut empty = TypedArena::<Rc<u8>>::default();
    assert!(empty.is_empty() && empty.alloc_extend([]).is_empty());
    assert_eq!(
        (empty.iter_mut().next().is_none(), format!("{empty:?}")),
        (true, "TypedArena { len: 0, .. }".into())
    );
    assert_eq!(empty.try_alloc(Rc::new(1)).map(|rc| **rc).ok(), Some(1));
}
