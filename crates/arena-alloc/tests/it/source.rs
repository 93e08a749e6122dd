//! What the sources of the tests are held to.

use std::{
    alloc::Layout,
    cell::{Cell, RefCell},
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::NonNull,
    rc::{Rc, Weak},
};

use arena_alloc::{Arena, ChunkSource};

use crate::fuzz::Source;

#[test]
fn every_chunk_goes_back_to_its_source() {
    let source = Source::default();
    let mut arena = Arena::new_in(&source);
    for round in 0..3 {
        for _ in 0..100 {
            arena.alloc([round; 10]);
        }
        arena.alloc([round; 3000]);
        arena.reset();
        assert_eq!(source.chunks(), 1);
        assert_eq!(source.bytes(), arena.reserved());
    }
    drop(arena);
    assert_eq!(source.chunks(), 0);
}

#[test]
fn a_source_that_fails_at_any_call_harms_nothing() {
    for fail_at in 0..12 {
        let source = Source::default();
        source.fail_at(fail_at, 1);
        let arena = Arena::new_in(&source);
        let blocks: Vec<_> = (0..500).filter_map(|n| arena.try_alloc([n; 3]).ok()).collect();
        assert!(blocks.iter().all(|block| block.iter().all(|&n| n == block[0])));
        assert_eq!(source.bytes(), arena.reserved());
    }
}

#[test]
fn a_first_chunk_that_is_refused_is_not_asked_for_again() {
    let source = Source::default();
    source.fail_at(0, 1);
    let arena = Arena::new_in(&source);
    assert_eq!(*arena.alloc(1_u64), 1);
    assert_eq!((source.calls(), arena.reserved(), source.bytes()), (2, 512, 512));
    // Nothing can be made smaller.
    let source = Source::default();
    source.fail_at(0, 1);
    let arena = Arena::new_in(&source);
    arena.try_alloc([0_u8; 1008]).unwrap_err();
    assert_eq!((source.calls(), arena.reserved()), (1, 0));
    arena.alloc([0_u8; 1008]);
    assert_eq!((source.calls(), arena.reserved()), (2, 1024));
}

#[test]
fn less_is_asked_for_when_much_is_not_to_be_had() {
    let source = Source::default();
    let arena = Arena::new_in(&source);
    arena.alloc([0_u8; 1000]);
    // 2048, 1024, 512 and 256 fail, 128 does not.
    source.fail_at(source.calls(), 4);
    arena.alloc([0_u8; 64]);
    assert_eq!(arena.reserved(), 1024 + 128);
    // 4096, ..., 512 fail, as does what the block needs at least.
    source.fail_at(source.calls(), 5);
    let error = arena.try_alloc([0_u8; 500]).unwrap_err().error;
    assert_eq!((error.requested, error.limit_left), (500, None));
    assert_eq!(arena.reserved(), 1024 + 128);
    arena.alloc([0_u8; 500]);
}

/// Unwinds once.
#[derive(Default)]
pub(crate) struct Unwinding(Source, pub(crate) Cell<bool>);

// SAFETY: as the source within.
unsafe impl ChunkSource for Unwinding {
    fn obtain(&self, layout: Layout) -> Option<NonNull<u8>> {
        assert!(!self.1.take(), "no chunk today");
        self.0.obtain(layout)
    }
    unsafe fn give_back(&self, block: NonNull<u8>, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { self.0.give_back(block, layout) };
        assert!(!self.1.take(), "not taken back");
    }
}

#[test]
fn a_source_that_unwinds_leaks_at_most() {
    let source = Unwinding::default();
    let mut arena = Arena::new_in(&source);
    let one = arena.alloc(1_u64);
    source.1.set(true);
    catch_unwind(AssertUnwindSafe(|| arena.alloc([0_u8; 1010]))).unwrap_err();
    let two = arena.alloc([2_u8; 1010]);
    assert_eq!((*one, two[1009]), (1, 2));
    arena.alloc([3_u8; 12_000]);

    source.1.set(true);
    catch_unwind(AssertUnwindSafe(|| arena.reset())).unwrap_err();
    assert_eq!(arena.used(), 0);
    // The chunk that a reset keeps is there nevertheless.
    let calls = source.0.calls();
    let three = arena.alloc([3_u8; 1010]);
    assert_eq!((three[0], source.0.calls()), (3, calls));
    drop(arena);
    // What was lost at the second unwinding is the test's to free.
    source.0.free_all();
}

#[test]
fn a_source_that_unwinds_at_the_first_chunk_leaks_no_later_one() {
    let source = Unwinding::default();
    source.1.set(true);
    let arena = Arena::new_in(&source);
    catch_unwind(AssertUnwindSafe(|| arena.alloc(1_u64))).unwrap_err();
    assert_eq!((arena.used(), source.0.chunks()), (0, 0));
    assert_eq!((*arena.alloc(2_u64), arena.used()), (2, 8));
    assert_eq!(source.0.chunks(), 1);
    drop(arena);
    assert_eq!(source.0.chunks(), 0);
}

