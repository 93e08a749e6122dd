//! Kernels beside their rivals and, in the same run, a roofline that reads and does nothing else:
//! n = 16, 1,000, 65,536 and 16,777,216.

mod accuracy;
mod rivals;

use std::hint::black_box;
use std::time::Duration;

use argminmax::ArgMinMax;
use arrow_array::PrimitiveArray;
use arrow_array::types::{ArrowPrimitiveType, Float32Type, Int32Type, UInt8Type};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, criterion_group, criterion_main};
use ndarray::{ArrayView1, ArrayViewMut1};
use numkong::{Angular, Dot, ReduceMoments};
use pulp::Arch;
use simd_kernels::{Isa, Level};
use xsum::{Xsum, XsumAuto};

use accuracy::accuracy;
use rivals::{Read, ReadTwo, naive_histogram, naive_variance, read_bytes};

const SIZES: [usize; 4] = [16, 1_000, 65_536, 1 << 24];

/// The first element at a multiple of 64 bytes: between these, each load of a register takes two
/// cache lines, which costs everybody alike, and by chance. Arrow's arrays begin there too: see
/// [`array`].
fn aligned<T>(xs: &[T], len: usize) -> &[T] {
    &xs[xs.as_ptr().align_offset(64)..][..len]
}

/// Arrow's array of the same elements, whose first is at a multiple of 64 bytes too: a part of one
/// that is longer, which Arrow makes without a copy.
fn array<P: ArrowPrimitiveType>(xs: &[P::Native]) -> PrimitiveArray<P> {
    let mut longer = vec![P::Native::default(); xs.len() + 64];
    let from = longer.as_ptr().align_offset(64);
    longer[from..][..xs.len()].copy_from_slice(xs);
    let array = PrimitiveArray::<P>::new(longer.into(), None).slice(from, xs.len());
    assert!(array.values().as_ptr().cast::<u8>().addr().is_multiple_of(64));
    array
}

/// Whole numbers, so that every order of addition of a few is exact and rivals can be checked for
/// equality.
fn numbers(len: usize) -> Vec<f32> {
    (0..len as u32 + 64).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as f32 - 128.0).collect()
}

fn group<'a>(c: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = c.benchmark_group(name);
    group.warm_up_time(Duration::from_millis(60));
    group.measurement_time(Duration::from_millis(250));
    group.sample_size(15);
    group.nresamples(2_000);
    group
}

/// Times closures over one value, each under a name.
macro_rules! bench {
    ($group:ident, $n:ident, $of:expr; $($(if $when:ident)? $who:literal: |$x:pat_param| $f:expr;)*) => {$(
        bench!(@when $($when)?; {
            $group.bench_function(BenchmarkId::new($who, $n), |b| b.iter(|| { let $x = black_box($of); $f }));
        });
    )*};
    (@when ; $body:block) => { $body };
    (@when $when:ident; $body:block) => { if $when $body };
}

/// The levels below the best, if this CPU has them.
fn levels() -> (Level, Level) {
    let scalar = Level::supported().next().expect("every CPU has the scalar level");
    (Level::new(Isa::Avx2).unwrap_or(scalar), Level::new(Isa::Sse2).unwrap_or(scalar))
}

fn close(a: f32, b: f32) -> bool {
    (a - b).abs() <= 1e-3 * a.abs().max(b.abs()).max(1.0)
}

fn sum(c: &mut Criterion) {
    let mut group = group(c, "sum_f32");
    let (arch, (avx2, sse2)) = (Arch::new(), levels());
    for n in SIZES {
        let all = numbers(n);
        let xs = aligned(&all, n);
        let array = array::<Float32Type>(xs);
        let expected = simd_kernels::sum(xs);
        assert!(close(expected, arch.dispatch(rivals::Sum(xs))));
        assert!(n > 1 << 17 || expected == ArrayView1::from(xs).sum());
        assert!(n > 1 << 17 || Some(expected) == arrow_arith::aggregate::sum(&array));
        bench!(group, n, xs;
            "ours": |xs| simd_kernels::sum(xs);
            "ours, AVX2": |xs| avx2.sum(xs);
            "ours, SSE2": |xs| sse2.sum(xs);
            "pulp": |xs| arch.dispatch(rivals::Sum(xs));
            "ndarray": |xs| ArrayView1::from(xs).sum();
            "roofline": |xs| arch.dispatch(Read(xs));
        );
        bench!(group, n, &array; "arrow": |xs| arrow_arith::aggregate::sum(xs););
    }
}

