//@ error: E0597
//! A destructor might look at another value that was dropped before.
use std::cell::Cell;

struct Node<'a>(Cell<Option<&'a Node<'a>>>);

impl Drop for Node<'_> {
    fn drop(&mut self) {
        self.0.get().map(|other| other.0.get().is_some());
    }
}

fn main() {
    let arena = arena_alloc::TypedArena::new();
    let a = arena.alloc(Node(Cell::new(None)));
    a.0.set(Some(arena.alloc(Node(Cell::new(None)))));
}
