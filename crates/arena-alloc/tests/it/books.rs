//! What an arena remembers is the same whenever it begins to.

use std::{alloc::Layout, mem, ptr::NonNull};

use arena_alloc::Arena;

use crate::fuzz::Source;

/// Each makes an arena's books, and changes nothing else.
const WAYS: [fn(&mut Arena<&Source>); 8] = [
    |_| {},
    |arena| arena.set_limit(None),
    |arena| _ = arena.checkpoint(),
    |arena| {
        let now = arena.checkpoint();
        // SAFETY: nothing was taken since.
        unsafe { arena.rewind(now) };
    },
    |arena| drop(arena.guard()),
    |arena| arena.scope(|scope| _ = scope.try_alloc_slice_copy::<u8>(&[])),
    |arena| mem::forget(arena.guard()),
    |arena| {
        arena.set_limit(Some(0));
        arena.set_limit(None);
    },
];

/// The sizes of the first chunks, and the figures between.
fn grow(arena: &Arena<&Source>, source: &Source) -> Vec<[usize; 4]> {
    let mut seen = Vec::new();
    for n in 0..200_u64 {
        arena.alloc([n; 7]);
        seen.push([arena.used(), arena.reserved(), arena.high_water(), source.calls()]);
    }
    seen
}

#[test]
fn books_that_begin_early_say_what_late_ones_do() {
    let plain = {
        let source = Source::default();
        grow(&Arena::new_in(&source), &source)
    };
    for (before, first) in WAYS.iter().enumerate() {
        for (after, second) in WAYS.iter().enumerate() {
            let source = Source::default();
            let mut arena = Arena::new_in(&source);
            first(&mut arena);
            assert_eq!((arena.used(), arena.reserved(), arena.high_water()), (0, 0, 0));
            let block = NonNull::from(arena.alloc([0_u64; 7]));
            second(&mut arena);
            let now = [arena.used(), arena.reserved(), arena.high_water(), source.calls()];
            assert_eq!(now, plain[0], "{before}, {after}");
            // SAFETY: it is the one block, is the last, and is not used again.
            unsafe { block.write([7; 7]) };
            let rest = grow(&arena, &source);
            assert_eq!(rest[..198], plain[1..199], "{before}, {after}");
            arena.reset();
            assert_eq!((arena.used(), source.chunks()), (0, 1));
            drop(arena);
            assert_eq!(source.chunks(), 0);
        }
    }
}

/// Each leaves chunks in another of the places where they may be.
#[test]
fn an_arena_that_is_dropped_gives_every_chunk_back() {
    let fill: [fn(&mut Arena<&Source>); 6] = [
        |_| {},
        |arena| _ = arena.alloc(1_u8),
        |arena| _ = arena.alloc_layout(Layout::new::<[u8; 50_000]>()),
        |arena| {
            for n in 0..300_u64 {
                arena.alloc([n; 9]);
            }
        },
        |arena| arena.scope(|scope| _ = scope.alloc([1_u8; 5000])),
        |arena| {
            let guard = arena.guard();
            guard.alloc([1_u8; 900]);
            guard.alloc([1_u8; 900]);
            mem::forget(guard);
        },
    ];
    let then: [fn(&mut Arena<&Source>); 6] = [
        |_| {},
        |arena| arena.reset(),
        |arena| arena.reset_keep_all(),
        |arena| arena.release(),
        |arena| arena.set_limit(Some(0)),
        |arena| drop(arena.guard()),
    ];
    for one in fill {
        for two in then {
            for three in fill {
                for moved in [false, true] {
                    let source = Source::default();
                    let mut arena = Arena::new_in(&source);
                    one(&mut arena);
                    two(&mut arena);
                    arena.set_limit(None);
                    three(&mut arena);
                    assert_eq!(arena.reserved(), source.bytes());
                    assert!(arena.used() <= arena.high_water());
                    if moved {
                        drop(Box::new(arena));
                    } else {
                        drop(arena);
                    }
                    assert_eq!((source.chunks(), source.bytes()), (0, 0));
                }
            }
        }
    }
}

#[test]
fn the_first_block_of_an_arena_is_as_aligned_as_its_type() {
    #[repr(align(512))]
    struct Half {
        _bytes: [u8; 512],
    }
    #[repr(align(4096))]
    struct Page {
        _bytes: [u8; 40],
    }
    #[repr(align(16))]
    struct Lane {
        _bytes: [u8; 1008],
    }

    fn first<T>(reserved: usize) {
        let source = Source::default();
        // Chunks that lie at other multiples of 16, as far as the allocator goes along.
        let others: Vec<_> = (0..20).map(|n| vec![n; 24]).collect();
        for _ in 0..20 {
            let arena = Arena::new_in(&source);
            let block = arena.alloc_uninit::<T>();
            assert_eq!((&raw const *block).addr() % align_of::<T>(), 0);
            assert_eq!(arena.reserved(), reserved);
            let after = arena.try_alloc(1_u64).expect("room");
            let start = (&raw const *block).addr();
            assert!(!(start..start + size_of::<T>()).contains(&(&raw const *after).addr()));
            mem::forget(arena);
        }
        source.free_all();
        drop(others);
    }
    first::<u8>(1024);
    first::<Half>(1024);
    first::<Lane>(1024);
    first::<[u64; 126]>(1024);
    first::<[u64; 127]>(1032);
    first::<Page>(16 + (4096 - 16) + 4096);
}
