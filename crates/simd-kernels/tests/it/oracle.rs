//! What the crate's page says, in plain code and in no hurry: one element at a time.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::ops::{Add, Mul, Sub};

use simd_kernels::Moments;

/// What the oracle needs to know of a float.
pub(crate) trait Number:
    simd_kernels::Float
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + PartialOrd
    + Debug
{
    const LANES: usize;
    fn of(x: f64) -> Self;
    fn wide(self) -> f64;
    /// The bits, from which a NaN's sign and payload are seen.
    fn bits(self) -> u64;
    fn from_bits(bits: u64) -> Self;
    /// The one NaN of results.
    fn nan() -> Self;
}

impl Number for f32 {
    const LANES: usize = 64;
    #[expect(clippy::cast_possible_truncation, reason = "rounding is what is wanted")]
    fn of(x: f64) -> Self {
        x as f32
    }
    fn wide(self) -> f64 {
        self.into()
    }
    fn bits(self) -> u64 {
        self.to_bits().into()
    }
    #[expect(clippy::cast_possible_truncation, reason = "the low half is as random")]
    fn from_bits(bits: u64) -> Self {
        f32::from_bits(bits as u32)
    }
    fn nan() -> Self {
        f32::from_bits(0x7fc0_0000)
    }
}

impl Number for f64 {
    const LANES: usize = 32;
    fn of(x: f64) -> Self {
        x
    }
    fn wide(self) -> f64 {
        self
    }
    fn bits(self) -> u64 {
        self.to_bits()
    }
    fn from_bits(bits: u64) -> Self {
        f64::from_bits(bits)
    }
    fn nan() -> Self {
        f64::from_bits(0x7ff8_0000_0000_0000)
    }
}

/// Joins equal blocks as a binary counter carries: here a map from a height to what stands there.
fn counted<P>(blocks: Vec<P>, last: Option<P>, join: impl Fn(P, P) -> P) -> Option<P> {
    let mut at = BTreeMap::new();
    for mut block in blocks {
        let mut height = 0;
        while let Some(older) = at.remove(&height) {
            block = join(older, block);
            height += 1;
        }
        at.insert(height, block);
    }
    at.into_values().fold(last, |newer, older| match newer {
        Some(newer) => Some(join(older, newer)),
        None => Some(older),
    })
}

fn fold<T: Copy + Add<Output = T>>(lanes: &[T]) -> T {
    if let [one] = lanes {
        return *one;
    }
    let (low, high) = lanes.split_at(lanes.len() / 2);
    fold(&low.iter().zip(high).map(|(&a, &b)| a + b).collect::<Vec<_>>())
}

pub(crate) fn sum<T: Number>(xs: &[T]) -> T {
    sum_from(T::of(-0.0), xs)
}

/// The sum of products.
pub(crate) fn dot<T: Number>(a: &[T], b: &[T]) -> T {
    sum(&a.iter().zip(b).map(|(&a, &b)| a * b).collect::<Vec<_>>())
}

/// The sum of the squares of differences.
pub(crate) fn distance<T: Number>(a: &[T], b: &[T]) -> T {
    let squares = a.iter().zip(b).map(|(&a, &b)| (a - b) * (a - b));
    sum_from(T::of(0.0), &squares.collect::<Vec<_>>())
}

/// The sums of sizes and of squares.
pub(crate) fn norms<T: Number>(xs: &[T]) -> [T; 2] {
    let sizes = xs.iter().map(|x| T::of(x.wide().abs()));
    let squares = xs.iter().map(|&x| x * x);
    [sizes.collect::<Vec<_>>(), squares.collect()].map(|terms| sum_from(T::of(0.0), &terms))
}

/// The sum of terms, in lanes that begin with `empty`.
fn sum_from<T: Number>(empty: T, xs: &[T]) -> T {
    let block = |xs: &[T]| {
        let mut lanes = vec![empty; T::LANES];
        for (i, &x) in xs.iter().enumerate() {
            lanes[i % T::LANES] = lanes[i % T::LANES] + x;
        }
        fold(&lanes)
    };
    let full = xs.chunks_exact(64 * T::LANES);
    let last = block(full.remainder());
    let sum = counted(full.map(block).collect(), Some(last), |a, b| a + b).unwrap();
    if sum.wide().is_nan() { T::nan() } else { sum }
}

