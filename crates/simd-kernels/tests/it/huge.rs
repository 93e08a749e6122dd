//! Slices of more than 4 GiB, where lengths, places and counts take more than 32 bits. Zeros that nobody
//! has written are one page of memory, however many.

use simd_kernels::{argmax, argmin, count, find, find_any, max, mean_var, sum, sum_wide};

use crate::oracle::in_short;

#[test]
fn bytes() {
    if in_short() {
        return;
    }
    let len = (1 << 32) + 99;
    let mut xs = vec![0_u8; len];
    xs[len - 7] = 7;
    assert_eq!((count(&xs, 0), count(&xs, 7)), (len - 1, 1));
    assert_eq!((find(&xs, 7), find_any(&xs, &[1, 7])), (Some(len - 7), Some(len - 7)));
    assert_eq!((argmax(&xs), argmin(&xs), max(&xs)), (Some(len - 7), Some(0), Some(7)));
    assert_eq!(sum_wide(&xs), 7);
}

/// Sums of words are joined from pieces, of which each is more than 4 GiB.
#[test]
fn words() {
    if in_short() {
        return;
    }
    let piece = 1 << 30;
    let mut xs = vec![0_u64; piece + 70];
    for at in [0, piece - 1, piece, piece + 69] {
        xs[at] = u64::MAX - 1;
    }
    assert_eq!(sum_wide(&xs), 4 * u128::from(u64::MAX - 1));
}

#[test]
fn floats() {
    if in_short() {
        return;
    }
    let len = (1 << 30) + 70;
    let mut xs = vec![0_f32; len];
    xs[len - 3] = 3.0;
    assert_eq!((sum(&xs), argmax(&xs)), (3.0, Some(len - 3)));
    let moments = mean_var(&xs).expect("there are some");
    assert_eq!(moments.count, len as u64);
    let mean = 3.0 / f64::from(u32::try_from(len).unwrap());
    assert!((moments.mean / mean - 1.0).abs() < 1e-9, "{moments:?}");
}
