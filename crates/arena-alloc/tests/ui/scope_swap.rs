//@ error: E0521
//! The handles of two scopes are of different types.
use arena_alloc::Arena;

fn main() {
    let mut other = Arena::new();
    Arena::new().scope(|a| other.scope(|b| std::mem::swap(a, b)));
}
