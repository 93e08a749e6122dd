//@ error: E0502
fn main() {
    let mut arena = arena_alloc::Arena::new();
    // Its destructor is a use at the end of `main`.
    let _kept = arena.alloc_box(String::new());
    arena.reset();
}
