//! Bugs that memcheck must see, each a test of its own.

#[test]
fn use_after_free() {
    let block = std::hint::black_box(vec![1_u8, 2, 3]);
    let first = block.as_ptr();
    drop(block);
    // The bug: the block is freed.
    let value = unsafe { first.read_volatile() };
    std::hint::black_box(value);
}

#[test]
fn uninitialised_read() {
    let block = std::hint::black_box(Vec::<u8>::with_capacity(16));
    // The bug: the block has room for items, and no item.
    let value = unsafe { block.as_ptr().read_volatile() };
    assert_ne!(value, 77);
}

#[test]
fn leak() {
    let block = std::hint::black_box(vec![1_u8; 4096]);
    // The bug: nothing frees the block.
    std::mem::forget(block);
}
