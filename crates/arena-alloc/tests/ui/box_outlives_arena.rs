//@ error: E0515
use arena_alloc::{Arena, ArenaBox};

fn escape() -> ArenaBox<'static, u8> {
    let arena = Arena::new();
    arena.alloc_box(1)
}

fn main() {
    escape();
}
