//! Slabs: values under keys that are handed out.

use std::{hint::black_box, time::Duration};

use criterion::{Criterion, Throughput};
use hardpan_benches::at_four_places;

/// How many values live at once.
const LIVE: usize = 1024;

/// An iteration does a loop at four places.
const EACH: Throughput = Throughput::Elements(4 * LIVE as u64);

/// Measures a slab whose population goes around: for each key in turn its value is read, removed, and
/// another one inserted.
macro_rules! measure {
    ($criterion:expr, $name:literal, $new:expr) => {{
        let mut group = $criterion.benchmark_group("keyed");
        group.sample_size(20).warm_up_time(Duration::from_millis(100));
        group.measurement_time(Duration::from_millis(300)).throughput(Throughput::Elements(1));

        let mut slab = $new;
        let mut sum = 0_u64;
        group.bench_function(concat!("alone/", $name), |bench| {
            bench.iter(|| {
                let key = slab.insert(black_box(7));
                sum = sum.wrapping_add(slab[black_box(key)]);
                slab.remove(key)
            });
        });
        assert_eq!(slab.len(), 0);

        let mut slab = $new;
        let mut keys: Vec<_> = (0..LIVE as u64).map(|value| slab.insert(value)).collect();
        assert_eq!(keys.iter().map(|key| slab[*key]).sum::<u64>(), (LIVE * (LIVE - 1) / 2) as u64);
        group.throughput(EACH);
        group.bench_function(concat!("churn_of_1024/", $name), |bench| {
            bench.iter(|| {
                at_four_places!(for key in &mut keys {
                    let value = slab[*key];
                    let _ = slab.remove(*key);
                    *key = slab.insert(value);
                });
            });
        });
        group.bench_function(concat!("lookup_of_1024/", $name), |bench| {
            bench.iter(|| {
                at_four_places!(keys.iter().map(|key| slab[*key]).fold(0, u64::wrapping_add));
            });
        });
        group.bench_function(concat!("iterate_1024/", $name), |bench| {
            bench.iter(|| {
                at_four_places!(slab.iter().map(|(_, value)| *value).fold(0, u64::wrapping_add));
            });
        });
        group.bench_function(concat!("iterate_1024_by_for/", $name), |bench| {
            bench.iter(|| {
                at_four_places!({
                    let mut sum = 0_u64;
                    for (_, value) in &slab {
                        sum = sum.wrapping_add(*value);
                    }
                    sum
                });
            });
        });
        group.finish();
        black_box(sum);
    }};
}

pub(crate) fn all(criterion: &mut Criterion) {
    measure!(criterion, "obj-pool-slab", obj_pool::Slab::<u64>::new());
    measure!(criterion, "slotmap", slotmap::SlotMap::<slotmap::DefaultKey, u64>::new());
    measure!(criterion, "slab", slab::Slab::<u64>::new());
}
