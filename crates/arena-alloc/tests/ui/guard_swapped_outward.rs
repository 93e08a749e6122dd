//@ error: E0597
//! An inner guard cannot outlive the outer one by way of a swap.
fn main() {
    let (mut a, mut b) = (arena_alloc::Arena::new(), arena_alloc::Arena::new());
    let mut other = b.guard();
    {
        let mut outer = a.guard();
        let mut inner = outer.guard();
        std::mem::swap(&mut inner, &mut other);
    }
    other.alloc(1);
}
