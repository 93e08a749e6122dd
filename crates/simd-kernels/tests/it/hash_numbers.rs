//! As [`crate::hash`], of what that leaves out: integers of each width, and the functions of each
//! element that no vector of floats has been through there.
#![cfg(not(miri))]

use simd_kernels::Level;

use crate::hash::{Hash, lengths};
use crate::oracle::{Number, Random, in_short};

/// For functions of each element, which hash as many results as they get elements: every length to
/// more than four registers of bytes, and two that fill many.
fn few_lengths() -> impl Iterator<Item = usize> {
    (0..300).step_by(if in_short() { 19 } else { 1 }).chain([1_000, 4_099])
}

/// What every level makes of `results` is `expected`.
fn check(expected: u64, results: impl Fn(Level, &mut Hash)) {
    let of = |level| {
        let mut hash = Hash::EMPTY;
        results(level, &mut hash);
        hash.0
    };
    let expected = if in_short() { of(Level::supported().next().unwrap()) } else { expected };
    for level in Level::supported() {
        let found = of(level);
        assert_eq!(found, expected, "{level:?}: {found:#018x}");
    }
}

macro_rules! integers {
    ($($T:ident: $sums:literal, $elements:literal;)*) => {$(
        #[allow(
            clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_lossless,
            clippy::cast_sign_loss, clippy::unnecessary_cast, reason = "any bits will do"
        )]
        mod $T {
            use super::*;

            fn numbers() -> Vec<$T> {
                let mut random = Random(24);
                (0..20_100).map(|_| random.next() as $T).collect()
            }

            /// One result for each slice, over 2,000 lengths.
            #[test]
            fn reduced() {
                let xs = numbers();
                check($sums, |level, hash| {
                    for (i, len) in lengths().enumerate().step_by(if in_short() { 19 } else { 1 }) {
                        let xs = &xs[i % 67..i % 67 + len];
                        let sum = level.sum_wide(xs) as i128;
                        hash.add(sum as u64);
                        hash.add((sum >> 64) as u64);
                        for extreme in [level.min(xs), level.max(xs)] {
                            hash.add(extreme.map_or(1, |x| x as u64));
                        }
                        for place in [level.argmin(xs), level.argmax(xs)] {
                            hash.add(place.map_or(u64::MAX, |at| at as u64));
                        }
                    }
                });
            }

            #[test]
            fn elements() {
                let xs = numbers();
                check($elements, |level, hash| {
                    for (i, len) in few_lengths().enumerate() {
                        let (a, b) = (&xs[i % 67..i % 67 + len], &xs[5_000..5_000 + len]);
                        let mut out = a.to_vec();
                        let mut step = |f: &dyn Fn(&mut [$T])| {
                            f(&mut out);
                            for &x in &out {
                                hash.add(x as u64);
                            }
                        };
                        step(&|out| level.add(out, b).unwrap());
                        step(&|out| level.sub_into(b, a, out).unwrap());
                        step(&|out| level.mul(out, b).unwrap());
                        step(&|out| level.scale(out, 7));
                        step(&|out| level.axpy(5, b, out).unwrap());
                        step(&|out| level.clamp_into(b, $T::MAX / 4, $T::MAX / 2, out).unwrap());
                        step(&|out| level.abs_into(a, out).unwrap());
                        step(&|out| level.swap_bytes(out));
                        let bits: Vec<u8> = (0..len.div_ceil(8)).map(|i| xs[i] as u8).collect();
                        let masked = [level.min_masked(a, &bits), level.max_masked(a, &bits)];
                        for extreme in masked {
                            hash.add(extreme.unwrap().map_or(1, |x| x as u64));
                        }
                    }
                });
            }
        }
    )*};
}

