use std::hint::black_box;

use arena_alloc::Arena;

use crate::{Meter, budget};

budget! {
    fn alloc_u64(arena: &Arena, value: u64) -> &u64 {
        arena.alloc(value)
    }

    fn alloc_str(arena: &Arena, text: &str) -> usize {
        black_box(arena.alloc_str(text)).len()
    }

    fn alloc_slice_copy(arena: &Arena, values: &[u64]) -> usize {
        black_box(arena.alloc_slice_copy(values)).len()
    }

    /// A thousand in a loop: what one costs where the compiler sees its neighbours.
    fn thousand_u64(arena: &Arena) -> u64 {
        (0..1000).map(|n| *black_box(arena.alloc(n))).sum()
    }

    fn scope(arena: &mut Arena, value: u64) -> u64 {
        arena.scope(|scope| *black_box(scope.alloc(value)))
    }
}

pub(crate) fn rows(meter: &mut impl Meter) {
    let mut arena = Arena::with_capacity(64 << 10);
    arena.alloc(black_box(1_u64));
    // What an arena makes once, at its first scope's end, is no part of a scope's cost.
    drop(arena.guard());
    let value = meter.row("arena_alloc.alloc_u64", || alloc_u64(&arena, black_box(2)));
    assert_eq!(*value, 2);
    let text = black_box("sixteen letters!");
    assert_eq!(meter.row("arena_alloc.alloc_str", || alloc_str(&arena, text)), 16);
    let values = black_box([7; 16]);
    let copied = meter.row("arena_alloc.alloc_slice_copy", || alloc_slice_copy(&arena, &values));
    assert_eq!(copied, 16);
    assert_eq!(meter.row("arena_alloc.thousand_u64", || thousand_u64(&arena)), 499_500);
    assert_eq!(meter.row("arena_alloc.scope", || scope(&mut arena, black_box(3))), 3);
}
