//! Arenas: arena-alloc beside bumpalo (in both of its alignments), bump-scope, typed-arena and the
//! system allocator.
//!
//! A job makes `BATCH` allocations, looks at each, and resets; the arena has had its memory before
//! the clock starts. In `million_u64` growing is part of the job. The system allocator frees each
//! block before it makes the next, which is what it does best.

use std::{hint::black_box, time::Duration};

use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};

const BATCH: usize = 1000;
const MILLION: u64 = 1_000_000;
const CAPACITY: usize = 1 << 20;

trait Contestant {
    const NAME: &str;
    fn empty() -> Self;
    fn roomy() -> Self;
    fn put<T: Copy>(&self, value: T) -> &T;
    fn slice<T: Copy>(&self, source: &[T]) -> &[T];
    fn text(&self, source: &str) -> &str;
    fn reset(&mut self);
}

macro_rules! contestant {
    ($name:literal, $type:ty, $empty:expr, $roomy:expr, $($as_ref:ident)?) => {
        impl Contestant for $type {
            const NAME: &str = $name;
            fn empty() -> Self {
                $empty
            }
            fn roomy() -> Self {
                $roomy
            }
            #[inline(always)]
            fn put<T: Copy>(&self, value: T) -> &T {
                self.alloc(value)$(.$as_ref())?
            }
            #[inline(always)]
            fn slice<T: Copy>(&self, source: &[T]) -> &[T] {
                self.alloc_slice_copy(source)$(.$as_ref())?
            }
            #[inline(always)]
            fn text(&self, source: &str) -> &str {
                self.alloc_str(source)$(.$as_ref())?
            }
            fn reset(&mut self) {
                self.reset();
            }
        }
    };
}

/// A value is taken out of its owner, whose type has no destructor to run.
trait IntoShared<'a, T: ?Sized> {
    fn shared(self) -> &'a T;
}

impl<'a, T: ?Sized> IntoShared<'a, T> for bump_scope::BumpBox<'a, T> {
    #[inline(always)]
    fn shared(self) -> &'a T {
        bump_scope::BumpBox::leak(self)
    }
}

type Bump8 = bumpalo::Bump<8>;
type Scope = bump_scope::Bump;

contestant!("arena-alloc", arena_alloc::Arena, Self::new(), Self::with_capacity(CAPACITY),);
contestant!("bumpalo", bumpalo::Bump, Self::new(), Self::with_capacity(CAPACITY),);
contestant!(
    "bumpalo-8",
    Bump8,
    Self::with_min_align(),
    Self::with_min_align_and_capacity(CAPACITY),
);
contestant!("bump-scope", Scope, Self::new(), Self::with_size(CAPACITY), shared);

/// What the jobs read.
struct Input {
    words: Vec<String>,
    numbers: Vec<u64>,
    lengths: Vec<usize>,
}

impl Input {
    fn new() -> Self {
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
}

fn hot_u64<C: Contestant>(arena: &C) -> u64 {
    (0..BATCH as u64).map(|n| *black_box(arena.put(n))).sum()
}

fn mixed<C: Contestant>(arena: &C) -> u64 {
    let mut sum = 0;
    for n in 0..BATCH as u64 / 5 {
        sum += u64::from(*black_box(arena.put(n as u8)));
        sum += u64::from(*black_box(arena.put(n as u32)));
        sum += black_box(arena.put([n; 3]))[1];
        sum += black_box(arena.put((n as u16, 1_u8))).0 as u64;
        sum += black_box(arena.put([n as u32; 11]))[7] as u64;
    }
    sum
}

fn strings<C: Contestant>(arena: &C, input: &Input) -> u64 {
    input.words.iter().map(|word| black_box(arena.text(word)).len() as u64).sum()
}

fn slices<C: Contestant>(arena: &C, input: &Input) -> u64 {
    let slices = input.lengths.iter().map(|&length| &input.numbers[..length]);
    slices.map(|slice| black_box(arena.slice(slice)).len() as u64).sum()
}

fn million<C: Contestant>() -> u64 {
    let arena = C::empty();
    (0..MILLION).map(|n| *black_box(arena.put(n))).sum()
}

fn million_typed() -> u64 {
    let arena = typed_arena::Arena::new();
    (0..MILLION).map(|n| *black_box(arena.alloc(n))).sum()
}

/// Every contestant returns what it was given.
fn check<C: Contestant>(input: &Input) {
    let mut arena = C::roomy();
    for _ in 0..2 {
        let words: Vec<_> = input.words.iter().map(|word| arena.text(word)).collect();
        let slices: Vec<_> =
            input.lengths.iter().map(|&n| arena.slice(&input.numbers[..n])).collect();
        assert_eq!(words, input.words);
        assert!(slices.iter().zip(&input.lengths).all(|(slice, &n)| *slice == &input.numbers[..n]));
        assert_eq!(hot_u64(&arena), 499_500);
        assert_eq!(mixed(&arena), mixed(&bumpalo::Bump::new()));
        arena.reset();
    }
    assert_eq!(million::<C>(), million_typed());
}

fn contest<C: Contestant>(criterion: &mut Criterion, input: &Input) {
    check::<C>(input);
    let mut arena = C::roomy();
    let mut job = |name: &str, job: &dyn Fn(&C) -> u64| {
        group(criterion, name, BATCH as u64).bench_function(C::NAME, |bencher| {
            bencher.iter(|| {
                let sum = job(&arena);
                arena.reset();
                sum
            });
        });
    };
    job("arena/hot_u64", &|arena| hot_u64(arena));
    job("arena/mixed", &|arena| mixed(arena));
    job("arena/strings", &|arena| strings(arena, input));
    job("arena/slices", &|arena| slices(arena, input));
    group(criterion, "arena/million_u64", MILLION)
        .bench_function(C::NAME, |b| b.iter(million::<C>));
}

fn group<'c>(
    criterion: &'c mut Criterion,
    name: &str,
    elements: u64,
) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(elements));
    group
}

fn malloc(criterion: &mut Criterion, input: &Input) {
    let mut job = |name: &str, job: &dyn Fn()| {
        group(criterion, name, BATCH as u64).bench_function("malloc", |bencher| bencher.iter(job));
    };
    job("arena/hot_u64", &|| (0..BATCH as u64).for_each(|n| drop(black_box(Box::new(n)))));
    job("arena/strings", &|| {
        input.words.iter().for_each(|word| drop(black_box(Box::<str>::from(&**word))));
    });
    job("arena/slices", &|| {
        let slices = input.lengths.iter().map(|&length| &input.numbers[..length]);
        slices.for_each(|slice| drop(black_box(Box::<[u64]>::from(slice))));
    });
}

fn all(criterion: &mut Criterion) {
    let input = Input::new();
    // Freeing a large mapping teaches glibc to serve such blocks from its heap from now on. Without
    // it, `million_u64` would time the kernel's page faults, for whoever comes first.
    drop(black_box(vec![1_u8; 30 << 20]));
    contest::<arena_alloc::Arena>(criterion, &input);
    contest::<bumpalo::Bump>(criterion, &input);
    contest::<Bump8>(criterion, &input);
    contest::<Scope>(criterion, &input);
    group(criterion, "arena/million_u64", MILLION)
        .bench_function("typed-arena", |bencher| bencher.iter(million_typed));
    malloc(criterion, &input);
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1000));
    targets = all
}
criterion_main!(benches);
