//! What bytes are valid, value by value and in blocks, against the language's own conversions.

use core::num::NonZero;

use proptest::{collection::vec, prelude::*};
use safe_transmute::{
    CastErrorKind, Immutable, IntoBytes, TryFromBytes, as_bytes, layout, try_cast_slice,
    try_mut_from_bytes, try_mut_from_prefix, try_mut_from_suffix, try_read_from_bytes,
    try_read_from_prefix, try_read_from_suffix, try_ref_from_bytes, try_ref_from_prefix,
    try_ref_from_suffix, try_slice_from_prefix,
};

#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
enum Dense {
    One = 1,
    Two,
    Three,
}

layout! { enum Dense as u8 { One, Two, Three }: TryFromBytes, IntoBytes, Immutable, Unaligned }

#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(i16)]
enum Sparse {
    Least = i16::MIN,
    Minus = -1,
    Zero = 0,
    Big = 300,
}

layout! {
    enum Sparse as i16 { Least, Minus, Zero, Big }:
    FromZeros, TryFromBytes, IntoBytes, Immutable
}

/// Listed in no order; -1 to 1 lie side by side as numbers, not as bits.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(i8)]
enum Signs {
    Plus = 1,
    Minus = -1,
    Neither = 0,
}

layout! { enum Signs as i8 { Plus, Minus, Neither }: TryFromBytes, IntoBytes, Immutable }

#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Record {
    kind: Dense,
    urgent: bool,
    port: u16,
    id: u32,
}

layout! { struct Record { kind, urgent, port, id }: TryFromBytes, IntoBytes, Immutable }

#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Nested {
    before: u8,
    records: [Record; 2],
    sign: Signs,
}

layout! { struct Nested { before, records, sign }: TryFromBytes, Immutable }

/// Twelve bytes, each valid within a range of its own, five of these to a block of lanes.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Odd {
    kinds: [Dense; 3],
    flags: [bool; 2],
    rest: [u8; 7],
}

layout! { struct Odd { kinds, flags, rest }: TryFromBytes, IntoBytes, Immutable, Unaligned }

fn odd_of(bytes: &[u8]) -> Result<(), usize> {
    let kinds = (0..3).map(|at| dense_of(&bytes[at..]).map_err(|_| at));
    let flags = (3..5).map(|at| bool_of(&bytes[at..]).map_err(|_| at));
    kinds.chain(flags).collect()
}

fn flags_of(bytes: &[u8]) -> Result<(), usize> {
    (0..5).try_for_each(|at| bool_of(&bytes[at..]).map_err(|_| at))
}

fn bool_of(bytes: &[u8]) -> Result<(), usize> {
    if bytes[0] < 2 { Ok(()) } else { Err(0) }
}

fn char_of(bytes: &[u8]) -> Result<(), usize> {
    char::from_u32(u32::from_ne_bytes(bytes.try_into().unwrap())).map(|_| ()).ok_or(0)
}

fn nonzero_of(bytes: &[u8]) -> Result<(), usize> {
    if bytes == [0, 0] { Err(0) } else { Ok(()) }
}

fn dense_of(bytes: &[u8]) -> Result<(), usize> {
    if [1, 2, 3].contains(&bytes[0]) { Ok(()) } else { Err(0) }
}

fn sparse_of(bytes: &[u8]) -> Result<(), usize> {
    let tag = i16::from_ne_bytes(bytes.try_into().unwrap());
    if [i16::MIN, -1, 0, 300].contains(&tag) { Ok(()) } else { Err(0) }
}

fn signs_of(bytes: &[u8]) -> Result<(), usize> {
    if [255, 0, 1].contains(&bytes[0]) { Ok(()) } else { Err(0) }
}

fn record_of(bytes: &[u8]) -> Result<(), usize> {
    dense_of(bytes)?;
    bool_of(&bytes[1..]).map_err(|at| at + 1)
}

fn nested_of(bytes: &[u8]) -> Result<(), usize> {
    record_of(&bytes[4..12]).map_err(|at| at + 4)?;
    record_of(&bytes[12..20]).map_err(|at| at + 12)?;
    signs_of(&bytes[20..]).map_err(|at| at + 20)
}

/// Bytes that begin at a multiple of 8.
#[repr(align(8))]
struct Aligned<const N: usize>([u8; N]);

type Model = fn(&[u8]) -> Result<(), usize>;

