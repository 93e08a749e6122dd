//@ error: has a destructor
//@ error: alloc_box_slice_from_iter
fn main() {
    arena_alloc::Arena::new().alloc_with(String::new);
}
