//@ error: E0521
fn main() {
    let mut arena = arena_alloc::Arena::new();
    let mut kept = None;
    arena.scope(|scope| kept = Some(scope.alloc(1)));
}
