//@ error: E0505
fn main() {
    let arena = arena_alloc::InlineArena::<64>::new();
    let kept = arena.try_alloc(1).unwrap();
    let _moved = arena;
    *kept = 2;
}
