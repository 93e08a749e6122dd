//! A buffer of 1 KiB taken, touched and given back: alone, in bursts, and by two threads at once.
//! Times are for one buffer.

use std::{
    hint::black_box,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const SLOTS: usize = 64;

struct Block([u8; 1024]);

fn block() -> Block {
    Block([0; 1024])
}

/// A way to get buffers.
trait Buffers: Sync {
    type Lent<'p>
    where
        Self: 'p;

    fn get(&self) -> Self::Lent<'_>;

    fn first<'a>(lent: &'a mut Self::Lent<'_>) -> &'a mut u8;

    fn put<'p>(&'p self, lent: Self::Lent<'p>) {
        drop(lent);
    }
}

type Ours = obj_pool::Pool<fn() -> Block>;

fn ours() -> Ours {
    let make: fn() -> Block = block;
    obj_pool::Pool::builder(make).max(SLOTS).prewarm(SLOTS).build().unwrap()
}

impl Buffers for Ours {
    type Lent<'p> = obj_pool::Guard<'p, fn() -> Block>;

    fn get(&self) -> Self::Lent<'_> {
        self.try_get().unwrap()
    }

    fn first<'a>(lent: &'a mut Self::Lent<'_>) -> &'a mut u8 {
        &mut lent.0[0]
    }
}

struct Malloc;

impl Buffers for Malloc {
    type Lent<'p> = Vec<u8>;

    fn get(&self) -> Vec<u8> {
        // The first byte is written in any case; the others are not, as in the pools.
        let mut block = Vec::with_capacity(1024);
        block.push(0);
        block
    }

    fn first(lent: &mut Vec<u8>) -> &mut u8 {
        &mut lent[0]
    }
}

impl Buffers for object_pool::Pool<Block> {
    type Lent<'p> = object_pool::Reusable<'p, Block>;

    fn get(&self) -> Self::Lent<'_> {
        self.try_pull().unwrap()
    }

    fn first<'a>(lent: &'a mut Self::Lent<'_>) -> &'a mut u8 {
        &mut lent.0[0]
    }
}

impl Buffers for lockfree_object_pool::LinearObjectPool<Block> {
    type Lent<'p> = lockfree_object_pool::LinearReusable<'p, Block>;

    fn get(&self) -> Self::Lent<'_> {
        self.pull()
    }

    fn first<'a>(lent: &'a mut Self::Lent<'_>) -> &'a mut u8 {
        &mut lent.0[0]
    }
}

struct Allocator;

impl opool::PoolAllocator<Block> for Allocator {
    fn allocate(&self) -> Block {
        block()
    }
}

impl Buffers for opool::Pool<Allocator, Block> {
    type Lent<'p> = opool::RefGuard<'p, Allocator, Block>;

    fn get(&self) -> Self::Lent<'_> {
        self.try_get().unwrap()
    }

    fn first<'a>(lent: &'a mut Self::Lent<'_>) -> &'a mut u8 {
        &mut lent.0[0]
    }
}

impl Default for Block {
    fn default() -> Self {
        block()
    }
}

impl sharded_slab::Clear for Block {
    fn clear(&mut self) {}
}

impl Buffers for sharded_slab::Pool<Block> {
    type Lent<'p> = sharded_slab::pool::RefMut<'p, Block>;

    fn get(&self) -> Self::Lent<'_> {
        self.create().unwrap()
    }

    fn first<'a>(lent: &'a mut Self::Lent<'_>) -> &'a mut u8 {
        &mut lent.0[0]
    }

    fn put<'p>(&'p self, lent: Self::Lent<'p>) {
        let key = lent.key();
        drop(lent);
        self.clear(key);
    }
}

fn once<B: Buffers>(buffers: &B) {
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

fn two_threads<B: Buffers>(buffers: &B, rounds: u64) -> Duration {
    let start = Barrier::new(2);
    let run = || {
        start.wait();
        let begin = Instant::now();
        (0..rounds).for_each(|_| once(buffers));
        begin.elapsed()
    };
    thread::scope(|scope| {
        let other = scope.spawn(run);
        run().max(other.join().unwrap())
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

fn measure<B: Buffers>(criterion: &mut Criterion, name: &str, buffers: &B) {
    assert_eq!(check(buffers), (SLOTS * (SLOTS - 1) / 2) as u64, "{name}");

    let mut group = criterion.benchmark_group("pool");
    group.sample_size(30).warm_up_time(Duration::from_millis(300));
    group.measurement_time(Duration::from_secs(1)).throughput(Throughput::Elements(1));
    group.bench_function(format!("alone/{name}"), |bench| bench.iter(|| once(buffers)));
    group.bench_function(format!("two_threads/{name}"), |bench| {
        bench.iter_custom(|rounds| two_threads(buffers, rounds));
    });
    group.throughput(Throughput::Elements(SLOTS as u64));
    let mut held = Vec::with_capacity(SLOTS);
    group.bench_function(format!("burst_of_64/{name}"), |bench| {
        bench.iter(|| burst(buffers, &mut held));
    });
    group.finish();
}

fn pools(criterion: &mut Criterion) {
    measure(criterion, "obj-pool", &ours());
    measure(criterion, "malloc", &Malloc);
    measure(criterion, "object-pool", &object_pool::Pool::new(SLOTS, block));
    let lockfree = lockfree_object_pool::LinearObjectPool::new(block, |_| ());
    measure(criterion, "lockfree-object-pool", &lockfree);
    measure(criterion, "opool", &opool::Pool::new_prefilled(SLOTS, Allocator));
    measure(criterion, "sharded-slab", &sharded_slab::Pool::new());
}

criterion_group!(benches, pools);
criterion_main!(benches);
