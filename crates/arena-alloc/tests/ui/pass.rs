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
    let sent = std::thread::spawn(move || arena.reserved());
    sent.join().unwrap();
}
