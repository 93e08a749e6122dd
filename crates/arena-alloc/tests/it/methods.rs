//! Each way to allocate, with what its callbacks may do.

use std::{
    cell::{Cell, RefCell},
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
};

use arena_alloc::{AllocError, Arena, ArenaBox, FormatError};

/// Counts how many are alive; each has text on the heap.
struct Counted<'c>(&'c Cell<isize>, String);

impl<'c> Counted<'c> {
    fn new(alive: &'c Cell<isize>, n: usize) -> Self {
        alive.set(alive.get() + 1);
        Self(alive, n.to_string())
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

fn unwinds<R>(call: impl FnOnce() -> R) {
    assert!(catch_unwind(AssertUnwindSafe(call)).is_err());
}

#[test]
fn slices_of_all_kinds() {
    let arena = Arena::new();
    assert_eq!(arena.alloc_slice_copy(&[1_u16, 2, 3]), [1, 2, 3]);
    assert_eq!(arena.alloc_slice_clone(&[Cell::new(4)])[0].get(), 4);
    assert_eq!(arena.alloc_slice_fill_with(3, |n| n * 2), [0, 2, 4]);
    assert_eq!(arena.alloc_slice_from_iter(5..8_u8), [5, 6, 7]);
    assert_eq!(arena.alloc_slice_from_iter((0..99_u8).filter(|n| n % 33 == 0)), [0, 33, 66]);
    assert_eq!(*arena.alloc_box_slice_from_iter([1, 2].map(|n| n.to_string())), ["1", "2"]);
    assert_eq!(arena.alloc_slice_fill_with(0, |_| -> u64 { unreachable!() }), []);
    assert_eq!(arena.alloc_slice_from_iter(std::iter::empty::<u64>()), []);
    assert_eq!(arena.alloc_slice_fill_with(1000, |_| ()).len(), 1000);
    assert_eq!(arena.alloc_slice_from_iter(vec![(); 1000]).len(), 1000);
}

#[test]
fn a_slice_from_an_iterator_is_no_larger_than_need_be() {
    let arena = Arena::new();
    arena.alloc_slice_from_iter((0..100_u64).filter(|n| n % 10 == 0));
    assert_eq!(arena.used(), 80);
    arena.alloc_slice_from_iter(std::iter::repeat_n(1_u8, 30).take_while(|_| true));
    assert_eq!(arena.used(), 112);
}

#[test]
fn an_iterator_may_use_the_arena() {
    let arena = Arena::new();
    let words =
        arena.alloc_slice_from_iter((0..100).map(|n| &*arena.alloc_fmt(format_args!("<{n}>"))));
    assert!(words.iter().zip(0..).all(|(word, n)| *word == format!("<{n}>")));
    let nested = arena.alloc_slice_fill_with(20, |n| &*arena.alloc_slice_fill_with(n, |m| n * m));
    assert!(
        nested
            .iter()
            .zip(0..)
            .all(|(inner, n)| inner.len() == n && inner.iter().sum::<usize>() % n.max(1) == 0)
    );
    let value = arena.alloc_with(|| [arena.alloc_str("within"), arena.alloc_str("twice")]);
    assert_eq!(*value, ["within", "twice"]);
}

/// Says one thing of its length and does another.
struct Liar(std::ops::Range<usize>, (usize, Option<usize>));

impl Iterator for Liar {
    type Item = usize;
    fn next(&mut self) -> Option<usize> {
        self.0.next()
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.1
    }
}

impl ExactSizeIterator for Liar {}

#[test]
fn what_an_iterator_says_of_its_length_is_not_believed() {
    let source = crate::fuzz::Source::default();
    for hint in [0, 3, 100, 1 << 30, usize::MAX / 16, usize::MAX] {
        for len in [0, 1, 50] {
            let arena = Arena::new_in(&source);
            let all = arena.alloc_slice_from_iter(Liar(0..len, (hint, Some(hint))));
            assert!(all.iter().copied().eq(0..len));
            let all = arena.alloc_box_slice_from_iter(Liar(0..len, (hint, Some(0))));
            assert!(all.iter().copied().eq(0..len));
        }
    }
}

#[test]
fn a_callback_that_panics_gives_the_room_back() {
    let arena = Arena::new();
    arena.alloc(1_u64);
    unwinds(|| _ = arena.alloc_with(|| -> [u8; 100] { panic!("as told") }));
    unwinds(|| _ = arena.alloc_try_with(|| -> Result<[u8; 100], ()> { panic!("as told") }));
    unwinds(|| _ = arena.alloc_slice_fill_with(9, |n| if n == 7 { panic!("as told") } else { n }));
    unwinds(|| _ = arena.alloc_slice_from_iter((0..9).inspect(|&n| assert!(n < 7))));
    unwinds(|| _ = arena.alloc_slice_clone(&[Fussy(0), Fussy(1), Fussy(2)]));
    assert_eq!(arena.used(), 8);
    // Not if what is behind it is taken.
    let mut kept = None;
    unwinds(|| {
        _ = arena.alloc_with(|| -> [u8; 100] {
            kept = Some(arena.alloc(7_u64));
            panic!("as told")
        });
    });
    arena.alloc([0xFF_u8; 500]);
    assert_eq!(kept.as_deref(), Some(&7));
}

struct Fussy(u64);

impl Clone for Fussy {
    fn clone(&self) -> Self {
        assert_ne!(self.0, 2);
        Self(self.0)
    }
}

#[test]
fn an_initialiser_that_fails_gives_the_room_back() {
    let arena = Arena::new();
    for _ in 0..10 {
        assert_eq!(arena.alloc_try_with(|| Err::<[u8; 500], _>("no")), Err("no"));
    }
    assert_eq!((arena.used(), arena.reserved()), (0, 1024));
    // The error may be a block of the arena, behind the room.
    let error = arena.alloc_try_with(|| Err::<[u64; 20], _>(arena.alloc_str("not yet")));
    arena.alloc([0xFF_u8; 500]);
    assert_eq!(error.map(|_| ()), Err(&mut *String::from("not yet")));
    assert_eq!(arena.alloc_try_with(|| Ok::<_, ()>(5)), Ok(&mut 5));
}

#[test]
fn owners_of_slices_drop_each_value_once() {
    let alive = Cell::new(0);
    let arena = Arena::new();
    let all = arena.alloc_box_slice_from_iter((0..50).map(|n| Counted::new(&alive, n)));
    assert_eq!((alive.get(), &*all[49].1), (50, "49"));
    drop(all);
    assert_eq!(alive.get(), 0);
    // The iterator panics half-way.
    unwinds(|| {
        arena.alloc_box_slice_from_iter((0..50).map(|n| {
            assert!(n < 30);
            Counted::new(&alive, n)
        }))
    });
    assert_eq!(alive.get(), 0);
    // There is no room half-way.
    arena.set_limit(Some(arena.reserved()));
    let refused = arena
        .try_alloc_box_slice_from_iter((0..5000).map(|n| Counted::new(&alive, n)).filter(|_| true));
    assert!(refused.is_err());
    assert_eq!(alive.get(), 0);
}

#[test]
fn a_slice_with_a_destructor_that_panics_drops_the_rest() {
    struct Bomb<'c>(&'c Cell<usize>, bool);
    impl Drop for Bomb<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
            assert!(!self.1, "as told");
        }
    }
    let drops = Cell::new(0);
    let arena = Arena::new();
    let all = arena.alloc_box_slice_from_iter((0..9).map(|n| Bomb(&drops, n == 4)));
    unwinds(|| drop(all));
    assert_eq!(drops.get(), 9);
    // While it is collected: the iterator unwinds, then nothing more must.
    drops.set(0);
    unwinds(|| {
        arena.alloc_box_slice_from_iter((0..9).map(|n| {
            assert!(n < 5);
            Bomb(&drops, false)
        }))
    });
    assert_eq!(drops.get(), 5);
}

