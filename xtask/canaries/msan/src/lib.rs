//! A decision on memory that nobody wrote, which MemorySanitizer must see.

#[test]
fn uninitialised_read() {
    let block = std::hint::black_box(Vec::<u8>::with_capacity(16));
    // The bug: the block has room for items, and no item.
    let value = unsafe { block.as_ptr().read_volatile() };
    if value == 0 {
        std::hint::black_box(&block);
    }
}
