//! Scopes take back what is theirs, in any order of drop and forget.

use std::{
    cell::RefCell,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
};

use arena_alloc::{Arena, Scope};

use crate::fuzz::Source;

#[test]
fn a_scope_gives_back_its_blocks_and_keeps_the_outer_ones() {
    let mut arena = Arena::new();
    for round in 0..3 {
        arena.scope(|outer| {
            let kept = outer.alloc([round; 10]);
            for n in 0..5 {
                outer.scope(|inner| {
                    let own = inner.alloc([n; 10]);
                    inner.scope(|innermost| *innermost.alloc(own[0]));
                    assert_eq!((kept[9], own[9]), (round, n));
                });
            }
            let after = outer.alloc(round);
            assert_eq!(*kept, [*after; 10]);
        });
        assert_eq!(arena.used(), 0);
    }
    assert_eq!(arena.reserved(), 1024);
}

#[test]
fn what_a_scope_returns_is_no_block_of_it() {
    let mut arena = Arena::new();
    let sum = arena.scope(|scope| scope.alloc_slice_fill_with(10, |n| n).iter().sum::<usize>());
    assert_eq!(sum, 45);
    // A box may leave the arena's blocks behind, its value may not.
    let text = arena.scope(|scope| {
        let text = scope.alloc_box(String::from("out"));
        arena_alloc::ArenaBox::into_inner(text)
    });
    assert_eq!(text, "out");
}

#[test]
fn a_scope_over_many_chunks_asks_its_source_once() {
    let source = Source::default();
    let mut arena = Arena::new_in(&source);
    let job = |scope: &mut Scope<'_>| {
        let blocks: Vec<_> = (0..200_u64).map(|n| scope.alloc([n; 10])).collect();
        assert!(blocks.iter().zip(0..).all(|(block, n)| **block == [n; 10]));
    };
    arena.scope(job);
    let (calls, reserved) = (source.calls(), arena.reserved());
    assert!(calls > 2);
    for _ in 0..5 {
        arena.scope(job);
        assert_eq!((arena.used(), arena.reserved(), source.calls()), (0, reserved, calls));
    }
    // The same behind a block that stays.
    let mut guard = arena.guard();
    for _ in 0..5 {
        guard.alloc(1_u64);
        guard.scope(job);
    }
    drop(guard);
    assert_eq!(source.calls(), calls);
    arena.reset();
    assert_eq!(source.chunks(), 1);
}

#[test]
fn an_oversized_block_of_a_scope_goes_back_to_the_source() {
    let source = Source::default();
    let mut arena = Arena::new_in(&source);
    arena.alloc(1_u8);
    arena.scope(|scope| {
        scope.alloc_slice_fill_with(10_000, |_| 1_u8);
        scope.scope(|inner| _ = inner.alloc_slice_fill_with(100_000, |_| 2_u8));
        assert!(source.bytes() < 50_000);
    });
    assert_eq!((arena.used(), source.chunks(), arena.reserved()), (8, 1, 1024));
    assert_eq!(source.bytes(), 1024);
}

#[test]
fn a_closure_that_panics_ends_its_scope() {
    let mut arena = Arena::new();
    arena.alloc(1_u64);
    let scoped = AssertUnwindSafe(|| {
        arena.scope(|scope| {
            scope.alloc([7; 100]);
            scope.scope(|inner| {
                inner.alloc([8; 1000]);
                panic!("as told");
            })
        })
    });
    catch_unwind(scoped).unwrap_err();
    assert_eq!(arena.used(), 8);
    assert!(arena.high_water() > 4400);
}

#[test]
fn guards_dropped_and_forgotten_in_any_order() {
    let last = if cfg!(miri) { 0b1_0101 } else { 0b11_1111 };
    for forgotten in 0..=last {
        let source = Source::default();
        let mut arena = Arena::new_in(&source);
        let kept = u64::from(forgotten);
        arena.alloc(kept);
        deeper(&mut arena.guard(), forgotten, 0);
        // All guards are gone, and what the forgotten ones left is within the first.
        assert_eq!(arena.used(), 8);
        mem::forget({
            let guard = arena.guard();
            guard.alloc([1_u8; 40]);
            guard
        });
        assert_eq!(arena.used(), 48);
        arena.alloc(2_u64);
        arena.reset();
        assert_eq!((arena.used(), source.chunks()), (0, 1));
    }
}

