use simd_kernels::Level;

use crate::oracle::Random;

fn naive(bytes: &[u8]) -> [u64; 256] {
    let mut counts = [0; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    counts
}

#[test]
fn as_the_naive_loop() {
    let mut random = Random(11);
    let bytes: Vec<u8> = (0..5000).map(|_| random.next().to_le_bytes()[3]).collect();
    let edges = [1023, 1024, 1025, 1031, 1032, 4096, 4999];
    for len in (0..=257).step_by(if cfg!(miri) { 51 } else { 1 }).chain(edges) {
        for start in [0, 1] {
            let bytes = &bytes[start..start + len];
            assert_eq!(simd_kernels::histogram(bytes), naive(bytes));
            for level in Level::supported() {
                assert_eq!(level.histogram(bytes), naive(bytes));
            }
        }
    }
}

#[test]
fn every_byte_at_every_place_of_a_word() {
    for byte in 0..=255 {
        let bytes = [byte; 1027];
        let mut expected = [0; 256];
        expected[usize::from(byte)] = 1027;
        assert_eq!(simd_kernels::histogram(&bytes), expected);
    }
}
