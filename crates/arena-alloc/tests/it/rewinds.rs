//! Checkpoints at the edges: full chunks, sources that use their arena, callbacks that take one.

use std::{
    alloc::Layout,
    cell::{Cell, RefCell},
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::NonNull,
    rc::{Rc, Weak},
};

use allocator_api2::alloc::Allocator;
use arena_alloc::{Arena, ChunkSource};

use crate::fuzz::Source;

/// What is left of a first chunk, its header taken off.
const FULL: usize = 1024 - 16;

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, 8).expect("a layout")
}

#[test]
fn a_rewind_to_a_full_chunk_goes_on_with_one_that_is_kept() {
    let source = Source::default();
    let arena = Arena::new_in(&source);
    let full = (&arena).allocate(layout(FULL)).expect("room").cast::<u8>();
    // SAFETY: the block has this size.
    unsafe { full.write_bytes(0x11, FULL) };
    let start = arena.checkpoint();
    let mut calls = 0;
    for round in 0..5_u64 {
        let blocks: Vec<_> = (0..100).map(|n| arena.alloc([n ^ round; 5])).collect();
        assert!(blocks.iter().zip(0..).all(|(block, n)| **block == [n ^ round; 5]));
        calls = if round == 0 { source.calls() } else { calls };
        // The kept chunks are the current one and those that follow: none is asked for again.
        assert_eq!((source.calls(), arena.used()), (calls, FULL + 100 * 40));
        // SAFETY: the blocks are not used again.
        unsafe { arena.rewind(start) };
        assert_eq!((arena.used(), arena.reserved()), (FULL, source.bytes()));
        // What fills the chunk ends where the checkpoint is, and stays as it is.
        // SAFETY: the block is live and of this layout.
        let grown = unsafe { (&arena).grow(full, layout(FULL), layout(FULL + 8)) }.expect("room");
        assert_ne!(grown.cast(), full);
        // SAFETY: the block is live and of this layout.
        unsafe { (&arena).deallocate(full, layout(FULL)) };
        // SAFETY: the grown block is not used again.
        unsafe { arena.rewind(start) };
        assert_eq!(arena.used(), FULL);
    }
    // It is the largest of the kept ones: both of these find room in it.
    let (small, large) = (&raw const *arena.alloc(1_u64), &raw const *arena.alloc([1_u8; 3000]));
    assert_eq!(large.addr(), small.addr() + 8);
    // A checkpoint in the chunk that was entered is later than the one of the full chunk.
    let entered = arena.checkpoint();
    let (one, size) = (arena.alloc(1_u64), arena.reserved());
    // SAFETY: the number is not used again.
    unsafe { arena.rewind(entered) };
    let two = arena.alloc(2_u64);
    assert_eq!((&raw const *two, *two, arena.reserved()), (&raw const *one, 2, size));
    // SAFETY: the full block has this size.
    let bytes = unsafe { std::slice::from_raw_parts(full.as_ptr(), FULL) };
    assert!(bytes.iter().all(|&byte| byte == 0x11));
}

#[test]
fn a_scope_that_begins_in_a_full_chunk_ends_in_a_kept_one() {
    let source = Source::default();
    let mut arena = Arena::new_in(&source);
    let mut outer = arena.guard();
    let full = outer.allocate_full();
    let mut calls = 0;
    for round in 0..4 {
        outer.scope(|scope| {
            scope.alloc([round; 3000]);
            scope.scope(|inner| _ = inner.alloc([round; 4000]));
            scope.alloc_slice_fill_with(90_000, |_| round);
        });
        assert_eq!(outer.used_by_all(), FULL);
        // The oversized one is asked for anew.
        assert!(round < 2 || source.calls() == calls + 1, "round {round}");
        calls = source.calls();
    }
    // SAFETY: the outer scope's block has this size.
    let bytes = unsafe { std::slice::from_raw_parts(full.as_ptr(), FULL) };
    assert!(bytes.iter().all(|&byte| byte == 0x22));
    drop(outer);
    assert_eq!(arena.used(), 0);
    arena.reset();
    assert_eq!((source.chunks(), source.bytes()), (1, arena.reserved()));
}

