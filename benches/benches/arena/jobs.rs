//! What is timed: each job returns a number, which must be the same for all.

use std::{hint::black_box, mem::MaybeUninit};

use crate::contestants::{Allocates, CAPACITY, Contestant, Fixed, Inline, Plants, buffer};

pub const BATCH: usize = 1000;
pub const MILLION: u64 = 1_000_000;

/// What the jobs read.
pub struct Input {
    words: Vec<String>,
    numbers: Vec<u64>,
    lengths: Vec<usize>,
}

impl Input {
    pub fn new() -> Self {
        // A small linear congruence: the same input in every run.
        let mut state = 1_u64;
        let mut next = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((state >> 33) % below).expect("small")
        };
        Self {
            words: (0..BATCH)
                .map(|_| "arena".chars().cycle().take(2 + next(30)).collect())
                .collect(),
            numbers: (0..64).collect(),
            lengths: (0..BATCH).map(|_| 1 + next(64)).collect(),
        }
    }

    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| &**word)
    }

    pub fn slices(&self) -> impl Iterator<Item = &[u64]> {
        self.lengths.iter().map(|&length| &self.numbers[..length])
    }
}

pub fn hot_u64<A: Allocates + ?Sized>(arena: &A) -> u64 {
    (0..BATCH as u64).map(|n| *black_box(arena.put(n))).sum()
}

#[inline(always)]
pub fn ten<A: Allocates + ?Sized>(arena: &A, first: u64) -> u64 {
    (first..first + 10).map(|n| *black_box(arena.put(n))).sum()
}

pub fn mixed<A: Allocates>(arena: &A) -> u64 {
    let mut sum = 0;
    for n in 0..BATCH as u64 / 5 {
        sum += u64::from(*black_box(arena.put(n as u8)));
        sum += u64::from(*black_box(arena.put(n as u32)));
        sum += black_box(arena.put([n; 3]))[1];
        sum += u64::from(black_box(arena.put((n as u16, 1_u8))).0);
        sum += u64::from(black_box(arena.put([n as u32; 11]))[7]);
    }
    sum
}

pub fn strings<A: Allocates>(arena: &A, input: &Input) -> u64 {
    input.words().map(|word| black_box(arena.text(word)).len() as u64).sum()
}

pub fn slices<A: Allocates>(arena: &A, input: &Input) -> u64 {
    input.slices().map(|slice| black_box(arena.slice(slice)).len() as u64).sum()
}

/// A node of a binary tree.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub value: u64,
    pub children: Option<[&'a Node<'a>; 2]>,
}

pub const LEVELS: u32 = 10;

pub fn tree<A: Plants>(arena: &A) -> u64 {
    fn grow<A: Plants>(arena: &A, level: u32, value: u64) -> &Node<'_> {
        let children = (level > 1)
            .then(|| [grow(arena, level - 1, 2 * value), grow(arena, level - 1, 2 * value + 1)]);
        black_box(arena.plant(Node { value, children }))
    }
    walk(grow(arena, LEVELS, 1))
}

pub fn tree_into(arena: &bump_into::BumpInto<'_>) -> u64 {
    fn grow<'m>(arena: &bump_into::BumpInto<'m>, level: u32, value: u64) -> &'m Node<'m> {
        let children = (level > 1)
            .then(|| [grow(arena, level - 1, 2 * value), grow(arena, level - 1, 2 * value + 1)]);
        black_box(arena.alloc(Node { value, children }).ok().expect("room"))
    }
    walk(grow(arena, LEVELS, 1))
}

pub struct Boxed {
    value: u64,
    children: Option<[Box<Boxed>; 2]>,
}

pub fn tree_boxed() -> u64 {
    fn grow(level: u32, value: u64) -> Box<Boxed> {
        let children =
            (level > 1).then(|| [grow(level - 1, 2 * value), grow(level - 1, 2 * value + 1)]);
        black_box(Box::new(Boxed { value, children }))
    }
    fn walk(node: &Boxed) -> u64 {
        node.value + node.children.iter().flatten().map(|child| walk(child)).sum::<u64>()
    }
    walk(&grow(LEVELS, 1))
}

pub fn walk(node: &Node<'_>) -> u64 {
    node.value + node.children.iter().flatten().map(|child| walk(child)).sum::<u64>()
}

pub fn million<C: Contestant>() -> u64 {
    let arena = C::empty();
    (0..MILLION).map(|n| *black_box(arena.put(n))).sum()
}

// A call, as are those below, so that what makes the arena is not moved out of the loop that is timed.
#[inline(never)]
pub fn short<C: Contestant>(first: u64) -> u64 {
    let arena = C::empty();
    ten(&arena, first)
}

#[inline(never)]
pub fn short_sized<C: Contestant>(first: u64) -> u64 {
    let arena = C::with_room(256);
    ten(&arena, first)
}

#[inline(never)]
pub fn short_stack<F: Fixed>(first: u64) -> u64 {
    let mut memory = buffer::<256>();
    let arena = F::over(&mut memory);
    ten(&arena, first)
}

#[inline(never)]
pub fn short_inline(first: u64) -> u64 {
    let arena = Inline(arena_alloc::InlineArena::new());
    ten(&arena, first)
}

fn check_copies<A: Allocates>(arena: &A, input: &Input) {
    let words: Vec<_> = input.words().map(|word| arena.text(word)).collect();
    let copies: Vec<_> = input.slices().map(|slice| arena.slice(slice)).collect();
    assert!(words.into_iter().eq(input.words()));
    assert!(copies.into_iter().eq(input.slices()));
    assert_eq!(hot_u64(arena), 499_500);
    assert_eq!(mixed(arena), mixed(&bumpalo::Bump::new()));
    assert_eq!(strings(arena, input), input.words().map(|word| word.len() as u64).sum::<u64>());
    assert_eq!(slices(arena, input), input.slices().map(|slice| slice.len() as u64).sum::<u64>());
}

/// Every contestant returns what it was given.
pub fn check<C: Contestant>(input: &Input) {
    let mut arena = C::with_room(CAPACITY);
    for _ in 0..2 {
        check_copies(&arena, input);
        assert_eq!(arena.pushed(BATCH as u64), 499_500);
        assert_eq!(tree(&arena), tree_boxed());
        arena.reset();
        assert_eq!([arena.ten_in_scope(0), short::<C>(0), short_sized::<C>(0)], [45; 3]);
    }
    assert_eq!(million::<C>(), MILLION * (MILLION - 1) / 2);
}

pub fn check_fixed<F: Fixed>(input: &Input, memory: &mut [MaybeUninit<u8>]) {
    for _ in 0..2 {
        let arena = F::over(memory);
        check_copies(&arena, input);
        assert_eq!(F::tree(&arena), tree_boxed());
    }
    assert_eq!((short_stack::<F>(0), short_inline(0)), (45, 45));
}
