//! "Short of memory, `build` is an error": each of its allocations fails once.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    ptr,
    rc::Rc,
};

use obj_pool::{BuildError, LocalPool, Pool};

thread_local! {
    /// How many allocations there were, and which fails.
    static COUNT: Cell<(usize, Option<usize>)> = const { Cell::new((0, None)) };
}

struct Failing;

// SAFETY: it is the system's, or refuses, which an allocator may do at any time.
unsafe impl GlobalAlloc for Failing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (count, fails) = COUNT.get();
        COUNT.set((count + 1, fails));
        if fails == Some(count) {
            return ptr::null_mut();
        }
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's: every block is the system's.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static HEAP: Failing = Failing;

/// The result of `build` and how many allocations it asked for, the `fails`th of which failed.
fn with<R>(fails: Option<usize>, build: impl FnOnce() -> R) -> (R, usize) {
    COUNT.set((0, fails));
    let result = build();
    let (count, _) = COUNT.replace((0, None));
    (result, count)
}

/// Each allocation of `build` fails once; nothing of what was created before stays.
fn every_failure_is_an_error<P>(build: impl Fn(Rc<()>) -> Result<P, BuildError>, needed: usize) {
    let object = Rc::new(());
    let (pool, count) = with(None, || build(Rc::clone(&object)));
    assert!(pool.is_ok() && count == needed, "{count} allocations");
    drop(pool);
    for fails in 0..needed {
        let (pool, _) = with(Some(fails), || build(Rc::clone(&object)));
        assert_eq!(pool.err(), Some(BuildError::TooLarge { max: 1000 }), "the {fails}th failed");
        assert_eq!(Rc::strong_count(&object), 1);
    }
}

#[test]
fn a_pool_is_one_allocation() {
    every_failure_is_an_error(
        |object| Pool::builder(move || Rc::clone(&object)).max(1000).prewarm(3).build(),
        1,
    );
}

#[test]
fn a_local_pool_is_two() {
    every_failure_is_an_error(
        |object| LocalPool::builder(move || Rc::clone(&object)).max(1000).prewarm(3).build(),
        2,
    );
}
