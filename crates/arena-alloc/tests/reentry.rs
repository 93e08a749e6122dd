//! The program's allocator counts, and may use the very arena that asks it for memory. A process of
//! its own.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

use arena_alloc::TypedArena;

thread_local! {
    static ARENA: TypedArena<[u64; 128]> = const { TypedArena::new() };
    /// At which call the arena is used, counted down.
    static CALLS_LEFT: Cell<usize> = const { Cell::new(0) };
    static OBTAINED: Cell<usize> = const { Cell::new(0) };
}

struct Noting;

fn note() {
    let left = CALLS_LEFT.get();
    CALLS_LEFT.set(left.saturating_sub(1));
    if left == 1 {
        ARENA.with(|arena| (0..40).for_each(|n| assert_eq!(arena.alloc([n; 128])[127], n)));
    }
}

// SAFETY: it is the system's allocator; what it does besides does not touch the block.
unsafe impl GlobalAlloc for Noting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        OBTAINED.set(OBTAINED.get() + 1);
        note();
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new: usize) -> *mut u8 {
        note();
        // SAFETY: the caller's.
        unsafe { System.realloc(block, layout, new) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        note();
        // SAFETY: the caller's.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Noting = Noting;

#[test]
fn an_allocator_that_uses_the_arena_it_serves() {
    for calls in 1..12 {
        let before = ARENA.with(TypedArena::len);
        CALLS_LEFT.set(calls);
        ARENA.with(|arena| {
            for n in 0..30 {
                let value = arena.alloc([1000 + n; 128]);
                assert_eq!((value[0], value[127]), (1000 + n, 1000 + n));
            }
        });
        let reentered = CALLS_LEFT.replace(0) == 0;
        let added = ARENA.with(TypedArena::len) - before;
        assert_eq!(added, if reentered { 70 } else { 30 });
    }
}

#[test]
fn the_first_values_of_one_type_take_one_block() {
    for capacity in [0, 7] {
        let before = OBTAINED.get();
        let arena = TypedArena::with_capacity(capacity);
        (0..7_u64).for_each(|n| assert_eq!(*arena.alloc(n), n));
        assert_eq!(OBTAINED.get() - before, 1);
    }
}
