//@ error: has a destructor
//@ error: alloc_box
//@ error: alloc_leak
fn main() {
    arena_alloc::Arena::new().alloc(String::new());
}
