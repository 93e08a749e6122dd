//@ error: E0502
fn main() {
    let mut arena = arena_alloc::Arena::new();
    let kept = arena.alloc_slice_copy(&[1]);
    arena.reset();
    kept[0] = 2;
}
