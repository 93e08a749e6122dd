//@ error: lifetime may not live long enough
fn main() {
    let mut arena = arena_alloc::Arena::new();
    let kept = arena.scope(|scope| scope.alloc(1));
    *kept = 2;
}
