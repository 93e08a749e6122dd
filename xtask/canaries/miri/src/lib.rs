//! A bug that Miri must see under Stacked Borrows and under Tree Borrows.

#[test]
fn aliasing() {
    fn both(unique: &mut u32, other: *mut u32) {
        // The bug: `unique` is not unique.
        unsafe { other.write(1) };
        *unique = 2;
    }
    let mut value = 0;
    let other = &raw mut value;
    both(unsafe { &mut *other }, other);
}