fn byte(n: usize) -> u8 {
    n.to_le_bytes()[0]
}

fn deeper(outer: &mut arena_alloc::ScopeGuard<'_>, forgotten: u32, depth: u32) {
    if depth == 6 {
        return;
    }
    let size = [8, 600, 3000][depth as usize % 3];
    for round in 0..2 {
        let mut guard = outer.guard();
        let marks = guard.alloc_slice_fill_with(size, byte).len();
        deeper(&mut guard, forgotten, depth + 1);
        let own = guard.alloc_slice_fill_with(marks, |n| byte(n) ^ 0xFF);
        if forgotten >> depth & 1 == 1 && round == 0 {
            mem::forget(guard);
        } else {
            assert!(own.iter().zip(0_usize..).all(|(&own, n)| own == byte(n) ^ 0xFF));
        }
    }
}

#[test]
fn swapped_guards_end_their_own_scopes() {
    let (mut one, mut two) = (Arena::new(), Arena::new());
    {
        let mut first = one.guard();
        let mut second = two.guard();
        first.alloc([1_u8; 40]);
        second.alloc([2_u8; 80]);
        mem::swap(&mut first, &mut second);
        first.alloc([3_u8; 80]);
        drop(second);
        first.alloc([4_u8; 80]);
    }
    assert_eq!((one.used(), two.used()), (0, 0));
    assert_eq!((one.high_water(), two.high_water()), (40, 240));
}

#[test]
fn a_guard_and_a_closure_within_each_other() {
    let mut arena = Arena::new();
    let mut guard = arena.guard();
    let outer = guard.alloc(1_u32);
    *outer += 1;
    guard.scope(|scope| {
        let mut inner = scope.guard();
        let number = inner.alloc(3_u32);
        *number += 1;
        assert_eq!(inner.scope(|scope| *scope.alloc(5_u32)), 5);
        mem::forget(inner);
        assert_eq!(*scope.alloc(6_u32), 6);
    });
    assert!(format!("{guard:?}").starts_with("ScopeGuard { used: 8"));
    drop(guard);
    assert_eq!(arena.used(), 0);
    arena.scope(|scope| assert_eq!(format!("{scope:?}"), "Scope { used: 0, .. }"));
}

#[test]
fn a_scope_of_an_arena_without_chunks() {
    let mut arena = Arena::new();
    for _ in 0..3 {
        arena.scope(|scope| {
            scope.scope(|inner| _ = inner.alloc(1_u64));
            scope.alloc(2_u64);
        });
        assert_eq!((arena.used(), arena.reserved()), (0, 1024));
    }
}

#[test]
fn rewinding_again_and_again() {
    let source = Source::default();
    let arena = Arena::new_in(&source);
    let none = arena.checkpoint();
    let kept = arena.alloc(1_u64);
    let start = arena.checkpoint();
    for round in 0..10_usize {
        let blocks: Vec<_> = (0..round * 20).map(|n| arena.alloc([n; 10])).collect();
        assert!(blocks.iter().zip(0..).all(|(block, n)| **block == [n; 10]));
        // SAFETY: the blocks are not used any more.
        unsafe { arena.rewind(start) };
        assert_eq!((*kept, arena.used()), (1, 8));
    }
    // SAFETY: neither is the first one.
    unsafe { arena.rewind(none) };
    assert_eq!(arena.used(), 0);
    // SAFETY: nothing was taken since.
    unsafe { arena.rewind(none) };
    arena.alloc([1_u8; 1000]);
    assert_eq!(arena.used(), 1000);
    assert!(format!("{none:?}").starts_with("Checkpoint"));
}

