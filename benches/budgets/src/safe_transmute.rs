use std::hint::black_box;

use safe_transmute::{
    Be, Le, cast_slice, layout, read_from_prefix, ref_from_prefix, try_cast_slice,
    try_read_from_prefix, try_ref_from_bytes, try_ref_from_prefix, try_transmute,
};
use zerocopy::{
    FromBytes as _, TryFromBytes as _,
    byteorder::{big_endian, little_endian},
};

use crate::{Meter, budget};

/// Of 20 bytes, at any address.
#[derive(PartialEq, Debug)]
#[repr(C)]
struct Header {
    source: Be<u16>,
    destination: Be<u16>,
    sequence: Be<u32>,
    rest: [u8; 12],
}

layout! { struct Header { source, destination, sequence, rest }: Pod, Unaligned }

#[derive(zerocopy::FromBytes, zerocopy::Immutable, zerocopy::KnownLayout, zerocopy::Unaligned)]
#[repr(C)]
struct ZerocopyHeader {
    source: big_endian::U16,
    destination: big_endian::U16,
    sequence: big_endian::U32,
    rest: [u8; 12],
}

/// Of 16 bytes, which one register holds.
#[derive(PartialEq, Debug)]
#[repr(C)]
struct Short {
    id: Be<u64>,
    length: Be<u32>,
    rest: [u8; 4],
}

layout! { struct Short { id, length, rest }: Pod, Unaligned }

#[derive(zerocopy::FromBytes, zerocopy::Immutable, zerocopy::KnownLayout, zerocopy::Unaligned)]
#[repr(C)]
struct ZerocopyShort {
    id: big_endian::U64,
    length: big_endian::U32,
    rest: [u8; 4],
}

/// Of one byte.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    zerocopy::TryFromBytes,
    zerocopy::Immutable,
    zerocopy::KnownLayout,
)]
#[repr(u8)]
enum Kind {
    _A,
    _B,
    _C,
    _D,
    _E,
}

layout! { enum Kind as u8 { _A, _B, _C, _D, _E }: TryFromBytes, Immutable }

/// Of 8 bytes, two of which are checked.
#[derive(Debug, PartialEq, zerocopy::TryFromBytes, zerocopy::Immutable, zerocopy::KnownLayout)]
#[repr(C)]
struct Record {
    kind: Kind,
    urgent: bool,
    port: u16,
    id: u32,
}

layout! { struct Record { kind, urgent, port, id }: TryFromBytes, Immutable }

/// The same, one of many.
#[repr(C)]
struct Entry {
    kind: Kind,
    urgent: bool,
    port: u16,
    id: u32,
}

layout! { struct Entry { kind, urgent, port, id }: TryFromBytes, Immutable }

/// Of 8 bytes, four of which are checked as one.
#[repr(C)]
struct Letter {
    letter: char,
    id: u32,
}

layout! { struct Letter { letter, id }: TryFromBytes, Immutable }

budget! {
    /// A header, copied.
    fn header(bytes: &[u8]) -> Option<Header> {
        read_from_prefix(bytes).ok().map(|(header, _)| header)
    }

    fn header_zerocopy(bytes: &[u8]) -> Option<ZerocopyHeader> {
        ZerocopyHeader::read_from_prefix(bytes).ok().map(|(header, _)| header)
    }

    /// A shorter one.
    fn short(bytes: &[u8]) -> Option<Short> {
        read_from_prefix(bytes).ok().map(|(header, _)| header)
    }

    fn short_zerocopy(bytes: &[u8]) -> Option<ZerocopyShort> {
        ZerocopyShort::read_from_prefix(bytes).ok().map(|(header, _)| header)
    }

    /// The first in place.
    fn view(bytes: &[u8]) -> Option<&Header> {
        ref_from_prefix(bytes).ok().map(|(header, _)| header)
    }

    fn view_zerocopy(bytes: &[u8]) -> Option<&ZerocopyHeader> {
        ZerocopyHeader::ref_from_prefix(bytes).ok().map(|(header, _)| header)
    }

    /// An unaligned number.
    fn number(bytes: &[u8]) -> Option<u64> {
        read_from_prefix::<Le<u64>>(bytes).ok().map(|(number, _)| number.get())
    }

    fn number_zerocopy(bytes: &[u8]) -> Option<u64> {
        little_endian::U64::read_from_prefix(bytes).ok().map(|(number, _)| number.get())
    }

    /// Bytes as numbers, if they are aligned and none is left.
    fn slice(bytes: &[u8]) -> Option<&[u32]> {
        cast_slice(bytes).ok()
    }

    fn slice_zerocopy(bytes: &[u8]) -> Option<&[u32]> {
        <[u32]>::ref_from_bytes(bytes).ok()
    }

    /// An enum, if the byte is one of its variants.
    fn kind(bytes: &[u8]) -> Option<Kind> {
        try_read_from_prefix(bytes).ok().map(|(kind, _)| kind)
    }

    fn kind_zerocopy(bytes: &[u8]) -> Option<Kind> {
        Kind::try_read_from_prefix(bytes).ok().map(|(kind, _)| kind)
    }

    /// A record in place, if it is aligned and its checked fields are valid.
    fn record(bytes: &[u8]) -> Option<&Record> {
        try_ref_from_prefix(bytes).ok().map(|(record, _)| record)
    }

    fn record_zerocopy(bytes: &[u8]) -> Option<&Record> {
        Record::try_ref_from_prefix(bytes).ok().map(|(record, _)| record)
    }

    /// The same of bytes that are one record and no more.
    fn record_exact(bytes: &[u8]) -> Option<&Record> {
        try_ref_from_bytes(bytes).ok()
    }

    fn record_exact_zerocopy(bytes: &[u8]) -> Option<&Record> {
        Record::try_ref_from_bytes(bytes).ok()
    }

    /// An enum, if a byte is one of its variants.
    fn kind_transmute(byte: u8) -> Option<Kind> {
        try_transmute(byte).ok()
    }

    fn kind_transmute_zerocopy(byte: u8) -> Option<Kind> {
        zerocopy::try_transmute!(byte).ok()
    }

    /// A slice of records, whose bytes have conditions.
    fn records(bytes: &[u8]) -> bool {
        try_cast_slice::<u8, Entry>(bytes).is_ok()
    }

    /// A slice of records, whose words have conditions.
    fn letters(bytes: &[u8]) -> bool {
        try_cast_slice::<u8, Letter>(bytes).is_ok()
    }
}

