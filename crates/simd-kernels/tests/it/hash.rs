//! One number for the results over 2,000 lengths, which every level of every CPU must give: run on
//! x86-64 with and without AVX, on Arm and on a big-endian machine, this is the promise.
#![cfg(not(miri))]

use simd_kernels::{Float, Level};

use crate::oracle::{Number, Random, bits};

/// FNV-1a over words.
struct Hash(u64);

impl Hash {
    fn add(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x0100_0000_01b3);
    }
}

/// Every length below 1,500, and 500 more up to 19,963.
fn lengths() -> impl Iterator<Item = usize> {
    (0..1500).chain((1500..).step_by(37).take(500))
}

/// The hash of `results`, over numbers of moderate size and over all bit patterns.
fn hash<T: Number>(results: impl Fn(&[T], &mut Hash)) -> u64 {
    let mut hash = Hash(0xcbf2_9ce4_8422_2325);
    let (numbers, patterns) = (Random(21).numbers::<T>(20_100), Random(22).patterns::<T>(20_100));
    for (i, len) in lengths().enumerate() {
        // Off the cache lines, and not always by as much.
        let at = i % 67..i % 67 + len;
        results(&numbers[at.clone()], &mut hash);
        results(&patterns[at], &mut hash);
    }
    hash.0
}

fn check<T: Number>(expected: u64, results: impl Fn(Level, &[T], &mut Hash)) {
    assert_eq!(lengths().count(), 2_000);
    for level in Level::supported() {
        let found = hash(|xs: &[T], hash| results(level, xs, hash));
        assert_eq!(found, expected, "{level:?}: {found:#018x}");
    }
}

fn sums<T: Number + Float>(level: Level, xs: &[T], hash: &mut Hash) {
    hash.add(level.sum(xs).bits());
}

#[test]
fn sums_f32() {
    check::<f32>(0x71b2_af74_a840_dda8, sums);
}

#[test]
fn sums_f64() {
    check::<f64>(0xdf93_c76d_77d6_c899, sums);
}

/// Of the first half and the second.
fn products<T: Number>(level: Level, xs: &[T], hash: &mut Hash) {
    let (a, b) = xs.split_at(xs.len() / 2);
    let b = &b[..a.len()];
    for result in [level.dot(a, b).unwrap(), level.euclidean_squared(a, b).unwrap()] {
        hash.add(result.bits());
    }
    hash.add(level.l1(xs).bits());
    hash.add(level.l2_squared(xs).bits());
}

#[test]
fn products_f32() {
    check::<f32>(0x0193_6753_f5ea_f5ea, products);
}

#[test]
fn products_f64() {
    check::<f64>(0xd455_7d21_cbbd_fd46, products);
}

fn moments<T: Number>(level: Level, xs: &[T], hash: &mut Hash) {
    let (count, mean, m2) = bits(level.mean_var(xs)).unwrap_or_default();
    for word in [count, mean, m2] {
        hash.add(word);
    }
}

#[test]
fn moments_f32() {
    check::<f32>(0xcc01_ef3d_6807_1481, moments);
}

#[test]
fn moments_f64() {
    check::<f64>(0x539a_c6f2_66b4_446c, moments);
}

fn extremes<T: Number>(level: Level, xs: &[T], hash: &mut Hash) {
    for extreme in [level.min(xs), level.max(xs)] {
        hash.add(extreme.map_or(1, T::bits));
    }
}

#[test]
fn extremes_f32() {
    check::<f32>(0xc536_6da3_e3cc_b27e, extremes);
}

#[test]
fn extremes_f64() {
    check::<f64>(0x60f0_702c_c714_31fe, extremes);
}
