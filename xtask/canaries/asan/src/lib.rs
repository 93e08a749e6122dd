//! Bugs that AddressSanitizer must see, each a test of its own.

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
fn use_after_reset() {
    let mut arena = arena_alloc::Arena::new();
    let block = std::hint::black_box(arena.alloc([1_u8, 2, 3])).as_ptr();
    arena.reset();
    // The bug: the arena took the block back. Its chunk is allocated still.
    let value = unsafe { block.read_volatile() };
    std::hint::black_box(value);
}

#[test]
fn leak() {
    let block = std::hint::black_box(vec![1_u8; 4096]);
    // The bug: nothing frees the block.
    std::mem::forget(block);
}

#[test]
fn double_drop() {
    let mut owner = std::mem::ManuallyDrop::new(std::hint::black_box(vec![1_u8; 16]));
    unsafe { std::mem::ManuallyDrop::drop(&mut owner) };
    // The bug: the block is freed.
    unsafe { std::mem::ManuallyDrop::drop(&mut owner) };
}
