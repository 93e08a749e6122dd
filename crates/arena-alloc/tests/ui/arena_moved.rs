//@ error: E0505
fn main() {
    let arena = arena_alloc::Arena::new();
    let kept = arena.alloc_str("x");
    drop(arena);
    kept.make_ascii_uppercase();
}
