//! `ringbuf-spsc` beside other bounded queues, one producer and one consumer each.
//!
//! `cargo bench --bench ringbuf [-- GROUP]`; the thread groups want two idle cores. What is timed on one thread
//! is done `TIMES` times an iteration, a quarter of them by a loop at each place where loops may begin, in a
//! function of its own: so it matters less how a build happens to lay it out.

use std::{
    hint::{black_box, spin_loop},
    mem,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use criterion::{
    BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
    measurement::WallTime,
};

mod queues;

use hardpan_benches::at_four_places;
use queues::{
    Bbqueue, Channel, Crossbeam, Gil, Heapless, Nexus, Ours, Queue, Ringbuf, RingbufferSpsc, Rtrb,
    Slices, SyncChannel,
};

/// The same measurement of every queue that has what it needs.
macro_rules! each {
    (slices $run:ident $arguments:tt) => {
        each!($run $arguments: Ours Gil Rtrb Ringbuf);
    };
    ($run:ident $arguments:tt) => {
        each!(
            $run $arguments:
            Ours Gil Rtrb Ringbuf Nexus RingbufferSpsc Heapless Crossbeam SyncChannel
        );
    };
    ($run:ident $arguments:tt: $($Queue:ident)*) => {
        $($run::<$Queue> $arguments;)*
    };
}

/// How often one iteration does its job, on one thread.
const TIMES: u64 = 4 * QUARTER;
const QUARTER: u64 = 64;

type Group<'a> = BenchmarkGroup<'a, WallTime>;

/// One item in, one item out, on one thread.
fn ping<Q: Queue<T>, T: Copy + PartialEq>(group: &mut Group<'_>, item: T) {
    let (mut producer, mut consumer) = Q::channel(256);
    assert!(Q::push(&mut producer, item));
    assert!(Q::pop(&mut consumer) == Some(item));
    group.bench_function(Q::NAME, |bencher| {
        bencher.iter(|| pings::<Q, T>(&mut producer, &mut consumer, item));
    });
}

#[inline(never)]
fn pings<Q: Queue<T>, T: Copy>(producer: &mut Q::Producer, consumer: &mut Q::Consumer, item: T) {
    at_four_places!(for _ in 0..QUARTER {
        Q::push(producer, black_box(item));
        black_box(Q::pop(consumer));
    });
}

fn ping_u64<Q: Queue<u64>>(group: &mut Group<'_>) {
    ping::<Q, _>(group, 7);
}

fn ping_64_bytes<Q: Queue<[u64; 8]>>(group: &mut Group<'_>) {
    ping::<Q, _>(group, [7; 8]);
}

/// The same with an item that must not be copied: it goes around.
fn ping_string<Q: Queue<String>>(group: &mut Group<'_>) {
    let (mut producer, mut consumer) = Q::channel(256);
    let mut item = String::from("a string");
    group.bench_function(Q::NAME, |bencher| {
        bencher.iter(|| string_pings::<Q>(&mut producer, &mut consumer, &mut item));
    });
    assert_eq!(item, "a string");
}

#[inline(never)]
fn string_pings<Q: Queue<String>>(
    producer: &mut Q::Producer,
    consumer: &mut Q::Consumer,
    item: &mut String,
) {
    at_four_places!(for _ in 0..QUARTER {
        Q::push(producer, black_box(mem::take(item)));
        *item = Q::pop(consumer).expect("it was just pushed");
    });
}

/// A full ring's worth in, then out, on one thread.
fn burst<Q: Queue<u64>>(group: &mut Group<'_>, capacity: usize, len: u64) {
    let (mut producer, mut consumer) = Q::channel(capacity);
    group.bench_function(Q::NAME, |bencher| {
        bencher.iter(|| bursts::<Q>(&mut producer, &mut consumer, len));
    });
}

#[inline(never)]
fn bursts<Q: Queue<u64>>(producer: &mut Q::Producer, consumer: &mut Q::Consumer, len: u64) {
    at_four_places!(for _ in 0..QUARTER {
        for item in 0..len {
            Q::push(producer, black_box(item));
        }
        let mut sum = 0;
        while let Some(item) = Q::pop(consumer) {
            sum += item;
        }
        assert_eq!(sum, (len - 1) * len / 2);
    });
}

const BYTES: usize = 1 << 16;

/// The user's buffers. How they lie to the ring's, modulo a page, makes a copy up to 1.7 times as
/// long, and is chance: so the larger slices are taken from another place each time.
struct Buffers {
    from: Vec<u8>,
    to: Vec<u8>,
    size: usize,
    at: usize,
}

impl Buffers {
    fn new(size: usize) -> Self {
        let slide = if size < 1024 { 0 } else { 4096 };
        let from = (0..size + slide).map(|n| n as u8).collect();
        Self { from, to: vec![0; size + slide], size, at: 0 }
    }

    #[inline(always)]
    fn next(&mut self) -> (&[u8], &mut [u8]) {
        if self.size >= 1024 {
            self.at = (self.at + 80) % 4096;
        }
        let range = self.at..self.at + self.size;
        (&self.from[range.clone()], &mut self.to[range])
    }
}

/// A slice in, a slice out, on one thread.
fn bytes<Q: Slices<u8>>(group: &mut Group<'_>, size: usize) {
    let (mut producer, mut consumer) = Q::channel(BYTES);
    let mut buffers = Buffers::new(size);
    let (from, to) = buffers.next();
    Q::push_slice(&mut producer, from);
    Q::pop_slice(&mut consumer, to);
    assert_eq!(from, to);
    // The size divides the ring's, so that no slice goes around its end.
    group.bench_function(Q::NAME, |bencher| {
        bencher.iter(|| slices::<Q>(&mut producer, &mut consumer, &mut buffers));
    });
}

#[inline(never)]
fn slices<Q: Slices<u8>>(
    producer: &mut Q::Producer,
    consumer: &mut Q::Consumer,
    buffers: &mut Buffers,
) {
    at_four_places!(for _ in 0..QUARTER {
        let (from, to) = buffers.next();
        let size = from.len();
        let pushed = Q::push_slice(producer, black_box(from));
        let popped = Q::pop_slice(consumer, black_box(to));
        assert!(pushed == size && popped == size);
    });
}

/// What the slices cannot beat: in and out of a buffer of the ring's size.
fn bytes_by_memcpy(group: &mut Group<'_>, size: usize) {
    let mut ring = vec![0_u8; BYTES];
    let mut buffers = Buffers::new(size);
    let mut at = 0;
    group.bench_function("memcpy", |bencher| {
        bencher.iter(|| memcpys(&mut ring, &mut at, &mut buffers));
    });
}

#[inline(never)]
fn memcpys(ring: &mut [u8], at: &mut usize, buffers: &mut Buffers) {
    at_four_places!(for _ in 0..QUARTER {
        let (from, to) = buffers.next();
        let size = from.len();
        ring[*at..*at + size].copy_from_slice(black_box(from));
        black_box(to).copy_from_slice(&black_box(&*ring)[*at..*at + size]);
        *at = (*at + size) % BYTES;
    });
}

/// A half on cache lines of its own, as it is once moved into its thread.
#[repr(align(128))]
struct Apart<T>(T);

/// Both halves of a queue, apart.
fn apart<Q: Channel<T>, T>(capacity: usize) -> (Apart<Q::Producer>, Apart<Q::Consumer>) {
    let (producer, consumer) = Q::channel(capacity);
    (Apart(producer), Apart(consumer))
}

/// Times `consume` while another thread runs `produce`.
fn race<P: Send, C: Send>(
    (producer, consumer): (P, C),
    produce: impl FnOnce(P) + Send,
    consume: impl FnOnce(C),
) -> Duration {
    let start = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            start.wait();
            produce(producer);
        });
        start.wait();
        let time = Instant::now();
        consume(consumer);
        time.elapsed()
    })
}

