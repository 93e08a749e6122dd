//@ error: has a destructor
fn main() {
    _ = arena_alloc::InlineArena::<64>::new().try_alloc(String::new());
}