/// Every function on `bytes`, which are one `T`, says what the model says, and where.
fn agree<T: TryFromBytes + Immutable + Copy>(bytes: &[u8], model: Model) {
    let mut buffer = Aligned([0xee; 64]);
    let end = 8 + bytes.len();
    buffer.0[8..end].copy_from_slice(bytes);
    let (whole, prefix) = (&buffer.0[8..end], &buffer.0[8..end + 3]);
    let expected = model(bytes).map_err(|offset| CastErrorKind::Invalid { offset });
    let nothing = |_: T| ();

    assert_eq!(try_read_from_bytes(whole).map(nothing).map_err(|e| e.kind), expected);
    let prefixed = try_read_from_prefix(prefix);
    assert_eq!(prefixed.map(|(value, _)| nothing(value)).map_err(|e| e.kind), expected);
    assert_eq!(try_ref_from_bytes(whole).map(|v| nothing(*v)).map_err(|e| e.kind), expected);
    let prefixed = try_ref_from_prefix(prefix);
    assert_eq!(prefixed.map(|(value, _)| nothing(*value)).map_err(|e| e.kind), expected);

    // The offset of what is found at the end counts from the source's start.
    let all = &buffer.0[..end];
    let expected = model(bytes).map_err(|offset| CastErrorKind::Invalid { offset: offset + 8 });
    let suffixed = try_read_from_suffix(all);
    assert_eq!(suffixed.map(|(_, value)| nothing(value)).map_err(|e| e.kind), expected);
    let suffixed = try_ref_from_suffix(all);
    assert_eq!(suffixed.map(|(_, value)| nothing(*value)).map_err(|e| e.kind), expected);
}

fn mutable<T: TryFromBytes + IntoBytes + Immutable + Copy>(bytes: &[u8], model: Model) {
    let mut buffer = Aligned([0xee; 64]);
    let end = 8 + bytes.len();
    buffer.0[8..end].copy_from_slice(bytes);
    let invalid = |offset| CastErrorKind::Invalid { offset };
    let from = |start: usize| model(bytes).map_err(|at| invalid(at + start));
    let seen = |value: &mut T| assert_eq!(as_bytes(value), bytes);

    let got = try_mut_from_bytes(&mut buffer.0[8..end]);
    assert_eq!(got.map(seen).map_err(|e| e.kind), from(0));
    let got = try_mut_from_prefix(&mut buffer.0[8..end + 3]);
    assert_eq!(got.map(|(value, _)| seen(value)).map_err(|e| e.kind), from(0));
    let got = try_mut_from_suffix(&mut buffer.0[..end]);
    assert_eq!(got.map(|(_, value)| seen(value)).map_err(|e| e.kind), from(8));
}

/// Every pattern of one byte and of two, and of four around the edges.
#[test]
fn all_patterns() {
    for byte in 0..=u8::MAX {
        agree::<bool>(&[byte], bool_of);
        agree::<Dense>(&[byte], dense_of);
        agree::<Signs>(&[byte], signs_of);
        mutable::<bool>(&[byte], bool_of);
        mutable::<Dense>(&[byte], dense_of);
    }
    for word in (0..=u16::MAX).step_by(if cfg!(miri) { 997 } else { 1 }) {
        agree::<NonZero<u16>>(&word.to_ne_bytes(), nonzero_of);
        agree::<Sparse>(&word.to_ne_bytes(), sparse_of);
    }
    for word in [0_u16, 1, 255, 256, 300, 0x8000, 0x7fff, 0xffff] {
        agree::<NonZero<u16>>(&word.to_ne_bytes(), nonzero_of);
        agree::<Sparse>(&word.to_ne_bytes(), sparse_of);
        mutable::<Sparse>(&word.to_ne_bytes(), sparse_of);
    }
    for edge in [0, 0xd800, 0xe000, 0x1_0000, 0x11_0000, 0x8000_0000, 0xffff_ffff_u32] {
        for word in edge.saturating_sub(2)..=edge.saturating_add(2) {
            agree::<char>(&word.to_ne_bytes(), char_of);
        }
    }
}

/// A char's check, over all that a `u32` can be.
#[test]
#[cfg(not(miri))]
fn all_chars() {
    for word in (0..0x12_0000).chain((0..u32::MAX).step_by(65_537)) {
        assert_eq!(
            <char as TryFromBytes>::is_valid(&word.to_ne_bytes()),
            char::from_u32(word).is_some()
        );
    }
}

#[test]
fn records() {
    for kind in 0..6 {
        for urgent in 0..4 {
            let bytes = [kind, urgent, 1, 2, 3, 4, 5, 6];
            agree::<Record>(&bytes, record_of);
            mutable::<Record>(&bytes, record_of);
        }
    }
    let good = [9, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 255, 7, 7, 7];
    agree::<Nested>(&good, nested_of);
    for at in 0..good.len() {
        let mut bytes = good;
        bytes[at] = 77;
        agree::<Nested>(&bytes, nested_of);
    }
}