// Both in line, as whose loop calls them is timed: whether the compiler does so by itself depends on how much code
// of a queue's is rare.
#[inline(always)]
fn wait_push<Q: Queue<u64>>(producer: &mut Q::Producer, item: u64) {
    while !Q::push(producer, item) {
        spin_loop();
    }
}

#[inline(always)]
fn wait_pop<Q: Queue<u64>>(consumer: &mut Q::Consumer) -> u64 {
    loop {
        match Q::pop(consumer) {
            Some(item) => return item,
            None => spin_loop(),
        }
    }
}

/// One by one from thread to thread.
fn threads<Q: Queue<u64>>(group: &mut Group<'_>, capacity: usize) {
    let (mut producer, mut consumer) = apart::<Q, _>(capacity);
    group.bench_function(Q::NAME, |bencher| {
        bencher.iter_custom(|count| {
            race(
                (&mut producer.0, &mut consumer.0),
                |producer| produce::<Q>(producer, count),
                |consumer| consume::<Q>(consumer, count),
            )
        });
    });
}

#[inline(never)]
fn produce<Q: Queue<u64>>(producer: &mut Q::Producer, count: u64) {
    (0..count).for_each(|item| wait_push::<Q>(producer, item));
}

#[inline(never)]
fn consume<Q: Queue<u64>>(consumer: &mut Q::Consumer, count: u64) {
    (0..count).for_each(|item| assert_eq!(wait_pop::<Q>(consumer), item));
}

