//! How an arena grows, keeps and gives back.

use std::alloc::Layout;

use arena_alloc::Arena;

use crate::fuzz::Source;

#[test]
fn an_empty_arena_has_nothing() {
    let mut arena = Arena::default();
    arena.reset();
    assert_eq!((arena.used(), arena.reserved()), (0, 0));
}

#[test]
fn nothing_needs_no_memory() {
    #[repr(align(4096))]
    #[derive(Clone, Copy)]
    struct Page([u8; 0]);

    let source = Source::default();
    let arena = Arena::new_in(&source);
    arena.alloc(());
    let page = arena.alloc(Page([]));
    assert_eq!((&raw mut *page).addr() % 4096, 0);
    let pages = arena.alloc_slice_copy(&[Page([]); 3]);
    assert!(pages.iter().all(|page| page.0.is_empty()));
    let none: &mut [u64] = arena.alloc_slice_copy(&[]);
    assert_eq!((none.len(), none.as_ptr().addr() % 8), (0, 0));
    assert_eq!(arena.alloc_str(""), "");
    arena.alloc_layout(Layout::from_size_align(0, 1 << 20).expect("a layout"));
    assert_eq!((arena.used(), source.calls()), (0, 0));
}

#[test]
fn alignments() {
    let source = Source::default();
    let arena = Arena::new_in(&source);
    for shift in (0..=12).chain((0..=12).rev()) {
        arena.alloc(1_u8);
        let layout = Layout::from_size_align(24, 1 << shift).expect("a layout");
        assert_eq!(arena.alloc_layout(layout).addr().get() % layout.align(), 0);
    }
    assert_eq!(source.bytes(), arena.reserved());
}

#[test]
fn chunks_double() {
    let source = Source::default();
    let arena = Arena::new_in(&source);
    let count = if cfg!(miri) { 1000 } else { 100_000 };
    for n in 0..count {
        arena.alloc(n as u64);
    }
    // The first number of chunks, less their headers, that has room for all.
    let reserved = |chunks: usize| (1024 << chunks) - 1024;
    let chunks = (1..40).find(|&chunks| reserved(chunks) - 16 * chunks >= 8 * count);
    assert_eq!(Some(source.calls()), chunks);
    assert_eq!((arena.used() >= 8 * count, arena.reserved()), (true, reserved(source.calls())));
}

#[test]
fn a_huge_request_makes_no_huge_chunk_after_it() {
    let arena = Arena::new();
    arena.alloc(1_u8);
    arena.alloc_layout(Layout::new::<[u8; 1 << 20]>());
    // The current chunk is still in use...
    arena.alloc([0_u8; 900]);
    let reserved = 1024 + (1 << 20) + 16;
    assert_eq!(arena.reserved(), reserved);
    // ...and the next is not as large as the request.
    arena.alloc([0_u8; 900]);
    assert_eq!(arena.reserved(), reserved + 4096);
}

#[test]
fn the_current_chunk_stays_though_more_is_left_of_an_oversized_one() {
    let arena = Arena::new();
    let first = (&raw const *arena.alloc([0_u8; 1000])).addr();
    // Room for such a block wherever it lies is, nearly everywhere, more than it takes.
    arena.alloc_layout(Layout::from_size_align(1 << 20, 1 << 20).expect("a layout"));
    let reserved = arena.reserved();
    let second = (&raw const *arena.alloc(1_u64)).addr();
    assert_eq!((second - first, arena.reserved()), (1000, reserved));
}

#[test]
fn reset_keeps_the_largest_regular_chunk() {
    let source = Source::default();
    let mut arena = Arena::new_in(&source);
    arena.alloc([0_u8; 1000]);
    arena.alloc([0_u8; 1000]);
    // A third, smaller one, and an oversized one.
    arena.set_limit(Some(arena.reserved() + 1500));
    arena.alloc([0_u8; 1400]);
    arena.set_limit(None);
    arena.alloc_layout(Layout::new::<[u8; 100_000]>());
    assert_eq!(arena.reserved(), 1024 + 2048 + 1500 + 100_016);
    arena.reset();
    assert_eq!((arena.used(), arena.reserved(), source.chunks()), (0, 2048, 1));
    arena.alloc([0_u8; 2032]);
    assert_eq!((arena.used(), arena.reserved()), (2032, 2048));
}

#[test]
fn reset_keeps_no_oversized_chunk_though_there_is_no_other() {
    let source = Source::default();
    let mut arena = Arena::new_in(&source);
    for _ in 0..2 {
        arena.alloc_layout(Layout::new::<[u8; 100_000]>());
        arena.reset();
        assert_eq!((arena.used(), arena.reserved(), source.chunks()), (0, 0, 0));
    }
}