#[test]
fn without_room_no_callback_is_called() {
    let arena = Arena::new();
    arena.set_limit(Some(0));
    let error = AllocError { requested: 24, limit_left: Some(0) };
    assert_eq!(arena.try_alloc_with(|| -> [u64; 3] { unreachable!() }), Err(error));
    assert_eq!(arena.try_alloc_slice_fill_with(3, |_| -> u64 { unreachable!() }), Err(error));
    assert_eq!(arena.try_alloc_slice_clone(&[1_u64, 2, 3]), Err(error));
    assert_eq!(arena.try_alloc_slice_copy(&[1_u64, 2, 3]), Err(error));
    assert_eq!(arena.try_alloc_uninit::<[u64; 3]>().map(|_| ()), Err(error));
    assert!(arena.try_alloc_slice_from_iter(0..9).is_err());
    assert!(arena.try_alloc_slice_fill_with(usize::MAX, |_| 0_u64).is_err());
    unwinds(|| arena.alloc_try_with(|| -> Result<u64, ()> { unreachable!() }));
    unwinds(|| arena.alloc_slice_fill_with(usize::MAX, |_| 0_u64));
    assert_eq!((arena.used(), arena.reserved()), (0, 0));
}

/// Writes with pauses, in which it may use the arena; may fail, or hide a failure.
struct Shown<'a>(&'a Arena, u8);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one,")?;
        match self.1 {
            0 => _ = self.0.alloc_str("between"),
            1 => return Err(fmt::Error),
            2 => _ = f.write_str(&"x".repeat(5000)),
            _ => panic!("as told"),
        }
        f.write_str("two")
    }
}