fn dot(c: &mut Criterion) {
    let mut group = group(c, "dot_f32");
    let (arch, (avx2, _)) = (Arch::new(), levels());
    for n in SIZES {
        let (a, b) = (numbers(n), numbers(n + 7));
        let (a, b) = (aligned(&a, n), aligned(&b, n));
        let expected = simd_kernels::dot(a, b).expect("one length");
        assert!(close(expected, arch.dispatch(rivals::Dot(a, b))));
        assert!(close(expected, f32::dot(a, b).expect("one length") as f32));
        bench!(group, n, (a, b);
            "ours": |(a, b)| simd_kernels::dot(a, b);
            "ours, AVX2": |(a, b)| avx2.dot(a, b);
            "ours, fused": |(a, b)| simd_kernels::dot_fused(a, b);
            "pulp": |(a, b)| arch.dispatch(rivals::Dot(a, b));
            "numkong": |(a, b)| f32::dot(a, b);
            "ndarray": |(a, b)| ArrayView1::from(a).dot(&ArrayView1::from(b));
            "roofline": |(a, b)| arch.dispatch(ReadTwo(a, b));
        );
    }
}

fn cosine(c: &mut Criterion) {
    let mut group = group(c, "cosine_f32");
    let arch = Arch::new();
    for n in SIZES {
        let (a, b) = (numbers(n), numbers(n + 7));
        let (a, b) = (aligned(&a, n), aligned(&b, n));
        let expected = simd_kernels::cosine(a, b).expect("one length");
        let angular = f32::angular(a, b).expect("one length") as f32;
        assert!(close(expected, 1.0 - angular), "{expected} {angular}");
        bench!(group, n, (a, b);
            "ours": |(a, b)| simd_kernels::cosine(a, b);
            "numkong": |(a, b)| f32::angular(a, b);
            "roofline": |(a, b)| arch.dispatch(ReadTwo(a, b));
        );
    }
}

fn max(c: &mut Criterion) {
    let mut group = group(c, "max_f32");
    let (arch, (avx2, _)) = (Arch::new(), levels());
    for n in SIZES {
        let all = numbers(n);
        let xs = aligned(&all, n);
        let expected = simd_kernels::max(xs);
        assert_eq!(expected, Some(xs[xs.argmax()]));
        assert_eq!(expected, xs.iter().copied().reduce(f32::max));
        let array = array::<Float32Type>(xs);
        bench!(group, n, xs;
            "ours": |xs| simd_kernels::max(xs);
            "ours, AVX2": |xs| avx2.max(xs);
            "argminmax": |xs| xs[xs.argmax()];
            "roofline": |xs| arch.dispatch(Read(xs));
        );
        bench!(group, n, &array; "arrow": |xs| arrow_arith::aggregate::max(xs););
    }
}

fn argmax(c: &mut Criterion) {
    let mut group = group(c, "argmax_f32");
    let (arch, (avx2, _)) = (Arch::new(), levels());
    for n in SIZES {
        // All different, so that the place of the greatest is one.
        let all: Vec<f32> =
            (0..n as u32 + 64).map(|i| (i.wrapping_mul(2_654_435_761) >> 7) as f32).collect();
        let xs = aligned(&all, n);
        assert_eq!(simd_kernels::argmax(xs), Some(xs.argmax()));
        bench!(group, n, xs;
            "ours": |xs| simd_kernels::argmax(xs);
            "ours, AVX2": |xs| avx2.argmax(xs);
            "argminmax": |xs| xs.argmax();
            "roofline": |xs| arch.dispatch(Read(xs));
        );
    }
}

