//! "A take that finds an object, and its return, allocate nothing", counted.

use std::sync::Arc;

use obj_pool::Pool;

#[global_allocator]
static HEAP: dhat::Alloc = dhat::Alloc;

fn main() {
    let _profiler = dhat::Profiler::builder().testing().build();
    let blocks = || dhat::HeapStats::get().total_blocks;

    let before = blocks();
    let pool = Pool::builder(|| [0_u8; 1024]).max(64).prewarm(1).build().expect("it fits");
    assert_eq!(blocks() - before, 1, "one allocation for all slots");

    let pool = Arc::new(pool);
    let before = blocks();
    for _ in 0..1000 {
        pool.get()[0] = 1;
        pool.get_owned()[0] = 1;
        drop((pool.try_get(), pool.try_get_owned()));
        std::hint::black_box(pool.stats());
    }
    let all: [_; 64] = std::array::from_fn(|_| pool.try_get());
    assert!(all.iter().all(Option::is_some));
    assert_eq!(blocks(), before, "a warm pool does not allocate, nor does a slot's first object");

    // The counter counts: a temporary takes one.
    drop(pool.get());
    assert_eq!(blocks() - before, 1);
}
