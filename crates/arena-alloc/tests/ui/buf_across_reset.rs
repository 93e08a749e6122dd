//@ error: E0502
fn main() {
    let mut memory = [std::mem::MaybeUninit::uninit(); 64];
    let mut arena = arena_alloc::BufArena::new(&mut memory);
    let kept = arena.try_alloc(1).unwrap();
    arena.reset();
    *kept = 2;
}