#[test]
fn a_loop_that_resets_comes_to_rest() {
    for size in [8, 1000, 5000, 100_000] {
        let source = Source::default();
        let mut arena = Arena::new_in(&source);
        let mut calls = 0;
        for round in 0..20 {
            for n in 0..10_u8 {
                arena.alloc_slice_copy(&vec![n; size]);
            }
            arena.reset();
            if round == 10 {
                calls = source.calls();
            }
        }
        assert_eq!(source.calls(), calls, "blocks of {size} bytes");
    }
}

#[test]
fn capacity_is_one_chunk() {
    for bytes in [1, 8, 1000, 100_000] {
        let arena = Arena::with_capacity(bytes);
        let reserved = arena.reserved();
        assert_eq!(reserved, 16 + bytes.next_multiple_of(8));
        arena.alloc_slice_copy(&vec![0_u8; bytes]);
        assert_eq!(arena.reserved(), reserved);
        arena.alloc(1_u8);
        let next = if reserved < 1024 { 1024 } else { 2 * reserved };
        assert_eq!(arena.reserved(), reserved + next);
    }
    assert_eq!(Arena::with_capacity(0).reserved(), 0);
}

#[test]
fn used_counts_rounding_padding_and_every_chunk() {
    let mut arena = Arena::new();
    arena.alloc(1_u8);
    arena.alloc_str("nine byte");
    assert_eq!(arena.used(), 24);
    arena.alloc([0_u8; 1000]);
    assert_eq!(arena.used(), 1024);
    arena.alloc([0_u8; 10_000]);
    assert_eq!(arena.used(), 11_024);
    arena.reset();
    assert_eq!(arena.used(), 0);
}

#[test]
fn release_gives_everything_back() {
    let source = Source::default();
    let mut arena = Arena::new_in(&source);
    arena.release();
    arena.set_limit(Some(200_000));
    for round in 0..3 {
        for n in 0..100_u64 {
            arena.alloc([n + round; 10]);
        }
        arena.alloc_layout(Layout::new::<[u8; 100_000]>());
        assert!(source.chunks() > 2);
        arena.release();
        assert_eq!((arena.used(), arena.reserved(), source.chunks()), (0, 0, 0));
        assert_eq!(arena.limit(), Some(200_000));
        // As new: the next chunk is a first one.
        assert_eq!((*arena.alloc(7_u8), arena.reserved()), (7, 1024));
        arena.release();
    }
}

#[test]
fn high_water_outlasts_every_reset() {
    let mut arena = Arena::new();
    assert_eq!(arena.high_water(), 0);
    arena.alloc([0_u8; 304]);
    arena.reset();
    assert_eq!(arena.high_water(), 304);
    arena.alloc([0_u8; 5000]);
    assert_eq!(arena.high_water(), 5000);
    arena.reset();
    arena.alloc([0_u8; 104]);
    assert_eq!((arena.used(), arena.high_water()), (104, 5000));
    arena.release();
    assert_eq!((arena.used(), arena.high_water()), (0, 5000));
    arena.alloc([0_u8; 6000]);
    assert_eq!(arena.high_water(), 6000);
}

#[test]
fn blocks_stay_where_they_are_when_the_arena_moves() {
    let arena = Arena::new();
    let block = arena.alloc_layout(Layout::new::<u64>()).cast::<u64>();
    // SAFETY: the block is a `u64`'s and nobody else's.
    unsafe { block.write(1) };
    let mut arenas = vec![arena];
    arenas.reserve(100);
    arenas[0].alloc(2_u64);
    // SAFETY: the arena was neither reset nor dropped.
    assert_eq!(unsafe { block.read() }, 1);
}

#[test]
fn an_arena_is_sent_with_its_chunks() {
    let arena = Arena::new();
    arena.alloc(1_u64);
    let mut arena = std::thread::spawn(move || {
        arena.alloc([2_u64; 200]);
        arena
    })
    .join()
    .expect("no panic");
    arena.reset();
    arena.alloc(3_u64);
}

/// For ThreadSanitizer: bumpalo's issue 289 was a chunk that all empty arenas shared.
#[test]
fn empty_arenas_share_nothing() {
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                let mut arena = Arena::new();
                for _ in 0..if cfg!(miri) { 5 } else { 200 } {
                    arena.alloc(());
                    arena.alloc_str("");
                    let start = arena.checkpoint();
                    // SAFETY: what was taken since is nothing.
                    unsafe { arena.rewind(start) };
                    arena.scope(|scope| _ = scope.alloc_slice_copy::<u64>(&[]));
                    arena.reset();
                    assert_eq!((arena.used(), arena.reserved()), (0, 0));
                }
            });
        }
    });
}

#[test]
fn debug_tells_the_figures() {
    let arena = Arena::new();
    arena.set_limit(Some(5000));
    arena.alloc(1_u64);
    assert_eq!(format!("{arena:?}"), "Arena { used: 8, reserved: 1024, limit: Some(5000), .. }");
}
