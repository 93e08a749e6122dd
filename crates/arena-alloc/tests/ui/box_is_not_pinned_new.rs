//@ error: E0277
use core::{marker::PhantomPinned, pin::Pin};

fn main() {
    let arena = arena_alloc::Arena::new();
    _ = Pin::new(arena.alloc_box(PhantomPinned));
}
