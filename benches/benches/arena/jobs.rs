//! What is timed: each job returns a number, which must be the same for all.

use std::hint::black_box;

use crate::contestants::{Allocates, Contestant};

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
    value: u64,
    children: Option<[&'a Node<'a>; 2]>,
}

pub const LEVELS: u32 = 10;

pub fn tree<A: Allocates>(arena: &A) -> u64 {
    fn grow<A: Allocates>(arena: &A, level: u32, value: u64) -> &Node<'_> {
        let children = (level > 1)
            .then(|| [grow(arena, level - 1, 2 * value), grow(arena, level - 1, 2 * value + 1)]);
        black_box(arena.put(Node { value, children }))
    }
    walk(grow(arena, LEVELS, 1))
}

pub fn tree_typed() -> u64 {
    fn grow<'a>(arena: &'a typed_arena::Arena<Node<'a>>, level: u32, value: u64) -> &'a Node<'a> {
        let children = (level > 1)
            .then(|| [grow(arena, level - 1, 2 * value), grow(arena, level - 1, 2 * value + 1)]);
        black_box(arena.alloc(Node { value, children }))
    }
    let arena = typed_arena::Arena::with_capacity(1 << LEVELS);
    walk(grow(&arena, LEVELS, 1))
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

fn walk(node: &Node<'_>) -> u64 {
    node.value + node.children.iter().flatten().map(|child| walk(child)).sum::<u64>()
}

pub fn million<C: Contestant>() -> u64 {
    let arena = C::empty();
    (0..MILLION).map(|n| *black_box(arena.put(n))).sum()
}

pub fn million_typed_arena() -> u64 {
    let arena = typed_arena::Arena::new();
    (0..MILLION).map(|n| *black_box(arena.alloc(n))).sum()
}

pub fn million_typed() -> u64 {
    let arena = arena_alloc::TypedArena::new();
    (0..MILLION).map(|n| *black_box(arena.alloc(n))).sum()
}

pub fn short<C: Contestant>(first: u64) -> u64 {
    let arena = C::empty();
    ten(&arena, first)
}

/// Every contestant returns what it was given.
pub fn check<C: Contestant>(input: &Input) {
    let mut arena = C::roomy();
    for _ in 0..2 {
        let words: Vec<_> = input.words().map(|word| arena.text(word)).collect();
        let slices: Vec<_> = input.slices().map(|slice| arena.slice(slice)).collect();
        assert!(words.into_iter().eq(input.words()));
        assert!(slices.into_iter().eq(input.slices()));
        assert_eq!((hot_u64(&arena), arena.pushed(BATCH as u64)), (499_500, 499_500));
        assert_eq!(mixed(&arena), mixed(&bumpalo::Bump::new()));
        assert_eq!((tree(&arena), tree_boxed()), (tree_typed(), tree_typed()));
        arena.reset();
        assert_eq!((arena.ten_in_scope(0), short::<C>(0)), (45, 45));
    }
    assert_eq!(million::<C>(), MILLION * (MILLION - 1) / 2);
    assert_eq!(million_typed(), million_typed_arena());
}
