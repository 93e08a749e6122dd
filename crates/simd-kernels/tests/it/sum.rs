use simd_kernels::{Level, Sum};

use crate::oracle::{self, Number, Random, lengths};

/// On every level, one shot and as a stream: the oracle's bits.
fn check<T: Number>(xs: &[T]) {
    let expected = oracle::sum(xs);
    assert_eq!(simd_kernels::sum(xs).bits(), expected.bits());
    for level in Level::supported() {
        assert_eq!(level.sum(xs).bits(), expected.bits(), "{level:?}, {} elements", xs.len());
        let mut stream = Sum::with_level(level);
        stream.push(xs);
        assert_eq!(stream.finish().bits(), expected.bits(), "{level:?}, stream of {}", xs.len());
    }
}

fn every_length<T: Number>() {
    for len in lengths::<T>() {
        check(&Random(len as u64).numbers::<T>(len));
        check(&Random(len as u64).patterns::<T>(len));
    }
}

#[test]
fn every_length_f32() {
    every_length::<f32>();
}

#[test]
fn every_length_f64() {
    every_length::<f64>();
}

/// Every start that the type allows within 64 bytes of an aligned address.
fn every_offset<T: Number>() {
    for len in [1, T::LANES - 1, T::LANES + 3, 5 * T::LANES + 7] {
        let buffer = Random(7).numbers::<T>(len + 128);
        let aligned = buffer.as_ptr().align_offset(64).min(64);
        for start in aligned..aligned + 64 / size_of::<T>() {
            check(&buffer[start..start + len]);
        }
    }
}

#[test]
fn every_offset_f32() {
    every_offset::<f32>();
}

#[test]
fn every_offset_f64() {
    every_offset::<f64>();
}

/// One element among zeros, each place with a weight of its own: a lane dropped or doubled shows.
fn one_hot<T: Number>() {
    for len in [T::LANES - 1, T::LANES, 3 * T::LANES + 5] {
        let mut xs = vec![T::of(0.0); len];
        for at in 0..len {
            let weight = T::of(f64::from(u32::try_from(at).unwrap() + 1));
            xs[at] = weight;
            for level in Level::supported() {
                assert_eq!(level.sum(&xs), weight, "{level:?}, {at} of {len}");
            }
            xs[at] = T::nan();
            for level in Level::supported() {
                assert_eq!(level.sum(&xs).bits(), T::nan().bits(), "{level:?}, {at} of {len}");
            }
            xs[at] = T::of(0.0);
        }
    }
}

#[test]
fn one_hot_f32() {
    one_hot::<f32>();
}

#[test]
fn one_hot_f64() {
    one_hot::<f64>();
}

#[test]
fn of_nothing_is_minus_zero() {
    check::<f32>(&[]);
    check::<f64>(&[]);
    assert_eq!(simd_kernels::sum::<f32>(&[]).to_bits(), (-0.0_f32).to_bits());
    assert_eq!(Sum::<f64>::new().finish().to_bits(), (-0.0_f64).to_bits());
}

#[test]
fn zeros_keep_their_sign() {
    for len in [1, 63, 64, 65, 5000] {
        assert_eq!(simd_kernels::sum(&vec![-0.0_f32; len]).to_bits(), (-0.0_f32).to_bits());
        let mut xs = vec![-0.0_f64; len];
        xs[len / 2] = 0.0;
        assert_eq!(simd_kernels::sum(&xs).to_bits(), 0);
        check(&xs);
    }
}

/// Results that are NaN for different reasons have the same bits.
#[test]
fn one_nan() {
    let inf = f32::INFINITY;
    for len in [2, 64, 65, 4097] {
        let mut xs = vec![1.0_f32; len];
        (xs[0], xs[len - 1]) = (inf, -inf);
        assert_eq!(simd_kernels::sum(&xs).to_bits(), 0x7fc0_0000);
        xs[0] = f32::from_bits(0xff80_0001);
        assert_eq!(simd_kernels::sum(&xs).to_bits(), 0x7fc0_0000);
        check(&xs);
    }
}

#[test]
fn subnormals_and_overflow() {
    let tiny = f32::from_bits(1);
    assert_eq!(simd_kernels::sum(&[tiny; 1000]).to_bits(), 1000);
    assert_eq!(simd_kernels::sum(&[f32::MAX; 100]), f32::INFINITY);
    assert_eq!(simd_kernels::sum(&[f64::MIN; 100]), f64::NEG_INFINITY);
    check(&[tiny; 1000]);
    check(&[f64::MIN_POSITIVE / 8.0; 1000]);
}

/// Fixed results: another order of addition, even one that all levels agree on, would differ.
#[test]
fn the_order_is_the_one_written_down() {
    let xs: Vec<f32> = Random(1).numbers(100_000);
    let ys: Vec<f64> = Random(2).numbers(100_000);
    let len = if cfg!(miri) { 5_000 } else { 100_000 };
    let (x, y) = (simd_kernels::sum(&xs[..len]), simd_kernels::sum(&ys[..len]));
    assert_eq!(x.bits(), oracle::sum(&xs[..len]).bits());
    assert_eq!(y.bits(), oracle::sum(&ys[..len]).bits());
    assert_ne!(x.to_bits(), xs[..len].iter().sum::<f32>().to_bits(), "the test has no teeth");
    assert_ne!(y.to_bits(), ys[..len].iter().sum::<f64>().to_bits(), "the test has no teeth");
    if !cfg!(miri) {
        assert_eq!((x.to_bits(), y.to_bits()), (0xc7df_e280, 0xc09c_d7de_b5c4_7ac0));
    }
}