trait Full {
    fn allocate_full(&self) -> NonNull<u8>;
    fn used_by_all(&self) -> usize;
}

impl Full for arena_alloc::ScopeGuard<'_> {
    fn allocate_full(&self) -> NonNull<u8> {
        let block = self.alloc_layout(layout(FULL));
        // SAFETY: the block has this size.
        unsafe { block.write_bytes(0x22, FULL) };
        block
    }
    fn used_by_all(&self) -> usize {
        let shown = format!("{self:?}");
        let number = shown.split(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty());
        number.and_then(|number| number.parse().ok()).expect("a number")
    }
}

/// Uses its arena whenever it is asked: a block, a checkpoint, and another block.
#[derive(Default)]
struct Meddling {
    source: Source,
    arena: RefCell<Weak<Arena<Meddling>>>,
    busy: Cell<bool>,
    seen: RefCell<Vec<NonNull<[u8; 40]>>>,
}

impl Meddling {
    fn arena() -> Rc<Arena<Self>> {
        Rc::new_cyclic(|arena| {
            let arena = RefCell::new(Weak::clone(arena));
            Arena::new_in(Self { arena, ..Self::default() })
        })
    }

    fn meddle(&self) {
        let Some(arena) = self.arena.borrow().upgrade() else { return };
        if self.busy.replace(true) {
            return;
        }
        for fill in [0x33, 0x44] {
            if let Ok(block) = arena.try_alloc([fill; 40]) {
                self.seen.borrow_mut().push(NonNull::from(block));
            }
            _ = arena.checkpoint();
        }
        self.busy.set(false);
    }
}

// SAFETY: the blocks are those of the source within.
unsafe impl ChunkSource for Meddling {
    fn obtain(&self, layout: Layout) -> Option<NonNull<u8>> {
        self.meddle();
        self.source.obtain(layout)
    }
    unsafe fn give_back(&self, block: NonNull<u8>, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { self.source.give_back(block, layout) };
        self.meddle();
    }
}

#[test]
fn a_source_may_use_its_arena_while_it_takes_back() {
    for first in [8, 900, FULL, 5000] {
        let arena = Meddling::arena();
        let kept = arena.alloc_layout(layout(first));
        // SAFETY: the block has this size.
        unsafe { kept.write_bytes(0x55, first) };
        let start = arena.checkpoint();
        for n in 0..4_u8 {
            arena.alloc_slice_fill_with(60_000, |_| n);
            arena.alloc_slice_fill_with(700, |_| n);
        }
        // Each of the four huge chunks goes back, and the source takes blocks meanwhile.
        // SAFETY: neither those nor what the source saw before are used again.
        unsafe { arena.rewind(start) };
        let before = arena.used();
        let own: Vec<_> = (0..50_u64).map(|n| arena.alloc([n; 6])).collect();
        assert!(own.iter().zip(0..).all(|(block, n)| **block == [n; 6]));
        assert!(before > first && arena.used() >= before + 50 * 48);
        // SAFETY: the block has this size.
        let bytes = unsafe { std::slice::from_raw_parts(kept.as_ptr(), first) };
        assert!(bytes.iter().all(|&byte| byte == 0x55));
    }
}

#[test]
fn at_its_limit_a_source_may_use_its_arena_while_it_takes_back() {
    let arena = Meddling::arena();
    let start = arena.checkpoint();
    for _ in 0..6 {
        arena.set_limit(None);
        for n in 0..40_u64 {
            arena.alloc([n; 20]);
        }
        // SAFETY: no block is used again.
        unsafe { arena.rewind(start) };
        // What is kept for later must go back for the sake of this, as it is too small.
        let limit = arena.reserved().max(30_000);
        arena.set_limit(Some(limit));
        let seen = arena.try_alloc_slice_fill_with(20_000, |_| 0x66_u8).map(|block| {
            assert!(block.iter().all(|&byte| byte == 0x66));
        });
        assert!(seen.is_ok() && arena.reserved() <= limit);
        // SAFETY: no block is used again.
        unsafe { arena.rewind(start) };
    }
}