pub(crate) fn rows(meter: &mut impl Meter) {
    let words = black_box([0x0101_0101_u64, 1, 2, 3, 4]);
    let bytes: &[u8] = safe_transmute::as_bytes(&words);

    let ours = meter.row("safe_transmute.header", || header(&bytes[1..])).unwrap();
    let theirs = meter.row("safe_transmute.header_zerocopy", || header_zerocopy(&bytes[1..]));
    assert_eq!(ours.sequence.get(), theirs.unwrap().sequence.get());
    let ours = meter.row("safe_transmute.short", || short(&bytes[1..])).unwrap();
    let theirs =
        meter.row("safe_transmute.short_zerocopy", || short_zerocopy(&bytes[1..])).unwrap();
    assert_eq!((ours.id.get(), ours.length.get()), (theirs.id.get(), theirs.length.get()));
    assert_eq!(ours.rest, theirs.rest);
    let ours = meter.row("safe_transmute.view", || view(&bytes[1..])).unwrap();
    let theirs = meter.row("safe_transmute.view_zerocopy", || view_zerocopy(&bytes[1..])).unwrap();
    assert_eq!((ours.rest, ours.source.get()), (theirs.rest, theirs.source.get()));
    assert_eq!(ours.destination.get(), theirs.destination.get());

    let ours = meter.row("safe_transmute.number", || number(&bytes[1..]));
    let theirs = meter.row("safe_transmute.number_zerocopy", || number_zerocopy(&bytes[1..]));
    assert_eq!(ours, theirs);

    let ours = meter.row("safe_transmute.slice", || slice(bytes));
    let theirs = meter.row("safe_transmute.slice_zerocopy", || slice_zerocopy(bytes));
    assert_eq!((ours, ours.map(<[u32]>::len)), (theirs, Some(10)));

    let ours = meter.row("safe_transmute.kind", || kind(bytes));
    let theirs = meter.row("safe_transmute.kind_zerocopy", || kind_zerocopy(bytes));
    assert_eq!((ours, ours), (theirs, Some(Kind::_B)));

    let ours = meter.row("safe_transmute.record", || record(bytes));
    let theirs = meter.row("safe_transmute.record_zerocopy", || record_zerocopy(bytes));
    assert_eq!((ours, ours.is_some()), (theirs, true));

    let ours = meter.row("safe_transmute.record_exact", || record_exact(&bytes[..8]));
    let theirs =
        meter.row("safe_transmute.record_exact_zerocopy", || record_exact_zerocopy(&bytes[..8]));
    assert_eq!((ours, ours.is_some()), (theirs, true));

    let ours = meter.row("safe_transmute.kind_transmute", || kind_transmute(bytes[0]));
    let theirs =
        meter.row("safe_transmute.kind_transmute_zerocopy", || kind_transmute_zerocopy(bytes[0]));
    assert_eq!((ours, ours), (theirs, Some(Kind::_B)));

    // 4 KiB of them, a block; of a letter also what is left behind its groups of 64 bytes.
    let words = black_box([0x1_u64; 513]);
    let bytes: &[u8] = safe_transmute::as_bytes(&words);
    assert!(meter.row("safe_transmute.records", || records(&bytes[..4096])));
    assert!(meter.row("safe_transmute.letters", || letters(bytes)));
}
