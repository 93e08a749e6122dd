//! Structs that `layout!` proved, put to use.

use core::num::NonZero;

use safe_transmute::{
    Be, FromBytes, IntoBytes, Le, as_bytes, as_bytes_mut, layout, mut_from_prefix, read_from_bytes,
    ref_from_bytes, ref_from_prefix, slice_from_prefix, zeroed,
};

#[derive(Debug, PartialEq)]
#[repr(C)]
struct Header {
    version: u8,
    flags: u8,
    length: Be<u16>,
    id: Le<u64>,
}

layout! {
    struct Header { version, flags, length, id }:
    FromZeros, FromBytes, IntoBytes, Immutable, Unaligned
}

const BYTES: [u8; 13] = [4, 1, 0x05, 0xdc, 8, 7, 6, 5, 4, 3, 2, 1, 99];

#[test]
fn in_place() {
    let (header, rest) = ref_from_prefix::<Header>(&BYTES).unwrap();
    assert_eq!(
        *header,
        Header { version: 4, flags: 1, length: Be::new(1500), id: Le::new(0x0102_0304_0506_0708) }
    );
    assert_eq!(rest, [99]);
    assert_eq!(as_bytes(header), &BYTES[..12]);
}

#[test]
fn in_a_row() {
    let bytes = [BYTES, BYTES].concat();
    let (headers, rest) = slice_from_prefix::<Header>(&bytes, 2).unwrap();
    assert_eq!(headers[1].version, 99);
    assert_eq!(rest.len(), 2);
    assert_eq!(as_bytes(headers), &bytes[..24]);
}

#[test]
fn changed_in_place() {
    let mut bytes = BYTES;
    let (header, _) = mut_from_prefix::<Header>(&mut bytes).unwrap();
    header.length.set(1);
    as_bytes_mut(header)[0] = 6;
    assert_eq!(bytes[..4], [6, 1, 0, 1]);
}

/// Unaligned by packing: its fields' references are not to be had, its bytes are.
#[derive(Clone, Copy)]
#[repr(C, packed)]
struct Packed {
    kind: u8,
    length: u32,
}

layout! { struct Packed { kind, length }: FromBytes, IntoBytes, Immutable, Unaligned }

#[test]
fn packed() {
    let packed = ref_from_bytes::<Packed>(&BYTES[1..6]).unwrap();
    assert_eq!(packed.kind, 1);
    assert_eq!({ packed.length }.to_ne_bytes(), BYTES[2..6]);
}

/// Padding is read over, and never shown.
#[derive(Clone, Copy)]
#[repr(C)]
struct Padded {
    kind: u8,
    length: u32,
    id: Option<NonZero<u16>>,
}

layout! { struct Padded { kind, length, id }: FromBytes, Immutable }

#[test]
fn padded() {
    let value = read_from_bytes::<Padded>(&BYTES[..12]).unwrap();
    assert_eq!((value.kind, value.length.to_ne_bytes()), (4, [8, 7, 6, 5]));
    assert_eq!(value.id.map(|id| id.get().to_ne_bytes()), Some([4, 3]));
    assert_eq!(zeroed::<Padded>().id, None);
}

#[repr(C)]
struct Pair<T> {
    left: T,
    right: T,
}

layout! { for<T> struct Pair<T> where T: FromBytes { left, right }: FromBytes }
layout! { struct Pair<Be<u16>> { left, right }: IntoBytes, Immutable, Unaligned }

#[test]
fn generic() {
    let wide = read_from_bytes::<Pair<u32>>(&BYTES[..8]).unwrap();
    assert_eq!(wide.right.to_ne_bytes(), BYTES[4..8]);
    let pair = ref_from_bytes::<Pair<Be<u16>>>(&BYTES[..4]).unwrap();
    assert_eq!((pair.left.get(), pair.right.get()), (0x0401, 1500));
    assert_eq!(as_bytes(pair), &BYTES[..4]);
}

/// A value with a destructor made of bytes is dropped once, and not at all where only viewed.
#[repr(transparent)]
struct Counted(u8);

std::thread_local! {
    static DROPS: core::cell::Cell<u32> = const { core::cell::Cell::new(0) };
}

impl Drop for Counted {
    fn drop(&mut self) {
        DROPS.set(DROPS.get() + 1);
    }
}

layout! { struct Counted { 0 }: FromBytes, IntoBytes, Immutable, Unaligned }

#[test]
fn destructors() {
    drop(read_from_bytes::<Counted>(&BYTES[..1]).unwrap());
    assert_eq!(DROPS.get(), 1);
    let viewed = ref_from_bytes::<Counted>(&BYTES[..1]).unwrap();
    assert_eq!((viewed.0, DROPS.get()), (4, 1));
}

fn is<T: FromBytes + IntoBytes>() {}

#[test]
fn in_a_function() {
    #[repr(C)]
    struct Local(u16, [u8; 2]);
    layout! { struct Local { 0, 1 }: FromBytes, IntoBytes }
    is::<Local>();
    is::<[Local; 3]>();
}

/// What the compiler computed of `Self::…` counts, not what the enum was written with.
#[test]
fn discriminants_of_self() {
    #[derive(Clone, Copy, Debug, PartialEq)]
    #[repr(u8)]
    enum Kind {
        First = Self::BASE,
        Second = Self::BASE + 40,
    }

    impl Kind {
        const BASE: u8 = 7;
    }

    safe_transmute::layout! { enum Kind as u8 { First, Second }: TryFromBytes, IntoBytes, Immutable }

    let valid: Vec<_> = (0..=u8::MAX)
        .filter_map(|byte| safe_transmute::try_transmute::<u8, Kind>(byte).ok())
        .collect();
    assert_eq!(valid, [Kind::First, Kind::Second]);
    assert_eq!(safe_transmute::as_bytes(&valid[1]), [47]);
}
