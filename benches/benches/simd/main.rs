//! Reductions beside their rivals: n = 16, 1,000 and 65,536 (64 B, 4 kB and 256 KiB of `f32`).

use std::hint::black_box;
use std::time::Duration;

use argminmax::ArgMinMax;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, criterion_group, criterion_main};
use ndarray::ArrayView1;
use pulp::{Arch, Simd, WithSimd};
use simd_kernels::{Isa, Level};

const SIZES: [usize; 3] = [16, 1_000, 65_536];

/// Pulp's kernel for a sum: four registers, as its own examples have it.
struct PulpSum<'a>(&'a [f32]);

impl WithSimd for PulpSum<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let (body, tail) = S::as_simd_f32s(self.0);
        let (fours, rest) = pulp::as_arrays::<4, _>(body);
        let mut sums = [simd.splat_f32s(0.0); 4];
        for four in fours {
            for (sum, x) in sums.iter_mut().zip(four) {
                *sum = simd.add_f32s(*sum, *x);
            }
        }
        for (sum, x) in sums.iter_mut().zip(rest) {
            *sum = simd.add_f32s(*sum, *x);
        }
        let tail = simd.partial_load_f32s(tail);
        let [a, b, c, d] = sums;
        let ab = simd.add_f32s(a, b);
        let cd = simd.add_f32s(c, simd.add_f32s(d, tail));
        simd.reduce_sum_f32s(simd.add_f32s(ab, cd))
    }
}

/// The roofline: reads everything and keeps its union, which the compiler vectorises fully.
struct Read<'a>(&'a [f32]);

impl WithSimd for Read<'_> {
    type Output = u32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> u32 {
        self.0.iter().fold(0, |all, x| all | x.to_bits())
    }
}

/// The first element at a multiple of 64 bytes: between these, each load of a register takes two
/// cache lines, which costs everybody alike, and by chance.
fn aligned(xs: &[f32]) -> &[f32] {
    &xs[xs.as_ptr().align_offset(64)..][..xs.len() - 16]
}

/// Whole numbers, so that every order of addition is exact and rivals can be checked for equality.
fn numbers(len: usize) -> Vec<f32> {
    (0..len as u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as f32 - 128.0).collect()
}

fn group<'a>(c: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = c.benchmark_group(name);
    group.warm_up_time(Duration::from_millis(100));
    group.measurement_time(Duration::from_millis(300));
    group.sample_size(20);
    group
}

fn sum(c: &mut Criterion) {
    let mut group = group(c, "sum_f32");
    let arch = Arch::new();
    for n in SIZES {
        let xs = numbers(n + 16);
        let xs = aligned(&xs);
        let (view, avx2) = (ArrayView1::from(xs), Level::new(Isa::Avx2));
        let expected = simd_kernels::sum(xs);
        assert_eq!(expected, xs.iter().sum::<f32>());
        assert_eq!(expected, arch.dispatch(PulpSum(xs)));
        assert_eq!(expected, view.sum());
        let mut bench = |who: &str, f: &dyn Fn(&[f32]) -> f32| {
            group.bench_function(BenchmarkId::new(who, n), |b| b.iter(|| f(black_box(xs))));
        };
        bench("ours", &|xs| simd_kernels::sum(xs));
        if let Some(avx2) = avx2 {
            bench("ours, AVX2", &|xs| avx2.sum(xs));
        }
        bench("pulp", &|xs| arch.dispatch(PulpSum(xs)));
        bench("ndarray", &|xs| ArrayView1::from(xs).sum());
        bench("naive", &|xs| xs.iter().sum());
        bench("roofline", &|xs| f32::from_bits(arch.dispatch(Read(xs))));
    }
    group.finish();
}

fn max(c: &mut Criterion) {
    let mut group = group(c, "max_f32");
    for n in SIZES {
        let xs = numbers(n + 16);
        let xs = aligned(&xs);
        let avx2 = Level::new(Isa::Avx2);
        let expected = simd_kernels::max(xs);
        assert_eq!(expected, Some(xs[xs.argmax()]));
        assert_eq!(expected, xs.iter().copied().reduce(f32::max));
        let mut bench = |who: &str, f: &dyn Fn(&[f32]) -> Option<f32>| {
            group.bench_function(BenchmarkId::new(who, n), |b| b.iter(|| f(black_box(xs))));
        };
        bench("ours", &|xs| simd_kernels::max(xs));
        if let Some(avx2) = avx2 {
            bench("ours, AVX2", &|xs| avx2.max(xs));
        }
        bench("argminmax", &|xs| Some(xs[xs.argmax()]));
        bench("naive", &|xs| xs.iter().copied().reduce(f32::max));
    }
    group.finish();
}

fn mean_var(c: &mut Criterion) {
    let mut group = group(c, "variance_f32");
    for n in SIZES {
        let xs = numbers(n + 16);
        let xs = aligned(&xs);
        let avx2 = Level::new(Isa::Avx2);
        let ours = simd_kernels::mean_var(xs).expect("there are some").variance();
        assert!((ours / f64::from(ArrayView1::from(xs).var(0.0)) - 1.0).abs() < 1e-3);
        assert!((ours / naive_variance(xs) - 1.0).abs() < 1e-12);
        let mut bench = |who: &str, f: &dyn Fn(&[f32]) -> f64| {
            group.bench_function(BenchmarkId::new(who, n), |b| b.iter(|| f(black_box(xs))));
        };
        let variance = |level: Level, xs: &[f32]| level.mean_var(xs).map_or(0.0, |m| m.variance());
        bench("ours", &|xs| variance(Level::detect(), xs));
        if let Some(avx2) = avx2 {
            bench("ours, AVX2", &|xs| variance(avx2, xs));
        }
        bench("ndarray", &|xs| ArrayView1::from(xs).var(0.0).into());
        bench("naive, two passes", &naive_variance);
    }
    group.finish();
}

fn naive_variance(xs: &[f32]) -> f64 {
    let mean = xs.iter().map(|&x| f64::from(x)).sum::<f64>() / xs.len() as f64;
    xs.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / xs.len() as f64
}

fn histogram(c: &mut Criterion) {
    let mut group = group(c, "histogram");
    for n in SIZES {
        let mixed: Vec<u8> = numbers(n).into_iter().map(|x| (x + 128.0) as u8).collect();
        for (kind, bytes) in [("mixed", mixed), ("equal", vec![7; n])] {
            assert_eq!(simd_kernels::histogram(&bytes), naive_histogram(&bytes));
            let mut bench = |who: &str, f: &dyn Fn(&[u8]) -> [u64; 256]| {
                let id = BenchmarkId::new(format!("{who}, {kind}"), n);
                group.bench_function(id, |b| b.iter(|| f(black_box(&bytes))));
            };
            bench("ours", &simd_kernels::histogram);
            bench("naive", &naive_histogram);
        }
    }
    group.finish();
}

fn naive_histogram(bytes: &[u8]) -> [u64; 256] {
    let mut counts = [0; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    counts
}

criterion_group!(benches, sum, max, mean_var, histogram);
criterion_main!(benches);
