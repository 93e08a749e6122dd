//@ error: E0502
fn main() {
    let mut arena = arena_alloc::TypedArena::new();
    let kept = arena.alloc(1);
    arena.iter_mut().for_each(|n| *n += 1);
    *kept = 2;
}
