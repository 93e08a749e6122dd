//@ error: E0597
fn main() {
    let kept;
    {
        let arena = arena_alloc::Arena::new();
        kept = arena.alloc(1);
    }
    *kept = 2;
}
