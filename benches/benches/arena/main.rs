//! Arenas: arena-alloc beside bumpalo (in two of its alignments), bump-scope, blink-alloc,
//! multitude, bump-into, typed-arena and the system allocator.
//!
//! A job makes `BATCH` allocations, looks at each, and resets; the arena has had its memory before
//! the clock starts. In `million_u64` growing is part of the job, in `short` making and dropping the
//! arena; in `short_sized` it is told how much is to come, and `short_stack` is in a buffer on the stack. What has no reset is made anew: over the
//! same buffer (bump-into, `BufArena`), or with enough capacity (typed-arena). The system allocator
//! frees each block before it makes the next, which is what it does best, but for `tree`, `short`,
//! `scope` and `million_u64`, whose blocks live until the end. Where an arena has no scopes, `scope`
//! resets it.
//!
//! Not there is who cannot do a job: typed-arena has values of one type, no scopes and is no
//! allocator; bump-into has no memory of its own and is no allocator.

mod contestants;
mod jobs;
mod typed;

use std::{hint::black_box, mem::MaybeUninit, time::Duration};

use contestants::{Blink, Buf, Bump8, CAPACITY, Contestant, Fixed, Into, Scope};
use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use jobs::{BATCH, Input, LEVELS, MILLION};

fn group<'c>(
    criterion: &'c mut Criterion,
    name: &str,
    elements: u64,
) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(format!("arena/{name}"));
    group.throughput(Throughput::Elements(elements));
    group
}

fn contest<C: Contestant>(criterion: &mut Criterion, input: &Input) {
    jobs::check::<C>(input);
    let mut arena = C::with_room(CAPACITY);
    let batch = BATCH as u64;
    let mut job = |name: &str, elements: u64, job: &dyn Fn(&C) -> u64| {
        group(criterion, name, elements).bench_function(C::NAME, |bencher| {
            bencher.iter(|| {
                let sum = job(&arena);
                arena.reset();
                sum
            });
        });
    };
    job("hot_u64", batch, &|arena| jobs::hot_u64(arena));
    job("mixed", batch, &|arena| jobs::mixed(arena));
    job("strings", batch, &|arena| jobs::strings(arena, input));
    job("slices", batch, &|arena| jobs::slices(arena, input));
    job("tree", (1 << LEVELS) - 1, &|arena| jobs::tree(arena));
    job("vec_push", batch, &|arena| arena.pushed(batch));
    group(criterion, "scope", 10)
        .bench_function(C::NAME, |bencher| bencher.iter(|| arena.ten_in_scope(black_box(0))));
    group(criterion, "short", 10)
        .bench_function(C::NAME, |bencher| bencher.iter(|| jobs::short::<C>(black_box(0))));
    group(criterion, "short_sized", 10)
        .bench_function(C::NAME, |bencher| bencher.iter(|| jobs::short_sized::<C>(black_box(0))));
    group(criterion, "million_u64", MILLION)
        .bench_function(C::NAME, |bencher| bencher.iter(jobs::million::<C>));
}

fn contest_fixed<F: Fixed>(criterion: &mut Criterion, input: &Input) {
    let mut memory = vec![MaybeUninit::uninit(); CAPACITY];
    jobs::check_fixed::<F>(input, &mut memory);
    let batch = BATCH as u64;
    let mut job = |name: &str, elements: u64, job: &dyn Fn(&F::Arena<'_>) -> u64| {
        group(criterion, name, elements).bench_function(F::NAME, |bencher| {
            bencher.iter(|| job(&F::over(&mut memory)));
        });
    };
    job("hot_u64", batch, &|arena| jobs::hot_u64(arena));
    job("mixed", batch, &|arena| jobs::mixed(arena));
    job("strings", batch, &|arena| jobs::strings(arena, input));
    job("slices", batch, &|arena| jobs::slices(arena, input));
    job("tree", (1 << LEVELS) - 1, &|arena| F::tree(arena));
    group(criterion, "short_stack", 10)
        .bench_function(F::NAME, |bencher| bencher.iter(|| jobs::short_stack::<F>(black_box(0))));
}

/// The jobs of one module of `typed`.
macro_rules! contest_typed {
    ($criterion:ident, $input:ident, $module:ident, $name:literal) => {
        typed::$module::check(&$input);
        let mut job = |name: &str, elements: u64, job: &dyn Fn() -> u64| {
            group($criterion, name, elements).bench_function($name, |bencher| bencher.iter(job));
        };
        job("hot_u64", BATCH as u64, &typed::$module::hot_u64);
        job("slices", BATCH as u64, &|| typed::$module::slices(&$input));
        job("tree", (1 << LEVELS) - 1, &typed::$module::tree);
        job("short", 10, &|| typed::$module::short(black_box(0)));
        job("short_sized", 10, &|| typed::$module::short_sized(black_box(0)));
        job("million_u64", MILLION, &typed::$module::million_u64);
    };
}

fn others(criterion: &mut Criterion, input: &Input) {
    assert_eq!(typed::strings(input), input.words().map(|word| word.len() as u64).sum::<u64>());
    group(criterion, "strings", BATCH as u64)
        .bench_function("typed-arena", |bencher| bencher.iter(|| typed::strings(input)));
    group(criterion, "short_stack", 10).bench_function("arena-alloc-inline", |bencher| {
        bencher.iter(|| jobs::short_inline(black_box(0)));
    });
}

fn malloc(criterion: &mut Criterion, input: &Input) {
    let batch = BATCH as u64;
    let mut job = |name: &str, elements, job: &dyn Fn()| {
        group(criterion, name, elements).bench_function("malloc", |bencher| bencher.iter(job));
    };
    job("hot_u64", batch, &|| (0..batch).for_each(|n| drop(black_box(Box::new(n)))));
    job("mixed", batch, &|| {
        for n in 0..batch / 5 {
            drop(black_box(Box::new(n as u8)));
            drop(black_box(Box::new(n as u32)));
            drop(black_box(Box::new([n; 3])));
            drop(black_box(Box::new((n as u16, 1_u8))));
            drop(black_box(Box::new([n as u32; 11])));
        }
    });
    job("strings", batch, &|| {
        input.words().for_each(|word| drop(black_box(Box::<str>::from(word))));
    });
    job("slices", batch, &|| {
        input.slices().for_each(|slice| drop(black_box(Box::<[u64]>::from(slice))));
    });
    job("tree", (1 << LEVELS) - 1, &|| _ = black_box(jobs::tree_boxed()));
    job("vec_push", batch, &|| {
        let mut numbers = Vec::new();
        for n in 0..batch {
            numbers.push(n);
        }
        black_box(black_box(&mut numbers).iter().sum::<u64>());
    });
    for name in ["scope", "short"] {
        job(name, 10, &|| _ = black_box([0_u64; 10].map(|n| black_box(Box::new(n)))));
    }
    job("million_u64", MILLION, &|| {
        let mut blocks = Vec::with_capacity(MILLION as usize);
        blocks.extend((0..MILLION).map(|n| black_box(Box::new(n))));
        black_box(blocks);
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
    contest::<Blink>(criterion, &input);
    contest::<multitude::Arena>(criterion, &input);
    contest_fixed::<Into>(criterion, &input);
    contest_fixed::<Buf>(criterion, &input);
    contest_typed!(criterion, input, theirs, "typed-arena");
    contest_typed!(criterion, input, ours, "arena-alloc-typed");
    others(criterion, &input);
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
