//@ error: E0502
fn main() {
    let mut arena = arena_alloc::Arena::new();
    arena.scope(|_scope| _ = arena.alloc(1));
}
