//! Pools for one thread.

use std::{hint::black_box, mem::MaybeUninit, time::Duration};

use criterion::{Criterion, Throughput};

use crate::{Block, SLOTS, block, rivals::Allocator};

struct Recycled(Block);

impl lifeguard::Recycleable for Recycled {
    fn new() -> Self {
        Self(block())
    }

    fn reset(&mut self) {}
}

/// Measures `$get`, whose value is given back by its drop; `$first` is its first byte.
macro_rules! measure {
    ($criterion:expr, $name:literal, $get:expr, |$lent:ident| $first:expr) => {{
        let mut group = $criterion.benchmark_group("local");
        group.sample_size(20).warm_up_time(Duration::from_millis(100));
        group.measurement_time(Duration::from_millis(300)).throughput(Throughput::Elements(1));
        let take = || {
            let mut lent = $get;
            {
                let $lent = black_box(&mut lent);
                *$first = 1;
            }
            lent
        };
        group.bench_function(concat!("alone/", $name), |bench| bench.iter(|| drop(take())));
        group.throughput(Throughput::Elements(SLOTS as u64));
        let mut held = Vec::with_capacity(SLOTS);
        group.bench_function(concat!("burst_of_64/", $name), |bench| {
            bench.iter(|| {
                held.extend((0..SLOTS).map(|_| take()));
                held.clear();
            });
        });
        group.finish();
    }};
}

pub(crate) fn all(criterion: &mut Criterion) {
    let pool = obj_pool::LocalPool::builder(block).max(SLOTS).prewarm(SLOTS).build().unwrap();
    measure!(criterion, "obj-pool-local", pool.try_get().unwrap(), |lent| &mut lent.0[0]);
    let pool = obj_pool::CachedPool::builder(block).max(SLOTS + 8).prewarm(SLOTS).build().unwrap();
    measure!(criterion, "obj-pool-cached", pool.try_get().unwrap(), |lent| &mut lent.0[0]);
    let malloc = || {
        let mut block = Vec::<u8>::with_capacity(1024);
        block.push(0);
        block
    };
    measure!(criterion, "malloc", malloc(), |lent| &mut lent[0]);
    let pool = opool::LocalPool::new_prefilled(SLOTS, Allocator);
    measure!(criterion, "opool-local", pool.try_get().unwrap(), |lent| &mut lent.0[0]);
    let pool = lifeguard::Pool::<Recycled>::with_size_and_max(SLOTS, SLOTS);
    measure!(criterion, "lifeguard", pool.new(), |lent| &mut lent.0.0[0]);
    // As in the others, no byte but the first is written.
    let bytes = || [const { MaybeUninit::<u8>::uninit() }; 1024];
    let pool = plurality::Pool::<[MaybeUninit<u8>; 1024]>::builder().chunk_size(64).build();
    measure!(criterion, "plurality", pool.alloc_with(bytes), |lent| lent[0].write(0));
}
