//! However a stream is cut, its result has the bits of the whole.

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use simd_kernels::{Dot, Level, MeanVar, Sum};

use crate::oracle::{self, Number, Random, bits, in_short, triple_bits};

fn pieces<'a, T>(mut xs: &'a [T], cuts: &[usize]) -> Vec<&'a [T]> {
    let mut pieces = Vec::new();
    for &cut in cuts {
        let (piece, rest) = xs.split_at(cut.min(xs.len()));
        pieces.push(piece);
        xs = rest;
    }
    pieces.push(xs);
    pieces
}

/// A stream of these pieces, each on the level that comes next.
fn sum_of<T: Number>(level: Level, pieces: &[&[T]]) -> u64 {
    let mut sum = Sum::with_level(level);
    for piece in pieces {
        sum.push(piece);
    }
    sum.finish().bits()
}

/// The stream of an element's product with itself, halved: the pieces of both are cut alike.
fn dot_of<T: Number>(level: Level, pieces: &[&[T]]) -> u64 {
    let mut dot = Dot::with_level(level);
    for piece in pieces {
        dot.push(piece, &halves(piece)).unwrap();
    }
    dot.finish().bits()
}

fn halves<T: Number>(xs: &[T]) -> Vec<T> {
    xs.iter().map(|&x| x * T::of(0.5)).collect()
}

fn moments_of<T: Number>(level: Level, pieces: &[&[T]]) -> Option<(u64, u64, u64)> {
    let mut moments = MeanVar::with_level(level);
    for piece in pieces {
        moments.push(piece);
    }
    bits(moments.finish())
}

