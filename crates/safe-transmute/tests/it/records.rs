//! Records whose bytes have conditions here and none there: each byte is told from its neighbours,
//! wherever the record lies in a row.

use safe_transmute::{TryFromBytes, Unalign, layout, try_read_from_bytes, try_slice_from_prefix};

#[repr(C, packed(2))]
struct Packed {
    flag: bool,
    number: u32,
    letter: char,
}

layout! { struct Packed { flag, number, letter }: TryFromBytes, Immutable }

/// Flags, a byte of any value, and padding.
#[repr(C, align(16))]
struct Flags<const N: usize>([bool; N], u8);

layout! { for<const N: usize> struct Flags<N> { 0, 1 }: TryFromBytes, Immutable }

#[repr(C)]
struct Nested<const N: usize, T>([Flags<N>; 2], T);

layout! {
    for<const N: usize, T> struct Nested<N, T> where T: TryFromBytes { 0, 1 }: TryFromBytes
}

#[test]
fn a_packed_record() {
    assert_eq!((size_of::<Packed>(), align_of::<Packed>()), (10, 2));
    let valid = |at: usize, byte| {
        let mut bytes = [0; 10];
        bytes[at] = byte;
        try_read_from_bytes::<Packed>(&bytes).is_ok()
    };
    assert!(valid(0, 1) && !valid(0, 2), "the flag");
    assert!(valid(1, 9), "padding");
    assert!((2..6).all(|at| valid(at, 0xff)), "the number");
    assert!((6..10).any(|at| !valid(at, 0xff)), "the letter");
}

/// Sets each byte of the last record of a row to what is no flag.
fn each_byte<const N: usize>() {
    let size = size_of::<Flags<N>>();
    for count in 1..if cfg!(miri) { 3 } else { 9 } {
        for at in 0..size {
            let mut bytes = vec![0; size * count];
            bytes[size * (count - 1) + at] = 7;
            let row = try_slice_from_prefix::<Unalign<Flags<N>>>(&bytes, count);
            assert_eq!(row.is_ok(), at >= N, "byte {at} of the last of {count}");
        }
    }
}

#[test]
fn rows_of_records_around_the_size_of_a_block() {
    each_byte::<0>();
    each_byte::<1>();
    each_byte::<15>();
    each_byte::<16>();
    each_byte::<63>();
    each_byte::<64>();
}

#[test]
fn records_within_a_record() {
    assert_eq!(size_of::<Nested<15, bool>>(), 48);
    for at in 0..48 {
        let mut bytes = [0; 48];
        bytes[at] = 2;
        let flag = at < 15 || (16..31).contains(&at) || at == 32;
        assert_eq!(Nested::<15, bool>::is_valid(&bytes), !flag, "byte {at}");
    }
}