fn variance(c: &mut Criterion) {
    let mut group = group(c, "variance_f32");
    let (arch, (avx2, _)) = (Arch::new(), levels());
    let variance = |level: Level, xs: &[f32]| level.mean_var(xs).map(|m| m.variance());
    for n in SIZES {
        let all = numbers(n);
        let xs = aligned(&all, n);
        let ours = variance(Level::detect(), xs).expect("there are some");
        // The bound of `mean_var`'s page, where no first element is far from the others.
        assert!((ours / naive_variance(xs) - 1.0).abs() < 720.0 * f64::from(f32::EPSILON / 2.0));
        assert!(n > 1 << 17 || close(ours as f32, arch.dispatch(rivals::Variance(xs))));
        assert!((ours / rivals::variance_of_squares(xs) - 1.0).abs() < 1e-4);
        bench!(group, n, xs;
            "ours": |xs| simd_kernels::mean_var(xs).map(|m| m.variance());
            "ours, AVX2": |xs| variance(avx2, xs);
            "pulp, one pass in f32": |xs| arch.dispatch(rivals::Variance(xs));
            "numkong, of the squares": |xs| rivals::variance_of_squares(xs);
            "roofline": |xs| arch.dispatch(Read(xs));
        );
        let small = n <= 65_536;
        bench!(group, n, xs;
            if small "ndarray": |xs| ArrayView1::from(xs).var(0.0);
            if small "naive, two passes in f64": |xs| naive_variance(xs);
        );
    }
}

/// Of `f64`, where both add up what they are given: pulp's with one pivot, and fused.
fn variance_f64(c: &mut Criterion) {
    let mut group = group(c, "variance_f64");
    let arch = Arch::new();
    for n in SIZES {
        let all: Vec<f64> = numbers(n).into_iter().map(f64::from).collect();
        let xs = aligned(&all, n);
        let ours = simd_kernels::mean_var(xs).expect("there are some").variance();
        assert!((ours / arch.dispatch(rivals::VarianceF64(xs)) - 1.0).abs() < 1e-9);
        bench!(group, n, xs;
            "ours": |xs| simd_kernels::mean_var(xs).map(|m| m.variance());
            "pulp, one pass": |xs| arch.dispatch(rivals::VarianceF64(xs));
        );
    }
}

fn axpy(c: &mut Criterion) {
    let mut group = group(c, "axpy_f32");
    let (arch, (avx2, _)) = (Arch::new(), levels());
    for n in SIZES {
        let (x, mut y) = (numbers(n), numbers(n));
        let x = aligned(&x, n);
        let from = y.as_ptr().align_offset(64);
        let y = &mut y[from..][..n];
        // So little that nothing overflows, however often it is added.
        bench!(group, n, (1e-30, x, &mut *y);
            "ours": |(a, x, y)| simd_kernels::axpy(a, x, y);
            "ours, AVX2": |(a, x, y)| avx2.axpy(a, x, y);
            "pulp": |(a, x, y)| arch.dispatch(rivals::Axpy(a, x, y));
            "ndarray": |(a, x, y)| ArrayViewMut1::from(y).scaled_add(a, &ArrayView1::from(x));
        );
        bench!(group, n, (x, &*y); "roofline": |(x, y)| arch.dispatch(ReadTwo(x, y)););
    }
}

fn sum_i32(c: &mut Criterion) {
    let mut group = group(c, "sum_i32");
    let (arch, (avx2, _)) = (Arch::new(), levels());
    for n in SIZES {
        let all: Vec<i32> =
            (0..n as u32 + 64).map(|i| i.wrapping_mul(2_654_435_761).cast_signed() >> 8).collect();
        let xs = aligned(&all, n);
        let array = array::<Int32Type>(xs);
        let wide = simd_kernels::sum_wide(xs);
        assert_eq!(arrow_arith::aggregate::sum(&array), Some(wide as i32));
        bench!(group, n, xs;
            "ours": |xs| simd_kernels::sum_wide(xs);
            "ours, AVX2": |xs| avx2.sum_wide(xs);
            "roofline": |xs| arch.dispatch(Read(bytemuck::cast_slice(xs)));
        );
        bench!(group, n, &array; "arrow, wrapping": |xs| arrow_arith::aggregate::sum(xs););
    }
}

