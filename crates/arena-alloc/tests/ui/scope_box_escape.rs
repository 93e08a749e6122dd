//@ error: lifetime may not live long enough
fn main() {
    let _kept = arena_alloc::Arena::new().scope(|scope| scope.alloc_box(String::new()));
}
