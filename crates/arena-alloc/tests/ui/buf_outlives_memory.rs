//@ error: E0597
use arena_alloc::BufArena;
use std::mem::MaybeUninit;

fn main() {
    let arena;
    {
        let mut memory = [MaybeUninit::uninit(); 8];
        arena = BufArena::new(&mut memory);
    }
    _ = arena.try_alloc(1);
}
