//@ error: E0505
fn main() {
    let mut arena = arena_alloc::Arena::new();
    let guard = arena.guard();
    let kept = guard.alloc(1);
    drop(guard);
    *kept = 2;
}
