//@ error: E0277
//@ error: cannot be shared between threads safely
fn main() {
    let arena = arena_alloc::Arena::new();
    std::thread::scope(|scope| {
        scope.spawn(|| _ = arena.alloc(1));
    });
}