integers! {
    i8: 0x383f_a243_fca5_4e25, 0x5d16_031e_ceb5_4374;
    i16: 0x9808_3217_380d_8375, 0xfb6d_b5f0_e4ad_acc6;
    i32: 0xccb4_d37e_1adb_271f, 0x190d_86d9_85f8_792d;
    i64: 0x3dc6_0b09_2073_6960, 0x1df1_463e_077b_c9bb;
    u8: 0xb41f_64e2_d7fb_4fe4, 0x1ad5_9d0c_061a_35a3;
    u16: 0xa866_2434_18b5_a917, 0xa261_4e29_2239_47a2;
    u32: 0x05dd_929b_0f76_e6a2, 0xae45_626f_8980_a4fa;
    u64: 0xa5b5_5285_caeb_6c89, 0x6ab2_b793_fcce_3cef;
}

/// The functions of each element that [`crate::hash`] has not, in place and into another slice; of a
/// NaN that was computed, only that it is one.
fn floats<T: Number>(level: Level, hash: &mut Hash) {
    let mut random = Random(25);
    let (numbers, patterns) = (random.numbers::<T>(4_200), random.patterns::<T>(4_200));
    let raw: Vec<T> = (0..4_200).map(|_| T::from_bits(random.next())).collect();
    for (i, len) in few_lengths().enumerate() {
        for (a, b) in [(&numbers, &patterns), (&patterns, &numbers), (&numbers, &numbers)] {
            let (a, b) = (&a[i % 67..i % 67 + len], &b[..len]);
            let mut out = a.to_vec();
            let mut step = |f: &dyn Fn(&mut [T])| {
                f(&mut out);
                for x in &out {
                    hash.add(if x.wide().is_nan() { 1 } else { x.bits() });
                }
            };
            step(&|out| level.sub(out, b).unwrap());
            step(&|out| level.add_into(a, b, out).unwrap());
            step(&|out| level.mul_into(a, b, out).unwrap());
            step(&|out| {
                level.scale_into(a, b.first().copied().unwrap_or(T::of(3.0)), out).unwrap();
            });
            step(&|out| level.axpy_into(T::of(1.1), a, b, out).unwrap());
            step(&|out| level.clamp(out, T::of(-3.0), T::of(2.5)));
            step(&|out| level.abs_into(a, out).unwrap());
        }
        // No arithmetic, so a NaN's bits too.
        let (raw, mut out) = (&raw[i % 67..i % 67 + len], vec![T::of(0.0); len]);
        level.swap_bytes_into(raw, &mut out).unwrap();
        for x in &out {
            hash.add(x.bits());
        }
        level.swap_bytes(&mut out);
        for x in &out {
            hash.add(x.bits());
        }
    }
}

#[test]
fn floats_f32() {
    check(0xd6af_7474_49c4_c204, floats::<f32>);
}

#[test]
fn floats_f64() {
    check(0xdfce_72e2_227c_b8da, floats::<f64>);
}

#[test]
fn conversions() {
    let mut random = Random(26);
    let (narrow, wide) = (random.patterns::<f32>(4_200), random.patterns::<f64>(4_200));
    // Halfway between two of the narrower ones, just beside that, and what rounds to infinity.
    let halfway: Vec<f64> = (0..4_200_u64)
        .map(|i| {
            f64::from_bits(
                ((1023 + i % 128) << 52) | ((random.next() >> 41 << 29) + (1 << 28) + i % 3 - 1),
            )
        })
        .collect();
    check(0x0c5b_f7a0_1f83_0762, |level, hash| {
        for (i, len) in few_lengths().enumerate() {
            let at = i % 67..i % 67 + len;
            let (mut up, mut down) = (vec![0.0; len], vec![0.0; len]);
            level.f32_to_f64(&narrow[at.clone()], &mut up).unwrap();
            for x in &up {
                hash.add(if x.is_nan() { 1 } else { x.to_bits() });
            }
            for from in [&wide, &halfway] {
                level.f64_to_f32(&from[at.clone()], &mut down).unwrap();
                for x in &down {
                    hash.add(if x.is_nan() { 1 } else { x.to_bits().into() });
                }
            }
        }
    });
}