/// From thread to thread in slices of up to 256.
fn thread_slices<Q: Slices<u64>>(group: &mut Group<'_>) {
    const MOST: usize = 256;
    let (mut producer, mut consumer) = apart::<Q, _>(4096);
    group.bench_function(Q::NAME, |bencher| {
        bencher.iter_custom(|count| {
            race(
                (&mut producer.0, &mut consumer.0),
                |producer| {
                    let mut sent = 0;
                    while sent < count {
                        let items: [u64; MOST] = std::array::from_fn(|n| sent + n as u64);
                        let most = MOST.min((count - sent) as usize);
                        sent += Q::push_slice(producer, &items[..most]) as u64;
                    }
                },
                |consumer| {
                    let (mut items, mut next) = ([0; MOST], 0);
                    while next < count {
                        let got = Q::pop_slice(consumer, &mut items);
                        for &item in &items[..got] {
                            assert_eq!(item, next);
                            next += 1;
                        }
                    }
                },
            )
        });
    });
}

/// There over one ring and back over another.
fn round_trip<Q: Queue<u64>>(group: &mut Group<'_>) {
    let (mut there, mut at_there) = apart::<Q, _>(64);
    let (mut back, mut at_back) = apart::<Q, _>(64);
    group.bench_function(Q::NAME, |bencher| {
        bencher.iter_custom(|count| {
            race(
                ((&mut back.0, &mut at_there.0), (&mut there.0, &mut at_back.0)),
                |(back, at_there)| {
                    for _ in 0..count {
                        let item = wait_pop::<Q>(at_there);
                        wait_push::<Q>(back, item);
                    }
                },
                |(there, at_back)| {
                    for item in 0..count {
                        wait_push::<Q>(there, item);
                        assert_eq!(wait_pop::<Q>(at_back), item);
                    }
                },
            )
        });
    });
}

fn one_thread(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ping_u64");
    group.throughput(Throughput::Elements(TIMES));
    each!(ping_u64(&mut group));
    group.finish();
    let mut group = criterion.benchmark_group("ping_64_bytes");
    group.throughput(Throughput::Elements(TIMES));
    each!(ping_64_bytes(&mut group));
    group.finish();
    let mut group = criterion.benchmark_group("ping_string");
    group.throughput(Throughput::Elements(TIMES));
    each!(ping_string(&mut group));
    group.finish();
    for (capacity, len) in [(256, 256), (1024, 30), (1024, 8)] {
        let mut group = criterion.benchmark_group(format!("burst_{len}"));
        group.throughput(Throughput::Elements(TIMES * len));
        each!(burst(&mut group, capacity, len));
        group.finish();
    }
    for size in [64, 1024, 16384] {
        let mut group = criterion.benchmark_group(format!("bytes_{size}"));
        group.throughput(Throughput::Bytes(TIMES * size as u64));
        each!(slices bytes(&mut group, size));
        bytes::<Bbqueue>(&mut group, size);
        bytes_by_memcpy(&mut group, size);
        group.finish();
    }
}

/// Samples of equal length: in a short one, the start of the threads would count.
fn two_thread_group<'a>(criterion: &'a mut Criterion, name: &str) -> Group<'a> {
    let mut group = criterion.benchmark_group(name);
    group.sampling_mode(SamplingMode::Flat);
    group
}

fn two_threads(criterion: &mut Criterion) {
    for capacity in [1024, 65536] {
        let mut group = two_thread_group(criterion, &format!("threads_{capacity}"));
        each!(threads(&mut group, capacity));
        group.finish();
    }
    let mut group = two_thread_group(criterion, "thread_slices_256");
    each!(slices thread_slices(&mut group));
    group.finish();
    let mut group = two_thread_group(criterion, "round_trip");
    each!(round_trip(&mut group));
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(600))
        .sample_size(20);
    targets = one_thread, two_threads
}
criterion_main!(benches);
