//! A block of an allocator that grows and shrinks where it is, and when it must not.

use std::{
    alloc::Layout,
    mem::MaybeUninit,
    panic::{AssertUnwindSafe, catch_unwind},
};

use allocator_api2::{alloc::Allocator, vec::Vec as AVec};
use arena_alloc::{Arena, BufArena};

use crate::source::Unwinding;

#[test]
fn a_block_that_shrinks_and_moves_takes_only_what_is_left_along() {
    let layout = |size, align| Layout::from_size_align(size, align).expect("a layout");
    let mut buffer = [MaybeUninit::new(1_u8); 300];
    let start = buffer.as_ptr().addr();
    let arena = BufArena::new(&mut buffer);
    // Not a multiple of 64, wherever the buffer is: what comes before is.
    (&arena).allocate(layout(0, 64)).expect("room");
    (&arena).allocate(layout(8, 8)).expect("room");
    let block = (&arena).allocate(layout(40, 8)).expect("room").cast::<u8>();
    // SAFETY: it has 40 bytes.
    unsafe { block.write_bytes(7, 40) };
    // SAFETY: the block is the arena's, of this layout.
    let moved = unsafe { (&arena).shrink(block, layout(40, 8), layout(8, 64)) };
    let moved = moved.expect("room").cast::<u8>();
    assert_ne!(moved, block);
    let end = moved.addr().get() + 8 - start;
    // SAFETY: the whole buffer was initialised, and nothing uninitialised was written to it.
    let bytes = buffer.map(|byte| unsafe { byte.assume_init() });
    assert_eq!(bytes[end - 8..end], [7; 8]);
    assert!(bytes[end..].iter().all(|&byte| byte == 1));
}

#[test]
fn the_last_block_grows_and_shrinks_where_it_is() {
    let arena = Arena::new();
    let mut numbers = AVec::with_capacity_in(4, &arena);
    numbers.extend([1_u64, 2, 3, 4]);
    let place = numbers.as_ptr();
    numbers.reserve_exact(50);
    assert_eq!((numbers.as_ptr(), arena.used()), (place, 54 * 8));
    numbers.shrink_to_fit();
    assert_eq!((numbers.as_ptr(), arena.used()), (place, 32));
    let other = AVec::<u8, _>::with_capacity_in(8, &arena);
    numbers.push(5);
    assert_ne!(numbers.as_ptr(), place);
    assert_eq!(numbers[..], [1, 2, 3, 4, 5]);
    let used = arena.used();
    drop(other);
    assert_eq!(arena.used(), used, "it is not the last");
    drop(numbers);
    assert!(arena.used() < used);
    assert!(arena.high_water() >= 54 * 8);
}

#[test]
fn a_block_of_an_outer_scope_is_never_moved_by_an_inner_one() {
    let layout = |size| Layout::from_size_align(size, 8).expect("a layout");
    let mut arena = Arena::new();
    arena.scope(|outer| {
        let host: &_ = &*outer;
        let block = host.allocate(layout(64)).expect("room").cast::<u8>();
        outer.scope(|inner| {
            let host: &_ = &*inner;
            // SAFETY: this is what the contract rules out in a sense, the block being the outer
            // scope's; the two are one allocator, so it must still do no harm.
            let shrunk = unsafe { host.shrink(block, layout(64), layout(8)) }.expect("no move");
            assert_eq!(shrunk.cast(), block);
            let own = host.allocate(layout(8)).expect("room").cast::<u8>();
            assert!(own.addr().get() >= block.addr().get() + 64, "it lies in the outer block");
            // SAFETY: as above.
            let grown = unsafe { host.grow(block, layout(8), layout(128)) }.expect("room");
            assert_ne!(grown.cast(), block);
            // SAFETY: as above.
            unsafe { host.deallocate(block, layout(64)) };
        });
        // The scope outside is the owner again.
        let host: &_ = &*outer;
        // SAFETY: the block is its last.
        let grown = unsafe { host.grow(block, layout(64), layout(256)) }.expect("room");
        assert_eq!(grown.cast(), block);
    });
    // The same with a checkpoint.
    let host = &arena;
    let block = host.allocate(layout(64)).expect("room").cast::<u8>();
    let start = arena.checkpoint();
    // SAFETY: the block is live and of this layout.
    let grown = unsafe { host.grow(block, layout(64), layout(128)) }.expect("room").cast::<u8>();
    assert_ne!(grown, block, "it would lose its end at the rewind");
    // SAFETY: the grown block is not used any more.
    unsafe { arena.rewind(start) };
}

#[test]
fn a_block_of_an_outer_guard_is_never_moved_by_an_inner_one() {
    let layout = |size| Layout::from_size_align(size, 8).expect("a layout");
    let mut arena = Arena::new();
    let mut outer = arena.guard();
    let block = (&outer).allocate(layout(64)).expect("room").cast::<u8>();
    for new in [8, 128] {
        let inner = outer.guard();
        let resized = if new < 64 {
            // SAFETY: as for scopes, the two are one allocator, and the block is live.
            unsafe { (&inner).shrink(block, layout(64), layout(new)) }
        } else {
            // SAFETY: as above.
            unsafe { (&inner).grow(block, layout(64), layout(new)) }
        };
        assert_eq!(resized.expect("room").cast() == block, new < 64);
        let own = (&inner).allocate(layout(8)).expect("room").cast::<u8>();
        assert!(own.addr().get() >= block.addr().get() + 64, "it lies in the outer block");
    }
    // SAFETY: the block is the outer guard's last.
    let grown = unsafe { (&outer).grow(block, layout(64), layout(256)) }.expect("room");
    assert_eq!(grown.cast(), block);
}

