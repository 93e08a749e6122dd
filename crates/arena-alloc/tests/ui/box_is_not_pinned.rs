//@ error: E0277
use core::{marker::PhantomPinned, pin::Pin};

fn main() {
    let arena = arena_alloc::Arena::new();
    let _pinned: Pin<_> = arena.alloc_box(PhantomPinned).into();
}