/// Count, mean and sum of squared differences.
pub(crate) type Triple = (u64, f64, f64);

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn block_moments<T: Number>(xs: &[T]) -> Triple {
    let pivot = if xs[0].wide().is_finite() { xs[0] } else { T::of(0.0) };
    let (mut sums, mut squares) = (vec![T::of(0.0); T::LANES], vec![T::of(0.0); T::LANES]);
    for (i, &x) in xs.iter().enumerate() {
        let (lane, d) = (i % T::LANES, x - pivot);
        sums[lane] = sums[lane] + d;
        squares[lane] = squares[lane] + d * d;
    }
    let (sum, square) = (fold(&sums).wide(), fold(&squares).wide());
    let mean = sum / xs.len() as f64;
    let m2 = square - sum * mean;
    (xs.len() as u64, pivot.wide() + mean, if m2 < 0.0 { 0.0 } else { m2 })
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
pub(crate) fn merge((n1, mean1, m1): Triple, (n2, mean2, m2): Triple) -> Triple {
    let n = n1 + n2;
    let w = n2 as f64 / n as f64;
    let d = mean2 - mean1;
    let mean =
        if d.is_finite() { mean1 + d * w } else { mean1 * (n1 as f64 / n as f64) + mean2 * w };
    (n, mean, m1 + m2 + d * d * (n1 as f64 * w))
}

pub(crate) fn mean_var<T: Number>(xs: &[T]) -> Option<Triple> {
    let full = xs.chunks_exact(64 * T::LANES);
    let rest = full.remainder();
    let last = (!rest.is_empty()).then(|| block_moments(rest));
    let all = counted(full.map(block_moments).collect(), last, merge)?;
    let canonical = |x: f64| if x.is_nan() { f64::nan() } else { x };
    Some((all.0, canonical(all.1), canonical(all.2)))
}

/// Moments as bits.
pub(crate) fn bits(m: Option<Moments>) -> Option<(u64, u64, u64)> {
    m.map(|m| (m.count, m.mean.to_bits(), m.m2.to_bits()))
}

pub(crate) fn triple_bits(m: Option<Triple>) -> Option<(u64, u64, u64)> {
    m.map(|(count, mean, m2)| (count, mean.to_bits(), m2.to_bits()))
}

fn least<T: Number>(xs: &[T], sign: f64) -> Option<T> {
    if xs.iter().any(|x| x.wide().is_nan()) {
        return Some(T::nan());
    }
    xs.iter().copied().min_by(|a, b| (sign * a.wide()).total_cmp(&(sign * b.wide())))
}

pub(crate) fn min<T: Number>(xs: &[T]) -> Option<T> {
    least(xs, 1.0)
}

pub(crate) fn max<T: Number>(xs: &[T]) -> Option<T> {
    least(xs, -1.0)
}

/// A float's place among all: -∞ < … < -0 < +0 < … < ∞, NaN first of all whatever its sign.
fn rank<T: Number>(x: T) -> i64 {
    if x.wide().is_nan() {
        return i64::MIN;
    }
    let bits = x.wide().to_bits().cast_signed();
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

/// The place of the least, the first of equal ones; NaN is less than all.
pub(crate) fn argmin<T: Number>(xs: &[T]) -> Option<usize> {
    (0..xs.len()).min_by_key(|&i| rank(xs[i]))
}

/// The place of the greatest, the first of equal ones; NaN is greater than all.
pub(crate) fn argmax<T: Number>(xs: &[T]) -> Option<usize> {
    (0..xs.len()).min_by_key(|&i| match rank(xs[i]) {
        i64::MIN => i64::MIN,
        rank => -rank,
    })
}

/// Without the NaNs, and where each was.
pub(crate) fn without_nans<T: Number>(xs: &[T]) -> (Vec<T>, Vec<usize>) {
    xs.iter().zip(0..).filter(|(x, _)| !x.wide().is_nan()).unzip()
}

/// Numbers that look random and are the same on every machine.
pub(crate) struct Random(pub u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// `len` numbers of either sign, of sizes from 2^-12 to 2^12.
    #[expect(clippy::cast_precision_loss, reason = "rounding is harmless")]
    pub(crate) fn numbers<T: Number>(&mut self, len: usize) -> Vec<T> {
        (0..len)
            .map(|_| {
                let x = self.next();
                let exponent = i32::try_from(x % 25).unwrap() - 12;
                T::of(x.cast_signed() as f64 * 2_f64.powi(exponent - 63))
            })
            .collect()
    }

    /// `len` values from all bit patterns: infinities, NaNs and subnormals among them.
    pub(crate) fn patterns<T: Number>(&mut self, len: usize) -> Vec<T> {
        const SPECIAL: [f64; 8] =
            [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1e-310, -1e-40, 3.4e38];
        (0..len)
            .map(|_| match self.next() % 16 {
                i @ 0..8 => T::of(SPECIAL[usize::try_from(i).unwrap()]),
                _ => T::from_bits(self.next()),
            })
            .collect()
    }
}

/// Whether the gate runs this where it looks for misuse of memory, many times slower than elsewhere: of
/// each kind of case fewer will do there, as what comes out is checked in full by other stages.
pub(crate) fn in_short() -> bool {
    std::env::var_os("HARDPAN_SHORT").is_some()
}

/// Every length up to four rows and one, then around the edges of blocks and joins.
pub(crate) fn lengths<T: Number>() -> Vec<usize> {
    let (row, block) = (T::LANES, 64 * T::LANES);
    let edges: &[usize] = if cfg!(miri) {
        &[block - 1, block + 1]
    } else {
        &[block, 2048, 2 * block, 3 * block, 4 * block, 7 * block + row, 8 * block]
    };
    let around = edges.iter().flat_map(|&edge| [edge - row, edge - 1, edge, edge + 1, edge + row]);
    let every = if cfg!(miri) { 7 } else { 1 };
    (0..=4 * row + 1).step_by(every).chain(around).collect()
}
