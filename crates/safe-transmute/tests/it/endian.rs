//! `Le` and `Be` behave as the number does.

use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash, Hasher},
};

use safe_transmute::{Be, Le, Number};

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn numbers<T>(ascending: &[T])
where
    T: Number + Ord + Hash + core::fmt::Debug + core::fmt::Display + Default,
    T: From<Le<T>> + From<Be<T>>,
{
    assert_eq!((size_of::<Le<T>>(), align_of::<Le<T>>()), (size_of::<T>(), 1));
    assert_eq!((size_of::<Be<T>>(), align_of::<Be<T>>()), (size_of::<T>(), 1));
    assert_eq!(Le::<T>::default().get(), T::default());
    assert_eq!(Be::<T>::default().get(), T::default());
    for a in ascending {
        assert_eq!(Le::new(*a).get(), *a);
        assert_eq!(Be::new(*a).get(), *a);
        assert_eq!(T::from(Le::from(*a)), *a);
        assert_eq!(T::from(Be::from(*a)), *a);
        assert_eq!(hash(Le::new(*a)), hash(a));
        assert_eq!(hash(Be::new(*a)), hash(a));
        assert_eq!(format!("{:?} {:>9}", Le::new(*a), Le::new(*a)), format!("{a:?} {a:>9}"));
        assert_eq!(format!("{:?} {:>9}", Be::new(*a), Be::new(*a)), format!("{a:?} {a:>9}"));
        for b in ascending {
            assert_eq!(Le::new(*a).cmp(&Le::new(*b)), a.cmp(b));
            assert_eq!(Be::new(*a).cmp(&Be::new(*b)), a.cmp(b));
            assert_eq!(Le::new(*a) == Le::new(*b), a == b);
            assert_eq!(Be::new(*a) == Be::new(*b), a == b);
        }
    }
}

#[test]
fn integers() {
    numbers::<u8>(&[0, 1, 128, 255]);
    numbers::<u16>(&[0, 1, 0x0100, 0x0201, 0xffff]);
    numbers::<u32>(&[0, 1, 0x0100, 0x0201_0000, u32::MAX]);
    numbers::<u64>(&[0, 1, 0x0100, 0x0201 << 40, u64::MAX]);
    numbers::<u128>(&[0, 1, 0x0100, 0x0201 << 99, u128::MAX]);
    numbers::<usize>(&[0, 1, 0x0100, usize::MAX]);
    numbers::<i8>(&[-128, -1, 0, 1, 127]);
    numbers::<i16>(&[i16::MIN, -256, -1, 0, 1, 0x0100, i16::MAX]);
    numbers::<i32>(&[i32::MIN, -256, -1, 0, 1, 0x0100, i32::MAX]);
    numbers::<i64>(&[i64::MIN, -256, -1, 0, 1, 0x0100, i64::MAX]);
    numbers::<i128>(&[i128::MIN, -256, -1, 0, 1, 0x0100, i128::MAX]);
    numbers::<isize>(&[isize::MIN, -256, -1, 0, 1, 0x0100, isize::MAX]);
}

#[test]
fn floats() {
    for value in [0.0, -0.0, 1.5, f64::MIN_POSITIVE, f64::INFINITY] {
        assert_eq!(Le::new(value).get().to_bits(), value.to_bits());
        assert_eq!(Be::new(value).get().to_bits(), value.to_bits());
    }
    assert_eq!(Be::new(0.0_f32), Be::new(-0.0_f32), "by value, not by bytes");
    let nan = Be::new(f32::NAN);
    assert_ne!(nan, nan);
    assert_eq!(nan.partial_cmp(&nan), None);
    assert_eq!(Le::new(1.25_f32).to_string(), "1.25");
}

#[test]
fn shown_as_numbers_are() {
    assert_eq!(format!("{:#06x}", Be::new(0xab_u16)), "0x00ab");
    assert_eq!(
        format!("{:X} {:b} {:o}", Le::new(10_u8), Le::new(5_u32), Le::new(8_i64)),
        "A 101 10"
    );
}

/// In constants, to build and to read and to change.
const HEADER: [Be<u16>; 2] = [Be::new(0x0800), Be::new(1500)];
const SUM: u16 = HEADER[0].get() + HEADER[1].get();
const CHANGED: Le<i32> = {
    let mut value = Le::new(1);
    value.set(-2);
    value
};

#[test]
fn in_constants() {
    assert_eq!(SUM, 0x0800 + 1500);
    assert_eq!(CHANGED.get(), -2);
}
