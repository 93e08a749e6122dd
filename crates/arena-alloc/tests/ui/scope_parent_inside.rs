//@ error: E0502
//! Else the parent's block would be taken back with the scope's.
fn main() {
    arena_alloc::Arena::new().scope(|outer| {
        outer.scope(|_inner| _ = outer.alloc(1));
    });
}
