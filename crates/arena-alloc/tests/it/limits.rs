//! Limits, and requests that no machine can meet.

use std::{
    alloc::Layout,
    panic::{AssertUnwindSafe, catch_unwind},
};

use arena_alloc::{AllocError, Arena};

use crate::fuzz::Source;

const HEADER: usize = 16;
const LARGEST: usize = usize::MAX / 2;

#[test]
fn a_limit_holds_to_the_byte() {
    for limit in 0..200 {
        let arena = Arena::new();
        arena.set_limit(Some(limit));
        let mut blocks = Vec::new();
        while let Ok(block) = arena.try_alloc(blocks.len()) {
            blocks.push(block);
        }
        assert_eq!(blocks.len(), limit.saturating_sub(HEADER) / 8);
        let error = arena.try_alloc(0_u64).unwrap_err().error;
        assert_eq!(error.limit_left, Some(limit - arena.reserved()));
        assert!(blocks.iter().enumerate().all(|(n, block)| **block == n));
    }
}

#[test]
fn an_oversized_block_fits_a_limit_exactly() {
    for align in [1, 8, 16, 64, 4096] {
        let layout = Layout::from_size_align(10_000, align).expect("a layout");
        let needed = HEADER + 10_000 + align.saturating_sub(16);
        let arena = Arena::new();
        arena.set_limit(Some(needed - 1));
        let error = AllocError { requested: 10_000, limit_left: Some(needed - 1) };
        assert_eq!(arena.try_alloc_layout(layout), Err(error));
        arena.set_limit(Some(needed));
        arena.alloc_layout(layout);
        assert_eq!(arena.reserved(), needed);
    }
}

#[test]
fn at_its_limit_an_arena_is_usable_and_a_lower_limit_frees_nothing() {
    let mut arena = Arena::new();
    arena.alloc([1_u8; 100]);
    arena.set_limit(Some(10));
    assert_eq!((arena.limit(), arena.reserved()), (Some(10), 1024));
    assert_eq!(arena.try_alloc([2_u8; 2000]).unwrap_err().error.limit_left, Some(0));
    assert_eq!(arena.try_alloc_str("room is left").as_deref(), Ok("room is left"));
    arena.set_limit(None);
    arena.alloc([2_u8; 2000]);
    arena.reset();
    assert_eq!(arena.limit(), None);
}

#[test]
fn layouts_near_the_largest_are_refused() {
    // Not the global allocator: under a sanitizer it ends the program at such a request.
    let source = Source::default();
    let arena = Arena::new_in(&source);
    let kept = arena.alloc(7_u8);
    for shift in 0..20 {
        let align = 1_usize << shift;
        for less in 0..40 {
            let size = LARGEST - (align - 1) - less;
            let layout = Layout::from_size_align(size, align).expect("a layout");
            let error = arena.try_alloc_layout(layout).unwrap_err();
            assert_eq!((error.requested, error.limit_left), (size, None));
        }
    }
    assert_eq!(arena.reserved(), 1024);
    assert_eq!(*kept, 7);
    assert_eq!(Arena::try_with_capacity(usize::MAX).unwrap_err().requested, usize::MAX);
    Arena::try_with_capacity(LARGEST).unwrap_err();
}

#[test]
fn the_infallible_forms_panic_and_say_what_to_do() {
    let arena = Arena::new();
    arena.set_limit(Some(0));
    let said = |call: &dyn Fn()| {
        let panic = catch_unwind(AssertUnwindSafe(call)).unwrap_err();
        *panic.downcast::<String>().expect("a message")
    };
    let all = [
        said(&|| drop(arena.alloc_box([1_u8; 3]))),
        said(&|| _ = arena.alloc([1_u8; 3])),
        said(&|| _ = arena.alloc_leak([1_u8; 3])),
        said(&|| _ = arena.alloc_slice_copy(&[1_u8; 3])),
        said(&|| _ = arena.alloc_str("abc")),
        said(&|| _ = arena.alloc_layout(Layout::new::<[u8; 3]>())),
    ];
    for message in all {
        assert!(message.contains("3 bytes") && message.contains("raise the limit"), "{message}");
    }
    assert!(arena.try_alloc_str("").is_ok());
}

#[test]
fn a_refused_value_comes_back() {
    let arena = Arena::new();
    arena.set_limit(Some(0));
    let text = String::from("text");
    let text = arena.try_alloc_box(text).unwrap_err().value;
    let text = arena.try_alloc_leak(text).unwrap_err().value;
    assert_eq!(text, "text");
}

#[test]
fn meeting_a_limit_often_makes_no_huge_chunk_when_it_is_gone() {
    let mut arena = Arena::new();
    for _ in 0..50 {
        arena.set_limit(Some(10_000));
        while arena.try_alloc([0_u8; 100]).is_ok() {}
        arena.reset();
    }
    arena.set_limit(None);
    while arena.reserved() <= 10_000 {
        arena.alloc([0_u8; 100]);
    }
    assert!(arena.reserved() < 30_000);
}

#[test]
fn oversized_requests_of_past_rounds_make_no_huge_chunk() {
    let mut arena = Arena::new();
    for _ in 0..50 {
        arena.alloc(1_u8);
        arena.alloc_layout(Layout::new::<[u8; 1 << 24]>());
        arena.reset();
        assert!(arena.reserved() <= 1 << 16);
    }
    arena.set_limit(Some((1 << 24) + (1 << 18)));
    for _ in 0..10 {
        arena.alloc([1_u8; 1000]);
    }
    arena.alloc_layout(Layout::new::<[u8; 1 << 24]>());
}

#[test]
fn nor_do_those_of_past_scopes() {
    let mut arena = Arena::new();
    for _ in 0..50 {
        arena.alloc(1_u8);
        arena.scope(|scope| _ = scope.alloc_layout(Layout::new::<[u8; 1 << 24]>()));
        arena.reset();
        assert_eq!((arena.used(), arena.reserved()), (0, 1024));
    }
    arena.set_limit(Some(1 << 18));
    arena.alloc([1_u8; 1000]);
    arena.alloc([1_u8; 1000]);
    assert_eq!(arena.reserved(), 1024 + (1 << 16));
}

#[test]
fn nor_do_those_of_past_scopes_of_an_arena_without_chunks() {
    let mut arena = Arena::new();
    for _ in 0..50 {
        arena.scope(|scope| _ = scope.alloc_layout(Layout::new::<[u8; 1 << 24]>()));
        arena.reset();
        assert_eq!((arena.used(), arena.reserved()), (0, 0));
    }
    arena.alloc(1_u8);
    assert!(arena.reserved() <= 1 << 16);
}

#[test]
fn a_run_meets_the_limit_that_its_iterator_sets() {
    let source = Source::default();
    for at in [0, 5, 200] {
        let mut arena = Arena::new_in(&source);
        let before = arena.alloc([7_u8; 100]);
        let values = (0..10_000).filter(|&n| {
            if n == at {
                arena.set_limit(Some(arena.reserved()));
            }
            true
        });
        let error = arena.try_alloc_box_slice_from_iter(values.map(Box::new)).unwrap_err();
        assert_eq!(error.limit_left, Some(0));
        assert_eq!((before, arena.reserved()), (&mut [7; 100], source.bytes()));
        // What the run had, before it moved or as a whole, is the arena's again, or is lost until here.
        arena.reset();
        assert_eq!(arena.used(), 0);
    }
}