fn check<T: Number>(xs: &[T], cuts: &[usize]) {
    let pieces = pieces(xs, cuts);
    let (sum, moments) = (oracle::sum(xs).bits(), triple_bits(oracle::mean_var(xs)));
    let dot = oracle::dot(xs, &halves(xs)).bits();
    for level in Level::supported() {
        assert_eq!(sum_of(level, &pieces), sum, "{level:?}, {cuts:?}");
        assert_eq!(dot_of(level, &pieces), dot, "{level:?}, {cuts:?}");
        assert_eq!(moments_of(level, &pieces), moments, "{level:?}, {cuts:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 3 } else if in_short() { 16 } else { ProptestConfig::default().cases },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn anywhere(
        seed in any::<u64>(),
        len in 0..if cfg!(miri) { 300_usize } else { 20_000 },
        small in vec(0..200_usize, 0..30),
        large in vec(0..9_000_usize, 0..4),
    ) {
        let cuts: Vec<_> = small.into_iter().chain(large).collect();
        check(&Random(seed).numbers::<f32>(len), &cuts);
        check(&Random(seed).numbers::<f64>(len), &cuts);
        check(&Random(seed).patterns::<f32>(len), &cuts);
        check(&Random(seed).patterns::<f64>(len), &cuts);
    }

    /// A finished stream goes on as if it had not been asked.
    #[test]
    fn asking_changes_nothing(seed in any::<u64>(), len in 0..300_usize) {
        let xs: Vec<f32> = Random(seed).numbers(len);
        let (mut asked, mut moments) = (Sum::new(), MeanVar::new());
        for (i, &x) in xs.iter().enumerate() {
            asked.push(&[x]);
            moments.push(&[x]);
            if cfg!(miri) && i % 16 != 0 {
                continue;
            }
            prop_assert_eq!(asked.finish().to_bits(), simd_kernels::sum(&xs[..=i]).to_bits());
            prop_assert_eq!(bits(moments.finish()), bits(simd_kernels::mean_var(&xs[..=i])));
        }
    }
}

/// Every single cut, across two blocks' edges (the moments' blocks are shorter than the sums').
#[test]
fn in_two_everywhere() {
    let xs: Vec<f64> = Random(1).numbers(4_200);
    let ys: Vec<f32> = Random(1).numbers(4_200);
    for cut in (0..=xs.len()).step_by(if cfg!(miri) {
        999
    } else if in_short() {
        37
    } else {
        1
    }) {
        check(&xs, &[cut]);
        check(&ys, &[cut]);
    }
}

/// All 2,048 ways to cut twelve elements, behind what ends six before an edge: of a row, of both
/// kinds of blocks.
fn in_every_way<T: Number>() {
    for edge in [T::LANES, 2_048, 64 * T::LANES] {
        let xs: Vec<T> = Random(4).numbers(edge + 6);
        let (before, twelve) = xs.split_at(edge - 6);
        let (expected, moments) = (oracle::sum(&xs).bits(), triple_bits(oracle::mean_var(&xs)));
        let product = oracle::dot(&xs, &halves(&xs)).bits();
        let others = halves(twelve);
        for level in Level::supported() {
            let (mut sum, mut dot) = (Sum::with_level(level), Dot::with_level(level));
            let mut spread = MeanVar::with_level(level);
            sum.push(before);
            dot.push(before, &halves(before)).unwrap();
            spread.push(before);
            for cuts in (0..1 << 11_u32).step_by(if cfg!(miri) {
                341
            } else if in_short() {
                37
            } else {
                1
            }) {
                let (mut sum, mut dot, mut spread) = (sum.clone(), dot.clone(), spread.clone());
                let mut from = 0;
                for to in (1..=12).filter(|&to| to == 12 || cuts >> (to - 1) & 1 == 1) {
                    sum.push(&twelve[from..to]);
                    dot.push(&twelve[from..to], &others[from..to]).unwrap();
                    spread.push(&twelve[from..to]);
                    from = to;
                }
                assert_eq!(sum.finish().bits(), expected, "{level:?}, {edge}, {cuts:b}");
                assert_eq!(dot.finish().bits(), product, "{level:?}, {edge}, {cuts:b}");
                assert_eq!(bits(spread.finish()), moments, "{level:?}, {edge}, {cuts:b}");
            }
        }
    }
}

#[test]
fn in_every_way_f32() {
    in_every_way::<f32>();
}

#[test]
fn in_every_way_f64() {
    in_every_way::<f64>();
}

#[test]
fn one_at_a_time() {
    let len = if cfg!(miri) { 100 } else { 9_000 };
    check(&Random(2).numbers::<f32>(len), &vec![1; len]);
    check(&Random(2).numbers::<f64>(len), &vec![1; len]);
}

/// A stream may move between levels' streams by value, and be cloned at any point.
/// From thread to thread, with a push of nothing at each: threads have flags of their own for floats.
#[test]
fn on_a_thread_each() {
    let xs: Vec<f32> = Random(8).numbers(9_000);
    let streams = (Sum::new(), MeanVar::new());
    let (sum, moments) = xs.chunks(2_999).fold(streams, |(mut sum, mut moments), piece| {
        std::thread::scope(|threads| {
            let streams = threads.spawn(move || {
                sum.push(&[]);
                moments.push(&[]);
                sum.push(piece);
                moments.push(piece);
                (sum, moments)
            });
            streams.join().unwrap()
        })
    });
    assert_eq!(sum.finish().to_bits(), simd_kernels::sum(&xs).to_bits());
    assert_eq!(bits(moments.finish()), bits(simd_kernels::mean_var(&xs)));
    let alone = std::thread::scope(|threads| threads.spawn(|| simd_kernels::sum(&xs)).join());
    assert_eq!(alone.unwrap().to_bits(), oracle::sum(&xs).to_bits());
}

#[test]
fn a_clone_goes_its_own_way() {
    let xs: Vec<f32> = Random(3).numbers(1_000);
    let mut sum = Sum::new();
    sum.push(&xs[..500]);
    let mut other = sum.clone();
    other.push(&[1e30]);
    sum.push(&xs[500..]);
    assert_eq!(sum.finish().to_bits(), simd_kernels::sum(&xs).to_bits());
    assert!(other.finish() > 1e29);
    assert!(format!("{sum:?}").contains("filled: 1000"));
}
