//@ error: E0277
fn main() {
    arena_alloc::Arena::new().scope(|scope| {
        std::thread::scope(|threads| _ = threads.spawn(move || _ = scope.alloc(1)));
    });
}
