//! From type to type, and slices as slices.

use core::{cell::Cell, mem::MaybeUninit};

use safe_transmute::{
    Be, CastErrorKind, Le, SafeTransmute, Unalign, as_bytes, cast_slice, header_and_tail, layout,
    read_from_prefix, ref_from_bytes, transmute, transmute_mut, transmute_ref, try_cast_slice,
    try_header_and_tail, try_read_from_bytes, try_read_from_prefix, try_read_from_suffix,
    try_transmute, try_transmute_mut, try_transmute_ref,
};
use static_assertions::assert_impl_all;

#[derive(Debug, PartialEq)]
#[repr(C)]
struct Loud([u8; 4]);

std::thread_local! {
    static DROPS: Cell<u32> = const { Cell::new(0) };
}

impl Drop for Loud {
    fn drop(&mut self) {
        DROPS.set(DROPS.get() + 1);
    }
}

layout! { struct Loud { 0 }: Pod, Unaligned }

const BITS: SafeTransmute<f32, u32> = SafeTransmute::new();
const ONE: u32 = BITS.transmute(1.0);
const BYTES: [u8; 4] = transmute(Be::new(0x0102_0304_u32));
const HALF: &[Le<u16>; 2] = transmute_ref(&BYTES);

#[test]
fn by_value() {
    assert_eq!((ONE, BYTES), (0x3f80_0000, [1, 2, 3, 4]));
    assert_eq!(HALF[1].get(), 0x0403);
    let before = DROPS.get();
    let loud: Loud = transmute(7_u32.to_le());
    assert_eq!((loud.0, DROPS.get()), ([7, 0, 0, 0], before));
    let number: u32 = transmute(loud);
    assert_eq!((number.to_le(), DROPS.get()), (7, before), "moved, not dropped");
    assert_eq!(size_of::<SafeTransmute<f32, u32>>(), 0);
}

#[test]
fn in_place() {
    let mut word = 0x0102_0304_u32.to_be();
    assert_eq!(transmute_ref::<_, [u8; 4]>(&word), &[1, 2, 3, 4]);
    transmute_mut::<_, [u8; 4]>(&mut word)[3] = 9;
    assert_eq!(word.to_be(), 0x0102_0309);
}

#[test]
fn checked() {
    assert_eq!(try_transmute::<u8, bool>(1), Ok(true));
    let before = DROPS.get();
    let error = try_transmute::<Loud, [bool; 4]>(Loud([1, 0, 3, 1])).unwrap_err();
    assert_eq!(error.kind, CastErrorKind::Invalid { offset: 2 });
    assert_eq!((error.into_source(), DROPS.get()), (Loud([1, 0, 3, 1]), before), "untouched");
    assert_eq!(DROPS.get(), before + 2, "the source and what it was compared with");
    assert_eq!(
        try_transmute::<Loud, [bool; 4]>(Loud([1, 0, 0, 1])),
        Ok([true, false, false, true])
    );
    assert_eq!(DROPS.get(), before + 2);

    let mut bytes = [1_u8, 0];
    assert_eq!(try_transmute_ref::<_, [bool; 2]>(&bytes), Ok(&[true, false]));
    try_transmute_mut::<_, [bool; 2]>(&mut bytes).unwrap()[1] = true;
    assert_eq!(bytes, [1, 1]);
    bytes[0] = 5;
    assert!(try_transmute_ref::<_, [bool; 2]>(&bytes).is_err());
    let error = try_transmute_mut::<_, [bool; 2]>(&mut bytes).unwrap_err();
    assert_eq!(error.kind, CastErrorKind::Invalid { offset: 0 });
    error.into_source()[0] = 0;
    assert_eq!(bytes, [0, 1]);
}

/// Not valid of all bytes, and a drop of one is counted.
#[derive(Debug, PartialEq)]
#[repr(C)]
struct LoudFlag(bool);

impl Drop for LoudFlag {
    fn drop(&mut self) {
        DROPS.set(DROPS.get() + 1);
    }
}

layout! { struct LoudFlag { 0 }: TryFromBytes, IntoBytes, Immutable }

#[test]
fn what_fails_was_never_the_target() {
    let before = DROPS.get();
    assert_eq!(try_transmute::<u8, LoudFlag>(7).unwrap_err().into_source(), 7);
    assert_eq!(try_transmute_ref::<u8, LoudFlag>(&7).unwrap_err().into_source(), &7);
    assert_eq!(try_transmute_mut::<u8, LoudFlag>(&mut 7).unwrap_err().into_source(), &7);
    assert!(try_read_from_bytes::<LoudFlag>(&[7]).is_err());
    assert!(try_read_from_prefix::<[LoudFlag; 2]>(&[1, 7]).is_err());
    assert!(try_read_from_suffix::<[LoudFlag; 2]>(&[1, 7]).is_err());
    assert_eq!(DROPS.get(), before, "no target was made, so none was dropped");
    assert_eq!(try_transmute::<u8, LoudFlag>(1), Ok(LoudFlag(true)));
    assert_eq!(DROPS.get(), before + 2, "the one that was, and what it was compared with");
}

assert_impl_all!(SafeTransmute<[u8; 4], u32>: Copy, Default, Send, Sync, Unpin, core::fmt::Debug);
assert_impl_all!(SafeTransmute<u32, MaybeUninit<u32>>: Copy, Send, Sync);

