//! One number for the results over 2,000 lengths, which every level of every CPU must give: run on
//! x86-64 with and without AVX, on Arm and on a big-endian machine, this is the promise. Where a run looks
//! for misuse of memory and is slow (`oracle::in_short`), the levels are held against one another over a
//! hundred of the lengths.
#![cfg(not(miri))]

use simd_kernels::{Float, Level};

use crate::oracle::{Number, Random, bits, in_short};

/// FNV-1a over words.
pub(crate) struct Hash(pub(crate) u64);

impl Hash {
    pub(crate) const EMPTY: Self = Self(0xcbf2_9ce4_8422_2325);

    pub(crate) fn add(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x0100_0000_01b3);
    }
}

/// Every length below 1,500, 400 more to beyond a block, and 100 of up to five blocks (of `f64`, ten).
pub(crate) fn lengths() -> impl Iterator<Item = usize> {
    (0..1_500).chain((1_500..).step_by(7).take(400)).chain((4_300..).step_by(157).take(100))
}

/// The hash of `results`, over numbers of moderate size and over all bit patterns.
fn hash<T: Number>(results: impl Fn(&[T], &mut Hash)) -> u64 {
    let mut hash = Hash::EMPTY;
    let (numbers, patterns) = (Random(21).numbers::<T>(20_100), Random(22).patterns::<T>(20_100));
    for (i, len) in lengths().enumerate().step_by(if in_short() { 19 } else { 1 }) {
        // Off the cache lines, and not always by as much.
        let at = i % 67..i % 67 + len;
        results(&numbers[at.clone()], &mut hash);
        results(&patterns[at], &mut hash);
    }
    hash.0
}

fn check<T: Number>(expected: u64, results: impl Fn(Level, &[T], &mut Hash)) {
    assert_eq!(lengths().count(), 2_000);
    let expected = if in_short() {
        let scalar = Level::supported().next().unwrap();
        hash(|xs: &[T], hash| results(scalar, xs, hash))
    } else {
        expected
    };
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
    check::<f32>(0x1d42_b6d6_a742_2a14, sums);
}

#[test]
fn sums_f64() {
    check::<f64>(0x0d33_62ef_0342_293e, sums);
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
    check::<f32>(0x292b_4118_80cd_b394, products);
}

#[test]
fn products_f64() {
    check::<f64>(0x2bdb_9882_ad48_765a, products);
}

fn moments<T: Number>(level: Level, xs: &[T], hash: &mut Hash) {
    let (count, mean, m2) = bits(level.mean_var(xs)).unwrap_or_default();
    for word in [count, mean, m2] {
        hash.add(word);
    }
}

#[test]
fn moments_f32() {
    check::<f32>(0x5242_8ab9_0f64_53d8, moments);
}

#[test]
fn moments_f64() {
    check::<f64>(0xb03d_43b4_1ad4_92da, moments);
}

fn extremes<T: Number>(level: Level, xs: &[T], hash: &mut Hash) {
    for extreme in [level.min(xs), level.max(xs)] {
        hash.add(extreme.map_or(1, T::bits));
    }
}

#[test]
fn extremes_f32() {
    check::<f32>(0x2c77_e85e_0b24_b754, extremes);
}

#[test]
fn extremes_f64() {
    check::<f64>(0x11f5_d5c1_bd37_7edb, extremes);
}

/// What is defined by the elements alone: of these, only a wrong result could differ.
fn exact<T: Number>(level: Level, xs: &[T], hash: &mut Hash) {
    hash.add(level.sum_precise(xs).bits());
    for extreme in [level.min_num(xs), level.max_num(xs)] {
        hash.add(extreme.map_or(1, T::bits));
    }
    let places = [level.argmin(xs), level.argmax(xs), level.argmin_num(xs), level.argmax_num(xs)];
    for place in places {
        hash.add(place.map_or(u64::MAX, |at| at as u64));
    }
}

#[test]
fn exact_f32() {
    check::<f32>(0x6014_8706_a6bb_0409, exact);
}

#[test]
fn exact_f64() {
    check::<f64>(0x8e89_73e5_1178_3d5a, exact);
}