/// Calls what it holds in the middle of its text.
struct Checks<'c>(&'c dyn Fn());
impl fmt::Display for Checks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("before")?;
        (self.0)();
        f.write_str("and behind")
    }
}

/// Whoever takes a checkpoint while a value is made relies on what lies before it, room included.
#[test]
fn what_a_callback_checks_is_not_given_back() {
    let arena = Arena::new();
    let taken = Cell::new(None);
    let check = || taken.set(Some((arena.checkpoint(), arena.used())));
    let stays = |call: &dyn Fn()| {
        _ = catch_unwind(AssertUnwindSafe(call));
        let (checkpoint, used) = taken.take().expect("it was called");
        assert!(arena.used() >= used);
        // SAFETY: what was taken since is not used again.
        unsafe { arena.rewind(checkpoint) };
        assert_eq!(arena.used(), used, "what was there is not all there");
    };
    stays(&|| {
        _ = arena.alloc_with(|| -> [u64; 9] {
            check();
            panic!("as told")
        });
    });
    stays(&|| {
        _ = arena.alloc_try_with(|| -> Result<[u64; 9], ()> {
            check();
            Err(())
        });
    });
    stays(&|| {
        _ = arena.alloc_slice_fill_with(5, |n| {
            if n < 4 {
                n
            } else {
                check();
                panic!("as told")
            }
        });
    });
    stays(&|| {
        _ = arena.alloc_slice_from_iter((0..9).inspect(|&n| {
            if n == 8 {
                check();
            }
        }));
    });
    // The run shrinks to what it has, but not over the checkpoint.
    stays(&|| {
        _ = arena.alloc_slice_from_iter((0..100).filter(|&n| {
            if n == 50 {
                check();
            }
            n < 10
        }));
    });

    stays(&|| _ = arena.alloc_fmt(format_args!("{}{}", Checks(&check), "!")));
}

#[test]
fn a_checkpoint_of_an_arena_with_one_oversized_chunk() {
    let source = Source::default();
    let arena = Arena::new_in(&source);
    let none = arena.checkpoint();
    for round in 0..3_u8 {
        let huge = arena.alloc_slice_fill_with(50_000, |_| round);
        let start = arena.checkpoint();
        arena.alloc([1_u8; 100]);
        arena.alloc_slice_fill_with(70_000, |_| 1_u8);
        // SAFETY: the later blocks are not used again.
        unsafe { arena.rewind(start) };
        assert_eq!(arena.used(), 50_000);
        assert!(huge.iter().all(|&byte| byte == round));
        // SAFETY: none is used again.
        unsafe { arena.rewind(none) };
        assert_eq!((arena.used(), arena.reserved()), (0, source.bytes()));
        assert!(source.bytes() < 50_000);
    }
}

#[test]
fn a_reset_forgets_every_checkpoint() {
    let resets: [fn(&mut Arena<&Source>); 3] =
        [|arena| arena.reset(), |arena| arena.reset_keep_all(), |arena| arena.release()];
    for reset in resets {
        for size in [0, 3000, 50_000] {
            let source = Source::default();
            let mut arena = Arena::new_in(&source);
            arena.alloc([1_u64; 8]);
            _ = arena.checkpoint();
            arena.alloc_slice_fill_with(size, |_| 1_u8);
            reset(&mut arena);
            // Its end lies where the checkpoint was, if the arena goes on in the same chunk.
            let block = (&arena).allocate(layout(64)).expect("room").cast::<u8>();
            // SAFETY: the block is live and of this layout.
            let grown = unsafe { (&arena).grow(block, layout(64), layout(128)) }.expect("room");
            assert_eq!((grown.cast(), arena.used()), (block, 128));
        }
    }
}