/// In a row: the first that is not valid is found, wherever it is, and nothing else is.
fn in_a_row<T: TryFromBytes + Immutable>(bytes: &[u8], model: Model) {
    let bytes = &bytes[..bytes.len() / size_of::<T>() * size_of::<T>()];
    let bad = bytes
        .chunks_exact(size_of::<T>())
        .enumerate()
        .find_map(|(at, value)| Some(at * size_of::<T>() + model(value).err()?));
    let expected = bad.map_or(Ok(()), |offset| Err(CastErrorKind::Invalid { offset }));
    let got = try_cast_slice::<u8, T>(bytes).map(|values| {
        assert_eq!(values.len(), bytes.len() / size_of::<T>());
    });
    assert_eq!(got.map_err(|e| e.kind), expected);
    let got = try_slice_from_prefix::<T>(bytes, bytes.len() / size_of::<T>()).map(|_| ());
    assert_eq!(got.map_err(|e| e.kind), expected);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 4 } else { 256 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Valid bytes with one of them spoilt, or none: blocks have no seam where it could hide.
    #[test]
    fn slices(len in 0_usize..5000, at: usize, byte: u8, pattern in vec(0_u8..2, 8)) {
        let len = if cfg!(miri) { len / 16 } else { len };
        let mut buffer = Box::new(Aligned([0_u8; 5000]));
        for (i, slot) in buffer.0.iter_mut().enumerate() {
            *slot = pattern[i % 8];
        }
        for record in buffer.0.chunks_exact_mut(8) {
            record[0] += 1;
        }
        if len > 0 {
            buffer.0[at % len] = byte;
        }
        let bytes = &buffer.0[..len];
        in_a_row::<Record>(bytes, record_of);
        in_a_row::<[bool; 5]>(bytes, flags_of);
        in_a_row::<bool>(bytes, bool_of);
        in_a_row::<Dense>(bytes, dense_of);
        in_a_row::<Signs>(bytes, signs_of);
        in_a_row::<Sparse>(bytes, sparse_of);
        in_a_row::<char>(bytes, char_of);
        in_a_row::<NonZero<u16>>(bytes, nonzero_of);
        in_a_row::<Nested>(bytes, nested_of);
    }
}

/// Every byte of every value in turn, in a row long enough for blocks and a rest.
#[test]
fn odd_records() {
    let row = [[1_u8, 2, 3, 0, 1, 255, 254, 0, 7, 7, 7, 7]; 100].concat();
    in_a_row::<Odd>(&row, odd_of);
    // More bytes than there are lanes, and as many.
    let bits = [1, 0].repeat(650);
    let flags = |bytes: &[u8]| bytes.iter().position(|byte| *byte > 1).map_or(Ok(()), Err);
    in_a_row::<[bool; 64]>(&bits, flags);
    in_a_row::<[bool; 65]>(&bits, flags);
    let mut spoilt = bits.clone();
    spoilt[1234] = 2;
    in_a_row::<[bool; 64]>(&spoilt, flags);
    in_a_row::<[bool; 65]>(&spoilt, flags);
    for at in (0..row.len()).step_by(if cfg!(miri) { 97 } else { 1 }) {
        for byte in [0, 2, 4, 0x80, 255] {
            let mut spoilt = row.clone();
            spoilt[at] = byte;
            in_a_row::<Odd>(&spoilt, odd_of);
        }
    }
}

/// Values without bytes are as valid as one of them.
#[test]
fn without_bytes() {
    let (units, rest) = try_slice_from_prefix::<()>(&[1], usize::MAX).unwrap();
    assert_eq!((units.len(), rest), (usize::MAX, &[1][..]));
    assert_eq!(try_read_from_prefix::<[bool; 0]>(&[7]), Ok(([], &[7][..])));
    assert!(try_read_from_bytes::<[[bool; 0]; 3]>(&[]).is_ok());
}

/// Alignment comes before validity, size before both.
#[test]
fn first_error() {
    let buffer = Aligned([0xff; 16]);
    let kind =
        |at: usize, n: usize| try_ref_from_bytes::<char>(&buffer.0[at..at + n]).unwrap_err().kind;
    assert_eq!(kind(1, 3), CastErrorKind::Size { need: 4, got: 3 });
    assert!(matches!(kind(1, 4), CastErrorKind::Align { need: 4, .. }));
    assert_eq!(kind(0, 4), CastErrorKind::Invalid { offset: 0 });
}

/// The bits of an enum may be told by an integer of the other sign.
#[test]
fn discriminants_of_another_sign() {
    #[repr(i8)]
    enum Around {
        _Below = -1,
        _Zero,
        _Above,
    }
    #[repr(i8)]
    enum Below {
        _Least = -3,
        _Middle,
        _Most,
    }
    #[repr(u8)]
    enum Middle {
        _Low = 127,
        _High,
    }
    layout! { enum Around as u8 { _Below, _Zero, _Above }: TryFromBytes, Immutable }
    layout! { enum Below as u8 { _Least, _Middle, _Most }: TryFromBytes, Immutable }
    layout! { enum Middle as i8 { _Low, _High }: TryFromBytes, Immutable }

    for byte in 0..=u8::MAX {
        let bytes = [byte; 2];
        let around = matches!(byte, 0xff | 0 | 1);
        assert_eq!(try_cast_slice::<u8, Around>(&bytes).is_ok(), around);
        assert_eq!(try_cast_slice::<u8, [Around; 2]>(&bytes).is_ok(), around);
        let below = matches!(byte, 0xfd..=0xff);
        assert_eq!(try_cast_slice::<u8, Below>(&bytes).is_ok(), below);
        assert_eq!(try_cast_slice::<u8, [Below; 2]>(&bytes).is_ok(), below);
        let middle = matches!(byte, 127 | 128);
        assert_eq!(try_cast_slice::<u8, Middle>(&bytes).is_ok(), middle);
        assert_eq!(try_cast_slice::<u8, [Middle; 2]>(&bytes).is_ok(), middle);
    }
}
