//! Pools that threads share.

use std::{
    hint::black_box,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};

use crate::{
    SLOTS,
    rivals::{Buffers, Each, each},
};

pub(crate) fn once<B: Buffers>(buffers: &B) {
    let mut lent = buffers.get();
    *B::first(black_box(&mut lent)) = 1;
    buffers.put(lent);
}

fn burst<'p, B: Buffers>(buffers: &'p B, held: &mut Vec<B::Lent<'p>>) {
    for _ in 0..SLOTS {
        let mut lent = buffers.get();
        *B::first(black_box(&mut lent)) = 1;
        held.push(lent);
    }
    for lent in held.drain(..) {
        buffers.put(lent);
    }
}

/// The time of a round, with all threads at it. Where there are fewer cores, they take turns.
fn at_once<B: Buffers>(buffers: &B, threads: usize, rounds: u64) -> Duration {
    let start = Barrier::new(threads);
    let run = || {
        start.wait();
        let begin = Instant::now();
        (0..rounds).for_each(|_| once(buffers));
        begin.elapsed()
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let mine = run();
        others.into_iter().map(|other| other.join().unwrap()).fold(mine, Duration::max)
    })
}

/// All that are lent at once are different ones.
fn check<B: Buffers>(buffers: &B) -> u64 {
    let mut held: Vec<_> = (0..SLOTS).map(|_| buffers.get()).collect();
    for (value, lent) in (0..).zip(&mut held) {
        *B::first(lent) = value;
    }
    let sum = held.iter_mut().map(|lent| u64::from(*B::first(lent))).sum();
    held.into_iter().for_each(|lent| buffers.put(lent));
    sum
}

fn group<'c>(criterion: &'c mut Criterion) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group("pool");
    group.sample_size(20).warm_up_time(Duration::from_millis(100));
    group.measurement_time(Duration::from_millis(300)).throughput(Throughput::Elements(1));
    group
}

struct Few<'c>(&'c mut Criterion);

impl Each for Few<'_> {
    fn run<B: Buffers>(&mut self, name: &str, buffers: &B) {
        assert_eq!(check(buffers), (SLOTS * (SLOTS - 1) / 2) as u64, "{name}");

        let mut group = group(self.0);
        group.bench_function(format!("alone/{name}"), |bench| bench.iter(|| once(buffers)));
        group.bench_function(format!("two_threads/{name}"), |bench| {
            bench.iter_custom(|rounds| at_once(buffers, 2, rounds));
        });
        group.bench_function(format!("one_free_of_64/{name}"), |bench| {
            let held: Vec<_> = (1..SLOTS).map(|_| buffers.get()).collect();
            bench.iter(|| once(buffers));
            held.into_iter().for_each(|lent| buffers.put(lent));
        });
        group.throughput(Throughput::Elements(SLOTS as u64));
        let mut held = Vec::with_capacity(SLOTS);
        group.bench_function(format!("burst_of_64/{name}"), |bench| {
            bench.iter(|| burst(buffers, &mut held));
        });
        group.finish();
    }
}

struct Scaling<'c>(&'c mut Criterion);

impl Each for Scaling<'_> {
    fn run<B: Buffers>(&mut self, name: &str, buffers: &B) {
        let mut group = group(self.0);
        for threads in [1, 2, 4, 8, 16] {
            group.throughput(Throughput::Elements(threads as u64));
            group.bench_function(format!("threads_{threads:02}/{name}"), |bench| {
                bench.iter_custom(|rounds| at_once(buffers, threads, rounds));
            });
        }
        group.finish();
    }
}

pub(crate) fn all(criterion: &mut Criterion) {
    each(2, &mut Few(criterion));
    each(16, &mut Scaling(criterion));
}
