//! Taken by one thread, touched, sent, touched and given back by another. All go through the same
//! channel; what it takes for a bare pointer is measured as well, printed, and subtracted.

use std::{
    cell::RefCell,
    hint, thread,
    time::{Duration, Instant},
};

use criterion::{Criterion, Throughput};
use rtrb::RingBuffer;

use crate::{
    SLOTS,
    rivals::{self, Buffers},
};

/// How many are on their way at most.
const CHANNEL: usize = 32;

/// `rounds` things go from one thread to another.
fn send<T: Send>(rounds: u64, make: impl Fn() -> T, end: impl Fn(T) + Send) -> Duration {
    let (mut sender, mut receiver) = RingBuffer::<T>::new(CHANNEL);
    thread::scope(|scope| {
        let other = scope.spawn(move || {
            for _ in 0..rounds {
                loop {
                    match receiver.pop() {
                        Ok(thing) => break end(thing),
                        Err(_) => hint::spin_loop(),
                    }
                }
            }
        });
        let begin = Instant::now();
        for _ in 0..rounds {
            let mut thing = make();
            while let Err(rtrb::PushError::Full(back)) = sender.push(thing) {
                thing = back;
                hint::spin_loop();
            }
        }
        other.join().unwrap();
        begin.elapsed()
    })
}

fn one_way<B: Buffers + 'static>(buffers: &B, rounds: u64) -> Duration
where
    for<'p> B::Lent<'p>: Send,
{
    let make = || {
        let mut lent = buffers.get();
        *B::first(&mut lent) = 1;
        lent
    };
    send(rounds, make, |mut lent| {
        *B::first(&mut lent) += 1;
        buffers.put(lent);
    })
}

/// The bare pointer's: a block's address, whose first byte both sides touch, in a circle of as many.
fn bare(rounds: u64) -> Duration {
    use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

    #[repr(align(128))]
    struct Line([AtomicU8; 1024]);

    let blocks: Vec<Line> = (0..SLOTS).map(|_| Line([const { AtomicU8::new(0) }; 1024])).collect();
    let next = RefCell::new(blocks.iter().cycle());
    let make = || {
        let block = next.borrow_mut().next().unwrap();
        block.0[0].store(1, Relaxed);
        block
    };
    send(rounds, make, |block| block.0[0].store(2, Relaxed))
}

/// sharded-slab's exclusive guards stay on their thread; its keys go.
fn sharded(rounds: u64) -> Duration {
    let pool = sharded_slab::Pool::<crate::Block>::new();
    let make = || pool.create_with(|block| block.0[0] = 1).unwrap();
    send(rounds, make, |key| {
        hint::black_box(pool.get(key).unwrap().0[0]);
        pool.clear(key);
    })
}

/// Measures one, and gives the median.
fn measure(criterion: &mut Criterion, name: &str, run: impl Fn(u64) -> Duration) -> Option<f64> {
    let mut group = criterion.benchmark_group("handoff");
    group.sample_size(20).warm_up_time(Duration::from_millis(100));
    group.measurement_time(Duration::from_millis(300)).throughput(Throughput::Elements(1));
    let mut samples = Vec::new();
    group.bench_function(name, |bench| {
        bench.iter_custom(|rounds| {
            let time = run(rounds);
            if rounds >= 1000 {
                samples.push(time.as_secs_f64() * 1e9 / rounds as f64);
            }
            time
        });
    });
    group.finish();
    samples.sort_by(f64::total_cmp);
    samples.get(samples.len() / 2).copied()
}

pub(crate) fn all(criterion: &mut Criterion) {
    let Some(bare) = measure(criterion, "bare-pointer", bare) else { return };
    let mut table = Vec::new();
    macro_rules! rival {
        ($name:literal, $buffers:expr) => {{
            let buffers = $buffers;
            table.extend(
                measure(criterion, $name, |rounds| one_way(&buffers, rounds))
                    .map(|time| ($name, time)),
            );
        }};
    }
    rival!("obj-pool", rivals::ours());
    rival!("obj-pool-cached", rivals::cached(2));
    rival!("obj-pool-wait", rivals::waiting());
    rival!("malloc", rivals::Malloc);
    rival!("object-pool", object_pool::Pool::new(SLOTS, crate::block));
    rival!("opool", opool::Pool::new_prefilled(SLOTS, rivals::Allocator));
    table.extend(measure(criterion, "sharded-slab", sharded).map(|time| ("sharded-slab", time)));
    rival!("array-queue", rivals::queue());
    rival!("heapless", rivals::heapless());
    println!("hand-off, ns a buffer: the channel with a bare pointer takes {bare:.1}");
    for (name, time) in table {
        println!("  {name:22} {time:7.1}, without the channel {:7.1}", time - bare);
    }
}