#[test]
fn formatted_text() {
    let arena = Arena::new();
    assert_eq!(arena.alloc_fmt(format_args!("plain")), "plain");
    assert_eq!(arena.alloc_fmt(format_args!("{:>5}|{}", 1, "\u{e9}")), "    1|\u{e9}");
    assert_eq!(arena.alloc_fmt(format_args!("{}", "")), "");
    assert_eq!(arena.alloc_fmt(format_args!("{}", Shown(&arena, 0))), "one,two");
    let before = arena.used();
    let one = Shown(&arena, 1);
    assert_eq!(arena.try_alloc_fmt(format_args!("{one}")), Err(FormatError::Format));
    unwinds(|| arena.alloc_fmt(format_args!("{one}")));
    unwinds(|| arena.alloc_fmt(format_args!("{}", Shown(&arena, 3))));
    assert_eq!(arena.used(), before);
    arena.set_limit(Some(arena.reserved()));
    let error = arena.try_alloc_fmt(format_args!("{}", Shown(&arena, 2))).unwrap_err();
    assert!(matches!(error, FormatError::NoRoom(_)), "a hidden failure must show: {error:?}");
    assert!(error.to_string().contains("raise the limit"));
    assert!(FormatError::Format.to_string().contains("implementation"));
}

#[test]
fn room_that_is_not_initialised() {
    let arena = Arena::new();
    let slot = arena.alloc_uninit::<[u64; 4]>();
    assert_eq!(slot.write([1; 4]), &[1; 4]);
    let boxed: ArenaBox<'_, [u8]> = arena.alloc_box_slice_from_iter([]);
    assert!(boxed.is_empty());
    assert_eq!(arena.used(), 32);
}

#[test]
fn a_collection_in_progress_survives_others_in_between() {
    let arena = Arena::new();
    let lists = RefCell::new(Vec::new());
    let outer = arena.alloc_slice_from_iter((0..30_usize).inspect(|&n| {
        lists.borrow_mut().push(arena.alloc_slice_from_iter((0..n).filter(|m| m % 2 == 0)));
    }));
    assert!(outer.iter().copied().eq(0..30));
    for (n, list) in lists.take().into_iter().enumerate() {
        assert!(list.iter().copied().eq((0..n).filter(|m| m % 2 == 0)));
    }
}

#[test]
fn copies_of_every_length() {
    let arena = Arena::new();
    let bytes: Vec<u8> = (1..=200).collect();
    for len in 0..bytes.len() {
        for start in [0, 1, 3].map(|start: usize| start.min(bytes.len() - len)) {
            let source = &bytes[start..start + len];
            let before = arena.alloc(0x5A_u8);
            let copy = arena.alloc_slice_copy(source);
            let after = arena.alloc(0x5A_u8);
            assert_eq!((&*copy, *before, *after), (source, 0x5A, 0x5A));
        }
    }
    let pointers: Vec<&u8> = bytes.iter().collect();
    for len in 0..9 {
        assert_eq!(arena.alloc_slice_copy(&pointers[..len]), &pointers[..len]);
    }
}