#[test]
fn a_scope_knows_its_limit() {
    let source = Source::default();
    let mut arena = Arena::new_in(&source);
    arena.set_limit(Some(10_000));
    arena.alloc(1_u64);
    arena.scope(|scope| {
        while scope.try_alloc([0_u8; 200]).is_ok() {}
        let error = scope.try_alloc([0_u8; 200]).unwrap_err().error;
        assert_eq!(error.requested, 200);
        assert!(error.limit_left.is_some_and(|left| left < 216));
    });
    assert_eq!(arena.used(), 8);
    // What the scope's chunks leave is too little; they go back for the sake of this.
    assert!(arena.reserved() > 9000);
    arena.scope(|scope| _ = scope.alloc([1_u8; 8900]));
    assert!(arena.reserved() <= 10_000);
    assert_eq!(source.bytes(), arena.reserved());
}

#[test]
fn blocks_of_a_scope_may_point_outward() {
    struct Node<'s> {
        parent: Option<&'s Node<'s>>,
        seen: RefCell<Vec<usize>>,
    }
    fn depth(node: &Node<'_>) -> usize {
        node.parent.map_or(0, |parent| 1 + depth(parent))
    }
    let mut arena = Arena::new();
    arena.scope(|scope| {
        let root = &*scope.alloc_leak(Node { parent: None, seen: RefCell::default() });
        let child = scope.alloc_leak(Node { parent: Some(root), seen: RefCell::default() });
        scope.scope(|inner| {
            let leaf = inner.alloc_box(Node { parent: Some(child), seen: RefCell::default() });
            leaf.seen.borrow_mut().push(depth(&leaf));
            root.seen.borrow_mut().push(depth(&leaf));
        });
        assert_eq!(root.seen.take(), [2]);
        child.seen.take();
    });
}

#[test]
fn keeping_all_chunks_asks_the_source_no_more() {
    let source = Source::default();
    let mut arena = Arena::new_in(&source);
    let mut calls = 0;
    for round in 0..6 {
        for n in 0..40_u8 {
            arena.alloc_slice_copy(&[n; 100]);
            arena.alloc([n; 700]);
        }
        arena.alloc_slice_fill_with(300_000, |n| byte(n) ^ round);
        arena.alloc_slice_copy(&[round; 3000]);
        assert!(round < 1 || source.calls() == calls, "round {round}");
        calls = source.calls();
        let reserved = arena.reserved();
        arena.reset_keep_all();
        assert_eq!((arena.used(), arena.reserved(), source.bytes()), (0, reserved, reserved));
    }
    // An oversized chunk is one for ever: a plain reset keeps another.
    arena.reset();
    assert_eq!(source.chunks(), 1);
    assert!(arena.reserved() < 300_000);
    arena.release();
    arena.reset_keep_all();
    assert_eq!((arena.reserved(), source.chunks()), (0, 0));
}

#[test]
fn the_chunk_with_more_room_is_the_current_one() {
    let arena = Arena::new();
    arena.alloc([0_u8; 200]);
    // 808 bytes are left. The limit makes the next chunk as small as the block.
    arena.set_limit(Some(1024 + 16 + 1000));
    arena.alloc([1_u8; 1000]);
    arena.alloc([2_u8; 800]);
    assert_eq!((arena.used(), arena.reserved()), (2000, 2040));
}

#[cfg(debug_assertions)]
#[test]
fn freed_bytes_hold_a_pattern() {
    let bytes = |block: *const u8, len| {
        // SAFETY: the arena's chunk lives, and nobody else uses it meanwhile.
        unsafe { std::slice::from_raw_parts(block, len) }.to_vec()
    };
    let source = Source::default();
    let mut arena = Arena::new_in(&source);
    let kept = (&raw mut *arena.alloc(0x1111_1111_1111_1111_u64)).cast::<u8>();
    let own = arena.scope(|scope| scope.alloc_slice_copy(&[7_u8; 24]).as_ptr());
    if cfg!(not(hardpan_asan)) {
        assert_eq!(bytes(own, 24), [0xDD; 24]);
        assert_eq!(bytes(kept, 8), [0x11; 8]);
        arena.reset();
        assert_eq!(bytes(kept, 32), [0xDD; 32]);
    }
}
