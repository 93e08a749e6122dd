//@ error: E0521
//! A block of an inner scope in a block of the outer one.
fn main() {
    arena_alloc::Arena::new().scope(|outer| {
        let slot: &mut Option<&u8> = outer.alloc(None);
        outer.scope(|inner| *slot = Some(inner.alloc(1)));
    });
}
