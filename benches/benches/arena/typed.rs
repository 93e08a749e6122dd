//! The jobs that an arena of one type can do. It has no reset, so each makes one with enough capacity.

use std::hint::black_box;

use crate::jobs::{BATCH, Input, LEVELS, MILLION, Node, tree_boxed, walk};

/// The jobs of an arena `$arena<T>` by the module's name.
macro_rules! typed {
    ($module:ident, $arena:ident) => {
        pub mod $module {
            use super::*;

            pub fn hot_u64() -> u64 {
                let arena = $arena::with_capacity(BATCH);
                (0..BATCH as u64).map(|n| *black_box(arena.alloc(n))).sum()
            }

            pub fn slices(input: &Input) -> u64 {
                let arena = $arena::with_capacity(64 * BATCH);
                let copy = |slice: &[u64]| {
                    black_box(arena.alloc_extend(slice.iter().copied())).len() as u64
                };
                input.slices().map(copy).sum()
            }

            pub fn tree() -> u64 {
                fn grow<'a>(arena: &'a $arena<Node<'a>>, level: u32, value: u64) -> &'a Node<'a> {
                    let children = (level > 1).then(|| {
                        [grow(arena, level - 1, 2 * value), grow(arena, level - 1, 2 * value + 1)]
                    });
                    black_box(arena.alloc(Node { value, children }))
                }
                let arena = $arena::with_capacity(1 << LEVELS);
                walk(grow(&arena, LEVELS, 1))
            }

            #[inline(never)]
            pub fn short(first: u64) -> u64 {
                let arena = $arena::new();
                (first..first + 10).map(|n| *black_box(arena.alloc(n))).sum()
            }

            #[inline(never)]
            pub fn short_sized(first: u64) -> u64 {
                let arena = $arena::with_capacity(10);
                (first..first + 10).map(|n| *black_box(arena.alloc(n))).sum()
            }

            pub fn million_u64() -> u64 {
                let arena = $arena::new();
                (0..MILLION).map(|n| *black_box(arena.alloc(n))).sum()
            }

            pub fn check(input: &Input) {
                let arena = $arena::new();
                let copies: Vec<_> = input
                    .slices()
                    .map(|slice| &*arena.alloc_extend(slice.iter().copied()))
                    .collect();
                assert!(copies.into_iter().eq(input.slices()));
                assert_eq!(
                    slices(input),
                    input.slices().map(|slice| slice.len() as u64).sum::<u64>()
                );
                assert_eq!([hot_u64(), short(0), short_sized(0)], [499_500, 45, 45]);
                assert_eq!(tree(), tree_boxed());
                assert_eq!(million_u64(), MILLION * (MILLION - 1) / 2);
            }
        }
    };
}

use arena_alloc::TypedArena;
use typed_arena::Arena;

typed!(theirs, Arena);
typed!(ours, TypedArena);

/// typed-arena has texts, too.
pub fn strings(input: &Input) -> u64 {
    let arena = Arena::with_capacity(32 * BATCH);
    input.words().map(|word| black_box(arena.alloc_str(word)).len() as u64).sum()
}
