use simd_kernels::Level;

use crate::oracle::Random;

#[expect(clippy::naive_bytecount, reason = "it is what the fast one is held against")]
fn check(bytes: &[u8], byte: u8, sets: &[&[u8]]) {
    let count = bytes.iter().filter(|&&x| x == byte).count();
    let place = bytes.iter().position(|&x| x == byte);
    for level in Level::supported() {
        assert_eq!(level.count(bytes, byte), count, "{level:?}, {} bytes", bytes.len());
        assert_eq!(level.find(bytes, byte), place, "{level:?}, {} bytes", bytes.len());
        for set in sets {
            let any = bytes.iter().position(|x| set.contains(x));
            assert_eq!(level.find_any(bytes, set), any, "{level:?}, {} bytes", bytes.len());
        }
    }
}

const NONE: [u8; 20] = [b'-'; 20];

/// Sets of every size that is a case of its own: few, and more than few.
fn sets(byte: u8) -> Vec<Vec<u8>> {
    let with = |len: usize| {
        let mut set = NONE[..len].to_vec();
        set.insert(len / 2, byte);
        set
    };
    vec![vec![], with(0), with(2), with(7), with(8), with(19)]
}

/// One byte that is wanted, at every place of every length; its neighbours in value around it.
#[test]
fn one_hot_at_every_place() {
    for len in (0..=330).step_by(if cfg!(miri) { 47 } else { 1 }) {
        let places = (0..len).step_by(if cfg!(miri) || len > 140 { 13 } else { 1 });
        for at in places.map(Some).chain([None]) {
            for byte in [0, 1, 0x7f, 0x80, 0xff] {
                let mut bytes = vec![byte ^ 1; len];
                bytes.iter_mut().step_by(3).for_each(|x| *x = byte ^ 0x80);
                if let Some(at) = at {
                    bytes[at] = byte;
                }
                let count = usize::from(at.is_some());
                assert_eq!(
                    (simd_kernels::count(&bytes, byte), simd_kernels::find(&bytes, byte)),
                    (count, at)
                );
                for level in Level::supported() {
                    assert_eq!(level.count(&bytes, byte), count, "{level:?}, {at:?} of {len}");
                    assert_eq!(level.find(&bytes, byte), at, "{level:?}, {at:?} of {len}");
                }
            }
        }
    }
}

#[test]
fn every_byte_beside_every_other() {
    let all: Vec<u8> = (0..=255).collect();
    for byte in (0..=255).step_by(if cfg!(miri) { 51 } else { 1 }) {
        let sets = sets(byte);
        check(&all, byte, &sets.iter().map(Vec::as_slice).collect::<Vec<_>>());
    }
}

#[test]
fn every_length_and_offset() {
    let mut random = Random(12);
    let bytes: Vec<u8> = (0..3000).map(|_| random.next().to_le_bytes()[2] % 64).collect();
    let sets = sets(7);
    let sets: Vec<&[u8]> = sets.iter().map(Vec::as_slice).collect();
    for len in (0..600).step_by(if cfg!(miri) { 97 } else { 1 }).chain([2000, 2900]) {
        for start in [0, 1, 31, 63] {
            check(&bytes[start..start + len], 7, &sets);
        }
    }
}

#[test]
fn every_offset() {
    let mut random = Random(13);
    let bytes: Vec<u8> = (0..500).map(|_| random.next().to_le_bytes()[2]).collect();
    let sets = sets(7);
    let sets: Vec<&[u8]> = sets.iter().map(Vec::as_slice).collect();
    for start in (0..64).step_by(if cfg!(miri) { 9 } else { 1 }) {
        for len in [1, 63, 100, 260, 400] {
            let bytes = &bytes[start..start + len];
            check(bytes, bytes[len - 1], &sets);
            assert_eq!(simd_kernels::histogram(bytes).iter().sum::<u64>(), len as u64);
        }
    }
}

/// More equal bytes than a lane of eight bits counts.
#[test]
fn many_equal() {
    for len in [255, 256, 16_383, 16_384, 70_000] {
        let len = if cfg!(miri) { len.min(300) } else { len };
        let bytes = vec![9; len];
        for level in Level::supported() {
            assert_eq!((level.count(&bytes, 9), level.count(&bytes, 8)), (len, 0), "{level:?}");
        }
    }
}

#[test]
fn of_nothing() {
    assert_eq!(simd_kernels::count(&[], 0), 0);
    assert_eq!(simd_kernels::find(&[], 0), None);
    assert_eq!(simd_kernels::find_any(&[], b"ab"), None);
    assert_eq!(simd_kernels::find_any(b"ab", &[]), None);
}
