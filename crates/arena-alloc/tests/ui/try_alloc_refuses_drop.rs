//@ error: has a destructor
fn main() {
    _ = arena_alloc::Arena::new().try_alloc(Some(Box::new(1)));
}
