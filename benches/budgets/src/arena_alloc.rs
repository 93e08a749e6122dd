use std::hint::black_box;

use arena_alloc::Arena;

use crate::{Meter, budget};

budget! {
    fn alloc_u64(arena: &Arena, value: u64) -> &u64 {
        arena.alloc(value)
    }
}

pub(crate) fn rows(meter: &mut impl Meter) {
    let arena = Arena::with_capacity(4096);
    arena.alloc(black_box(1_u64));
    let value = meter.row("arena_alloc.alloc_u64", || alloc_u64(&arena, black_box(2)));
    assert_eq!(*value, 2);
}