fn sum_u8(c: &mut Criterion) {
    let mut group = group(c, "sum_u8");
    let (arch, (avx2, sse2)) = (Arch::new(), levels());
    for n in SIZES {
        let all: Vec<u8> = numbers(n).into_iter().map(|x| (x + 128.0) as u8).collect();
        let xs = aligned(&all, n);
        let array = array::<UInt8Type>(xs);
        let wide = simd_kernels::sum_wide(xs);
        assert_eq!(arrow_arith::aggregate::sum(&array), Some(wide as u8));
        assert_eq!(u8::reduce_moments(xs, 1).0, wide);
        bench!(group, n, xs;
            "ours": |xs| simd_kernels::sum_wide(xs);
            "ours, AVX2": |xs| avx2.sum_wide(xs);
            "ours, SSE2": |xs| sse2.sum_wide(xs);
            "numkong, and of the squares": |xs| u8::reduce_moments(xs, 1);
            "roofline": |xs| read_bytes(arch, xs);
        );
        bench!(group, n, &array; "arrow, wrapping": |xs| arrow_arith::aggregate::sum(xs););
    }
}

fn precise(c: &mut Criterion) {
    let mut group = group(c, "sum_precise_f64");
    for n in SIZES {
        let all: Vec<f64> = numbers(n).iter().map(|&x| f64::from(x) * 0.1).collect();
        let xs = aligned(&all, n);
        let xsum = |xs: &[f64]| {
            let mut sum = XsumAuto::new();
            sum.add_list(xs);
            sum.sum()
        };
        assert_eq!(simd_kernels::sum_precise(xs), xsum(xs));
        bench!(group, n, xs;
            "ours": |xs| simd_kernels::sum_precise(xs);
            "xsum": |xs| xsum(xs);
        );
    }
}

fn bytes(c: &mut Criterion) {
    let mut group = group(c, "count_bytes");
    let (arch, (avx2, sse2)) = (Arch::new(), levels());
    for n in SIZES {
        let all: Vec<u8> = numbers(n).into_iter().map(|x| (x + 128.0) as u8).collect();
        let xs = aligned(&all, n);
        assert_eq!(simd_kernels::count(xs, 7), bytecount::count(xs, 7));
        bench!(group, n, xs;
            "ours": |xs| simd_kernels::count(xs, 7);
            "ours, AVX2": |xs| avx2.count(xs, 7);
            "ours, SSE2": |xs| sse2.count(xs, 7);
            "bytecount": |xs| bytecount::count(xs, 7);
            "memchr": |xs| memchr::memchr_iter(7, xs).count();
            "roofline": |xs| read_bytes(arch, xs);
        );
    }
}

fn find(c: &mut Criterion) {
    let mut group = group(c, "find_byte");
    let (_, (avx2, _)) = (Arch::new(), levels());
    for n in SIZES {
        let mut all = vec![1; n + 64];
        let from = all.as_ptr().align_offset(64);
        all[from + n - 1] = 7;
        let xs = aligned(&all, n);
        assert_eq!(simd_kernels::find(xs, 7), memchr::memchr(7, xs));
        bench!(group, n, xs;
            "ours": |xs| simd_kernels::find(xs, 7);
            "ours, AVX2": |xs| avx2.find(xs, 7);
            "memchr": |xs| memchr::memchr(7, xs);
        );
    }
}

fn histogram(c: &mut Criterion) {
    let mut group = group(c, "histogram");
    for n in SIZES {
        let mixed: Vec<u8> = numbers(n).into_iter().take(n).map(|x| (x + 128.0) as u8).collect();
        let equal = vec![7; n];
        assert_eq!(simd_kernels::histogram(&mixed), naive_histogram(&mixed));
        bench!(group, n, &mixed[..];
            "ours, mixed": |xs| simd_kernels::histogram(xs);
            "naive, mixed": |xs| naive_histogram(xs);
        );
        bench!(group, n, &equal[..];
            "ours, equal": |xs| simd_kernels::histogram(xs);
            "naive, equal": |xs| naive_histogram(xs);
        );
    }
}

criterion_group!(
    benches,
    accuracy,
    sum,
    dot,
    cosine,
    max,
    argmax,
    variance,
    variance_f64,
    axpy,
    sum_i32,
    sum_u8,
    precise,
    bytes,
    find,
    histogram
);
criterion_main!(benches);
