//! Any bytes, any offset, against `from_le_bytes` and its kin.

use proptest::{collection::vec, prelude::*};
use safe_transmute::{
    Be, FromBytes, IntoBytes, Le, as_bytes, as_bytes_mut, read_from_prefix, read_from_suffix,
    ref_from_prefix, ref_from_suffix, slice_from_prefix, zeroed,
};

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: if cfg!(miri) { 8 } else { 512 },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// For each type of number: what we read of `bytes` is what the standard library reads.
macro_rules! as_std_reads {
    ($bytes:expr => $($number:ty)*) => {{
        let bytes: &[u8] = $bytes;
        $({
            const N: usize = size_of::<$number>();
            let Some((head, rest)) = bytes.split_first_chunk::<N>() else {
                prop_assert!(read_from_prefix::<$number>(bytes).is_err());
                prop_assert!(ref_from_prefix::<Le<$number>>(bytes).is_err());
                prop_assert!(ref_from_suffix::<Le<$number>>(bytes).is_err());
                return Ok(());
            };
            let (before, tail) = bytes.split_last_chunk::<N>().unwrap();
            // Bits, not values: a NaN is not equal to itself.
            let (ne, left) = read_from_prefix::<$number>(bytes).unwrap();
            prop_assert_eq!((ne.to_ne_bytes(), left), (*head, rest));
            let (le, left) = ref_from_prefix::<Le<$number>>(bytes).unwrap();
            prop_assert_eq!(le.get().to_ne_bytes(), <$number>::from_le_bytes(*head).to_ne_bytes());
            prop_assert_eq!((as_bytes(le), left), (&head[..], rest));
            let (be, left) = ref_from_prefix::<Be<$number>>(bytes).unwrap();
            prop_assert_eq!(be.get().to_ne_bytes(), <$number>::from_be_bytes(*head).to_ne_bytes());
            prop_assert_eq!((as_bytes(be), left), (&head[..], rest));
            let (left, be) = read_from_suffix::<Be<$number>>(bytes).unwrap();
            prop_assert_eq!(be.get().to_ne_bytes(), <$number>::from_be_bytes(*tail).to_ne_bytes());
            prop_assert_eq!(left, before);

            let number = <$number>::from_be_bytes(*tail);
            let (le, be) = (Le::new(number), Be::new(number));
            prop_assert_eq!(as_bytes(&le), number.to_le_bytes());
            prop_assert_eq!(as_bytes(&be), number.to_be_bytes());
            prop_assert_eq!(as_bytes(&number), number.to_ne_bytes());

            let count = bytes.len() / N;
            let (values, left) = slice_from_prefix::<Le<$number>>(bytes, count).unwrap();
            prop_assert!(slice_from_prefix::<Le<$number>>(bytes, count + 1).is_err());
            prop_assert_eq!(left, &bytes[count * N..]);
            for (value, chunk) in values.iter().zip(bytes.chunks_exact(N)) {
                prop_assert_eq!(value.get().to_le_bytes(), chunk);
            }
        })*
    }};
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn numbers(bytes in vec(any::<u8>(), 0..80), skip in 0_usize..16) {
        as_std_reads! {
            &bytes[skip.min(bytes.len())..] =>
            u8 i8 u16 i16 u32 i32 f32 u64 i64 f64 usize isize u128 i128
        }
    }

    #[test]
    fn bytes_written_are_bytes_read(mut words in vec(any::<u32>(), 0..9), at in any::<usize>(), byte: u8) {
        let mut expected: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
        prop_assert_eq!(as_bytes(&words[..]), &expected[..]);
        if !expected.is_empty() {
            let at = at % expected.len();
            expected[at] = byte;
            as_bytes_mut(&mut words[..])[at] = byte;
        }
        prop_assert_eq!(as_bytes(&words[..]), &expected[..]);
    }
}

fn bytes_of_zero<T: FromBytes + IntoBytes + safe_transmute::Immutable>() {
    assert!(as_bytes(&zeroed::<T>()).iter().all(|byte| *byte == 0));
}

#[test]
fn zeros() {
    bytes_of_zero::<[u32; 4]>();
    bytes_of_zero::<Be<f64>>();
    assert_eq!((zeroed::<bool>(), zeroed::<char>()), (false, '\0'));
    assert_eq!(zeroed::<Option<core::num::NonZero<u64>>>(), None);
    assert_eq!(zeroed::<Option<&u8>>(), None);
    assert!(zeroed::<*const u8>().is_null());
}