/// Bits of a bitmap, one for each element.
fn bitmap(len: usize) -> Vec<u8> {
    let mut random = Random(23);
    (0..len.div_ceil(8)).map(|_| random.next().to_le_bytes()[0]).collect()
}

fn masked<T: Number>(level: Level, xs: &[T], hash: &mut Hash) {
    let bits = bitmap(xs.len());
    hash.add(level.sum_masked(xs, &bits).unwrap().bits());
    for extreme in [level.min_masked(xs, &bits), level.max_masked(xs, &bits)] {
        hash.add(extreme.unwrap().map_or(1, T::bits));
    }
}

#[test]
fn masked_f32() {
    check::<f32>(0xea38_7820_aa92_415a, masked);
}

#[test]
fn masked_f64() {
    check::<f64>(0xa5e9_1735_29c8_a339, masked);
}

#[cfg(any(feature = "std", feature = "libm"))]
fn cosines<T: Number>(level: Level, xs: &[T], hash: &mut Hash) {
    let (a, b) = xs.split_at(xs.len() / 2);
    hash.add(level.cosine(a, &b[..a.len()]).unwrap().bits());
    hash.add(level.l2(xs).bits());
}

#[cfg(any(feature = "std", feature = "libm"))]
#[test]
fn cosines_f32() {
    check::<f32>(0x5eca_018e_d283_0f87, cosines);
}

#[cfg(any(feature = "std", feature = "libm"))]
#[test]
fn cosines_f64() {
    check::<f64>(0xeaaa_ef49_3df4_d5c3, cosines);
}

/// Each function of each element; of a NaN, only that it is one. These know of no blocks: what is long
/// is cut.
fn elements<T: Number>(level: Level, xs: &[T], hash: &mut Hash) {
    let xs = &xs[..xs.len().min(1_500)];
    let by = T::of(1.1);
    let mut out = xs.to_vec();
    let mut step = |f: &dyn Fn(&mut [T])| {
        f(&mut out);
        for x in &out {
            hash.add(if x.wide().is_nan() { 1 } else { x.bits() });
        }
    };
    step(&|out| level.scale(out, by));
    step(&|out| level.axpy(by, xs, out).unwrap());
    step(&|out| level.add(out, xs).unwrap());
    step(&|out| level.mul(out, xs).unwrap());
    step(&|out| level.sub_into(xs, xs, out).unwrap());
    step(&|out| level.clamp_into(xs, T::of(-100.0), by, out).unwrap());
    step(&|out| level.abs(out));
}

#[test]
fn elements_f32() {
    check::<f32>(0x9123_4369_8873_a963, elements);
}

#[test]
fn elements_f64() {
    check::<f64>(0x7768_5832_24b3_52f6, elements);
}

/// The same bytes as integers of each width, and as bytes to be found.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any bits will do")]
fn integers<T: Number>(level: Level, xs: &[T], hash: &mut Hash) {
    let words: Vec<u64> = xs.iter().map(|x| x.bits()).collect();
    let bytes: Vec<u8> = words.iter().map(|word| word.to_le_bytes()[1]).collect();
    let signed: Vec<i32> = words.iter().map(|&word| (word.cast_signed() >> 20) as i32).collect();
    hash.add(level.sum_wide(&words) as u64);
    hash.add(level.sum_wide(&signed) as u64);
    hash.add(level.sum_wide(&bytes));
    hash.add(level.minmax(&signed).map_or(1, |(least, greatest)| (least ^ greatest) as u64));
    for place in [
        level.argmax(&words),
        level.argmin(&bytes),
        level.find(&bytes, 7),
        level.find_any(&bytes, b"abc"),
    ] {
        hash.add(place.map_or(u64::MAX, |at| at as u64));
    }
    hash.add(level.count(&bytes, 0x3f) as u64);
    for count in level.histogram(&bytes) {
        hash.add(count);
    }
}

#[test]
fn integers_of_32_bits() {
    check::<f32>(0xa775_6c20_9cc9_dc04, integers);
}

#[test]
fn integers_of_64_bits() {
    check::<f64>(0x4105_6159_76b3_3e04, integers);
}