#[test]
fn slices() {
    let words = [1_u32, 2, 3];
    let halves = cast_slice::<u32, u16>(&words).unwrap();
    assert_eq!((halves.len(), as_bytes(halves)), (6, as_bytes(&words)));
    assert_eq!(cast_slice::<u16, u32>(&halves[2..]).unwrap(), &words[1..]);

    let error = cast_slice::<u16, u32>(&halves[..3]).unwrap_err();
    assert_eq!(error.kind, CastErrorKind::Size { need: 8, got: 6 });
    assert_eq!(error.into_source(), &halves[..3]);
    let error = cast_slice::<u16, u32>(&halves[1..3]).unwrap_err();
    assert!(matches!(error.kind, CastErrorKind::Align { need: 4, .. }));

    assert_eq!(cast_slice::<u8, ()>(&[]).unwrap().len(), 0);
    let error = cast_slice::<u8, ()>(&[1]).unwrap_err();
    assert_eq!(error.kind, CastErrorKind::Size { need: 0, got: 1 });
    assert_eq!(cast_slice::<(), u8>(&[(); 3]).unwrap(), []);
    assert_eq!(cast_slice::<(), ()>(&[(); 3]).unwrap().len(), 0);

    assert_eq!(try_cast_slice::<u16, bool>(&[0x0101, 0]).unwrap(), [true, true, false, false]);
    let error = try_cast_slice::<u16, bool>(&[0x0101, 0x0202]).unwrap_err();
    assert_eq!(error.kind, CastErrorKind::Invalid { offset: 2 });
    let said = "the byte at 2 begins no valid value: look at the bytes from there";
    assert_eq!(error.to_string(), said);
    assert_eq!(error.into_source(), [0x0101, 0x0202]);
}

#[test]
fn header_and_its_tail() {
    let bytes: Vec<u8> = (0..23).collect();
    let (header, tail, rest) = header_and_tail::<Be<u32>, [Be<u16>; 3]>(&bytes).unwrap();
    assert_eq!((header.get(), tail.len(), rest), (0x0001_0203, 3, &[22][..]));
    assert_eq!(tail[2][2].get(), 0x1415);

    let (_, none, rest) = header_and_tail::<Be<u32>, ()>(&bytes).unwrap();
    assert_eq!((none.len(), rest.len()), (0, 19));
    let (_, none, rest) = header_and_tail::<[u8; 23], u8>(&bytes).unwrap();
    assert_eq!((none, rest), (&[][..], &[][..]));

    let error = header_and_tail::<[u8; 24], u8>(&bytes).unwrap_err();
    assert_eq!(error.kind, CastErrorKind::Size { need: 24, got: 23 });

    let words = [0_u64; 3];
    let bytes = as_bytes(&words);
    let error = header_and_tail::<u32, u64>(bytes).unwrap_err();
    assert!(matches!(error.kind, CastErrorKind::Align { need: 8, .. }), "the tail is crooked");
    let error = header_and_tail::<u32, u64>(&bytes[..4]).unwrap_err();
    assert!(matches!(error.kind, CastErrorKind::Align { need: 8, .. }), "so is one without values");
    let error = try_header_and_tail::<bool, char>(&bytes[..1]).unwrap_err();
    assert!(
        matches!(error.kind, CastErrorKind::Align { need: 4, .. }),
        "so is one that is checked"
    );
    assert!(header_and_tail::<u32, Unalign<u64>>(&bytes[..4]).unwrap().1.is_empty());
    assert_eq!(header_and_tail::<u64, u32>(bytes).unwrap().1, [0; 4]);
    assert!(header_and_tail::<u64, u32>(&bytes[1..]).is_err());
}

#[test]
fn unaligned() {
    let bytes = [1_u8, 2, 3, 4, 5];
    let word = ref_from_bytes::<Unalign<u32>>(&bytes[1..]).unwrap();
    assert_eq!(word.get().to_ne_bytes(), [2, 3, 4, 5]);
    assert_eq!((size_of::<Unalign<u64>>(), align_of::<Unalign<u64>>()), (8, 1));
    let (mut loud, _) = read_from_prefix::<Unalign<Loud>>(&bytes).unwrap();
    let before = DROPS.get();
    loud.set(Loud([0; 4]));
    assert_eq!(DROPS.get(), before + 1, "the one before is dropped");
    assert_eq!(loud.into_inner().0, [0; 4]);
    assert_eq!(DROPS.get(), before + 2);
    assert_eq!(format!("{:?} {}", Unalign::new(5_u16), Unalign::from(6)), "5 6");
    assert!(Unalign::new(5) < Unalign::new(6));
}

/// What is not valid is told by its place in all of the bytes, the header's before the tail's.
#[test]
fn a_header_and_a_tail_that_are_checked() {
    let kind = |bytes: &[u8]| {
        try_header_and_tail::<[bool; 2], bool>(bytes).map(|(_, tail, _)| tail.len()).map_err(|e| {
            assert_eq!(e.into_source(), bytes);
            e.kind
        })
    };
    assert_eq!(kind(&[1, 0, 1, 1, 0]), Ok(3));
    assert_eq!(kind(&[1, 0]), Ok(0));
    assert_eq!(kind(&[1]), Err(CastErrorKind::Size { need: 2, got: 1 }));
    assert_eq!(kind(&[1, 2, 3]), Err(CastErrorKind::Invalid { offset: 1 }));
    assert_eq!(kind(&[1, 0, 1, 3]), Err(CastErrorKind::Invalid { offset: 3 }));
    let (_, none, rest) = try_header_and_tail::<bool, [bool; 0]>(&[1, 9]).unwrap();
    assert_eq!((none.len(), rest), (0, &[9][..]));
    let words = [0_u32; 3];
    let error = try_header_and_tail::<bool, char>(as_bytes(&words)).unwrap_err();
    assert!(matches!(error.kind, CastErrorKind::Align { need: 4, .. }));
}
