//@ error: E0502
fn main() {
    let mut arena = arena_alloc::Arena::new();
    let _guard = arena.guard();
    arena.alloc(1);
}
