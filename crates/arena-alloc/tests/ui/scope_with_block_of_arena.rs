//@ error: E0502
//! A block of the arena's would be in the way of its mutable borrow.
fn main() {
    let mut arena = arena_alloc::Arena::new();
    let kept = arena.alloc(1);
    arena.scope(|scope| _ = scope.alloc(2));
    *kept = 2;
}
