//@ error: lifetime may not live long enough
//! Else a short reference could be put where a long one is asked for.
use arena_alloc::TypedArena;

fn shorter<'a>(arena: &'a TypedArena<&'static str>) -> &'a TypedArena<&'a str> {
    arena
}

fn main() {
    shorter(&TypedArena::new());
}
