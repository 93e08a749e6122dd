//@ pass
use arena_alloc::{Arena, ArenaBox};

struct Node<'a> {
    next: core::cell::Cell<Option<&'a Node<'a>>>,
}

/// Borrows shrink as they should.
fn shorter<'a>(boxed: ArenaBox<'a, &'static str>) -> ArenaBox<'a, &'a str> {
    boxed
}

fn main() {
    let mut arena = Arena::new();
    // A graph with a cycle.
    let a = &*arena.alloc(Node { next: None.into() });
    let b = &*arena.alloc(Node { next: Some(a).into() });
    a.next.set(Some(b));
    // Types with destructors, by the ways that the message names.
    arena.alloc_leak(String::new());
    drop(arena.alloc_box(String::new()));
    shorter(arena.alloc_box("x"));
    arena.reset();
    // Scopes hold what borrows from outside, also from an outer scope.
    let local = String::from("local");
    arena.scope(|outer| {
        let held: &mut Option<&str> = outer.alloc(Some(&local));
        let parent = &*outer.alloc(Node { next: None.into() });
        outer.scope(|inner| {
            let child = inner.alloc(Node { next: Some(parent).into() });
            assert!(child.next.get().is_some());
            *held = Some(&local);
            inner.alloc_slice_from_iter([&*held]);
        });
    });
    // A graph with a cycle, of values with destructors of their own fields.
    struct Named<'a>(String, core::cell::Cell<Option<&'a Named<'a>>>);
    let typed = arena_alloc::TypedArena::new();
    let a = &*typed.alloc(Named(String::from("a"), None.into()));
    let b = &*typed.alloc(Named(String::from("b"), Some(a).into()));
    a.1.set(Some(b));
    assert_eq!(a.1.get().map(|b| &*b.0), Some("b"));
    let sent = std::thread::spawn(move || arena.reserved());
    sent.join().unwrap();
}