#[test]
fn a_source_that_unwinds_later_leaks_no_chunk() {
    let source = Unwinding::default();
    let arena = Arena::new_in(&source);
    arena.alloc(1_u64);
    source.1.set(true);
    catch_unwind(AssertUnwindSafe(|| arena.alloc([1_u8; 4000]))).unwrap_err();
    assert_eq!((arena.used(), source.0.chunks()), (8, 1));
    // What it counts is more than its one chunk has: dropping it must not take that for two.
    assert!(arena.reserved() > source.0.bytes());
    drop(arena);
    assert_eq!(source.0.chunks(), 0);
}

#[test]
fn a_chunk_that_was_not_obtained_makes_the_next_one_no_larger() {
    let source = Unwinding::default();
    let mut arena = Arena::new_in(&source);
    for _ in 0..100 {
        source.1.set(true);
        catch_unwind(AssertUnwindSafe(|| arena.alloc(1_u64))).unwrap_err();
    }
    let before = arena.reserved();
    arena.alloc(2_u64);
    assert_eq!((arena.reserved() - before, source.0.bytes()), (1024, 1024));
    arena.release();
    assert_eq!((*arena.alloc(3_u64), source.0.bytes()), (3, 1024));
}

/// Uses its arena in the middle of providing for it.
#[derive(Default)]
struct Reentrant {
    source: Rc<Source>,
    arena: RefCell<Weak<Arena<Reentrant>>>,
    seen: RefCell<Vec<NonNull<[u64; 100]>>>,
}

// SAFETY: the blocks are those of the source within.
unsafe impl ChunkSource for Reentrant {
    fn obtain(&self, layout: Layout) -> Option<NonNull<u8>> {
        let arena = self.arena.take();
        if let Some(arena) = arena.upgrade() {
            self.seen.borrow_mut().push(NonNull::from(arena.alloc([7; 100])));
        }
        self.arena.replace(arena);
        self.source.obtain(layout)
    }
    unsafe fn give_back(&self, block: NonNull<u8>, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { self.source.give_back(block, layout) };
    }
}

#[test]
fn a_source_may_use_its_own_arena() {
    // One without a limit takes its first chunk in another way.
    for limit in [Some(50_000), None] {
        let source = Rc::<Source>::default();
        let arena = Rc::new_cyclic(|arena| {
            let arena = RefCell::new(Weak::clone(arena));
            Arena::new_in(Reentrant { source: Rc::clone(&source), arena, ..Reentrant::default() })
        });
        if limit.is_some() {
            arena.set_limit(limit);
        }
        assert_eq!(*arena.alloc(1_u64), 1);
        let own: Vec<_> = (0..200).map_while(|n| arena.try_alloc([n; 20]).ok()).collect();
        assert!(own.len() > 50);
        assert!(own.iter().zip(0..).all(|(block, n)| **block == [n; 20]));
        assert!(arena.reserved() <= limit.unwrap_or(usize::MAX));
        assert_eq!(arena.reserved(), source.bytes());
    }
}

/// Bounds its arena in the middle of providing for it.
#[derive(Default)]
struct Bounding {
    source: Source,
    arena: RefCell<Weak<Arena<Bounding>>>,
}

// SAFETY: the blocks are those of the source within.
unsafe impl ChunkSource for Bounding {
    fn obtain(&self, layout: Layout) -> Option<NonNull<u8>> {
        if let Some(arena) = self.arena.take().upgrade() {
            arena.set_limit(Some(600));
            assert_eq!(*arena.alloc(7_u64), 7);
        }
        self.source.obtain(layout)
    }
    unsafe fn give_back(&self, block: NonNull<u8>, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { self.source.give_back(block, layout) };
    }
}

#[test]
fn a_limit_that_a_source_sets_holds_for_the_chunk_that_it_is_asked_for() {
    let arena = Rc::new_cyclic(|arena| {
        let arena = RefCell::new(Weak::clone(arena));
        Arena::new_in(Bounding { arena, ..Bounding::default() })
    });
    assert_eq!(*arena.alloc(1_u64), 1);
    assert_eq!((arena.used(), arena.reserved()), (16, 600));
}

/// Has but the last bytes of the address space.
#[derive(Default)]
struct Last(Cell<usize>);

// SAFETY: no machine that runs the tests has memory there, so the blocks are not valid; what is tested
// is that an arena, which could not use all of them, touches none.
unsafe impl ChunkSource for Last {
    fn obtain(&self, layout: Layout) -> Option<NonNull<u8>> {
        self.0.set(self.0.get() + 1);
        let start = (usize::MAX - layout.size()) & !(layout.align() - 1);
        NonNull::new(std::ptr::without_provenance_mut(start))
    }
    unsafe fn give_back(&self, block: NonNull<u8>, layout: Layout) {
        assert!(block.addr().get() > usize::MAX - layout.size() - layout.align());
        self.0.set(self.0.get() - 1);
    }
}

#[test]
fn a_chunk_where_the_address_space_ends_is_refused() {
    let source = Last::default();
    let arena = Arena::new_in(&source);
    assert!(arena.try_alloc(1_u64).is_err());
    assert!(arena.try_alloc_slice_copy(&[1_u8; 10_000]).is_err());
    assert_eq!((arena.reserved(), source.0.get()), (0, 0));
}
