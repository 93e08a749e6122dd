//@ error: E0597
use arena_alloc::{Arena, ArenaBox};

fn main() {
    let kept: &mut u8;
    {
        let arena = Arena::new();
        kept = ArenaBox::leak(arena.alloc_box(1));
    }
    *kept = 2;
}
