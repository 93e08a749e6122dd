//@ error: E0505
fn main() {
    let mut arena = arena_alloc::Arena::new();
    let mut outer = arena.guard();
    let inner = outer.guard();
    drop(outer);
    inner.alloc(1);
}