#[test]
fn a_rewind_protects_what_was_there_at_its_checkpoint_again() {
    let layout = |size| Layout::from_size_align(size, 8).expect("a layout");
    let arena = Arena::new();
    let host = &arena;
    let block = host.allocate(layout(64)).expect("room").cast::<u8>();
    let first = arena.checkpoint();
    host.allocate(layout(64)).expect("room");
    _ = arena.checkpoint();
    for _ in 0..2 {
        // A chunk more, or none.
        // SAFETY: the later blocks are not used again.
        unsafe { arena.rewind(first) };
        // SAFETY: the block is live and of this layout.
        let grown = unsafe { host.grow(block, layout(64), layout(2000)) }.expect("room");
        assert_ne!(grown.cast(), block);
    }
}

#[test]
fn a_rewind_that_unwinds_protects_what_was_there_at_its_checkpoint() {
    let layout = |size| Layout::from_size_align(size, 8).expect("a layout");
    let source = Unwinding::default();
    let arena = Arena::new_in(&source);
    let host = &arena;
    let block = host.allocate(layout(8)).expect("room").cast::<u8>();
    let start = arena.checkpoint();
    arena.alloc([0_u64; 8]);
    _ = arena.checkpoint();
    arena.alloc([0_u8; 12_000]);
    source.1.set(true);
    // SAFETY: the later blocks are not used again.
    let rewind = AssertUnwindSafe(|| unsafe { arena.rewind(start) });
    catch_unwind(rewind).expect_err("the source takes nothing back");
    // SAFETY: the block is live and of this layout.
    let grown = unsafe { host.grow(block, layout(8), layout(64)) }.expect("room").cast::<u8>();
    assert_ne!(grown, block, "it would lose its end at the next rewind");
}

/// It seems to lie where a later checkpoint is; what it grows to is taken since.
#[test]
fn a_block_of_no_bytes_grows_into_a_new_one() {
    let arena = Arena::new();
    let kept = arena.alloc(1_u64);
    let (none, some) = (Layout::new::<()>(), Layout::new::<[u64; 8]>());
    let empty = (&arena).allocate(none).expect("room").cast::<u8>();
    let start = arena.checkpoint();
    // SAFETY: the block is this allocator's, and of that layout.
    let grown = unsafe { (&arena).grow(empty, none, some) }.expect("room").cast::<[u64; 8]>();
    let other = arena.alloc(3_u64);
    // SAFETY: the block has room for them, and is nobody else's.
    unsafe { grown.write([2; 8]) };
    assert_eq!((*kept, *other, arena.used()), (1, 3, 8 + 64 + 8));
    // SAFETY: the two are no longer used.
    unsafe { arena.rewind(start) };
    assert_eq!((*kept, arena.used()), (1, 8));
}

#[test]
fn blocks_of_a_scope_grow_in_place_in_every_chunk() {
    let layout = |size| Layout::from_size_align(size, 8).expect("a layout");
    let mut arena = Arena::new();
    arena.alloc([0_u64; 3]);
    let guard = arena.guard();
    for size in [8, 900, 1000, 2000, 8] {
        let host = &guard;
        let block = host.allocate(layout(size)).expect("room").cast::<u8>();
        // SAFETY: the block is the last, live and of this layout.
        let grown = unsafe { host.grow(block, layout(size), layout(size + 8)) }.expect("room");
        assert_eq!(grown.cast(), block);
        // SAFETY: as above.
        let shrunk = unsafe { host.shrink(block, layout(size + 8), layout(8)) }.expect("no move");
        assert_eq!(shrunk.cast(), block);
    }
}

#[test]
fn a_checkpoint_holds_through_scopes_and_panics_in_them() {
    let layout = |size| Layout::from_size_align(size, 8).expect("a layout");
    let mut arena = Arena::new();
    let block = (&arena).allocate(layout(64)).expect("room").cast::<u8>();
    let start = arena.checkpoint();
    for size in [8, 5000] {
        arena.scope(|scope| _ = scope.alloc_slice_fill_with(size, |_| 1_u8));
        let panics = std::panic::AssertUnwindSafe(|| {
            arena.scope(|scope| {
                scope.alloc_slice_fill_with(size, |_| 1_u8);
                panic!("as told");
            });
        });
        std::panic::catch_unwind(panics).unwrap_err();
        assert_eq!(arena.used(), 64);
        // SAFETY: the block is live and of this layout.
        let grown = unsafe { (&arena).grow(block, layout(64), layout(128)) }.expect("room");
        assert_ne!(grown.cast(), block, "it would lose its end at the rewind");
        // SAFETY: that block is not used again.
        unsafe { arena.rewind(start) };
    }
}
