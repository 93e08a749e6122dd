//@ error: E0597
//! RUSTSEC-2022-0078: an iterator that outlived its arena.
fn main() {
    let kept: &mut u8;
    {
        let mut arena = arena_alloc::TypedArena::new();
        arena.alloc(1);
        kept = arena.iter_mut().next().unwrap();
    }
    *kept = 2;
}
