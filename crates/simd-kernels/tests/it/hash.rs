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
    check::<f32>(0xd80c_ec89_c8dd_a7bf, exact);
}

#[test]
fn exact_f64() {
    check::<f64>(0xa0cb_0b76_66b0_0265, exact);
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
    check::<f32>(0x3fc5_b00c_4f4b_dd3e, masked);
}

#[test]
fn masked_f64() {
    check::<f64>(0x6aa1_86e9_e0c7_7ed5, masked);
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
    check::<f32>(0x596b_af84_c24d_fc12, cosines);
}

#[cfg(any(feature = "std", feature = "libm"))]
#[test]
fn cosines_f64() {
    check::<f64>(0xd217_9e46_f9a4_42b1, cosines);
}

/// Each function of each element; of a NaN, only that it is one.
fn elements<T: Number>(level: Level, xs: &[T], hash: &mut Hash) {
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
    check::<f32>(0x8f51_dc68_f797_ba64, elements);
}

#[test]
fn elements_f64() {
    check::<f64>(0x66c0_0b94_2b37_580e, elements);
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
    check::<f32>(0x77d2_2c8c_f99a_934a, integers);
}

#[test]
fn integers_of_64_bits() {
    check::<f64>(0xc99f_4887_6971_2435, integers);
}
