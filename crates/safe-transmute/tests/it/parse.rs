//! Every parse function at every offset from alignment, with every length from nothing to too much.

use safe_transmute::{
    Be, CastError, CastErrorKind, FromBytes, Immutable, IntoBytes, Le, as_bytes, mut_from_bytes,
    mut_from_prefix, mut_from_suffix, read_from_bytes, read_from_prefix, read_from_suffix,
    ref_from_bytes, ref_from_prefix, ref_from_suffix, slice_from_prefix,
};

/// Bytes that begin at a multiple of 16, counting up from 1.
#[repr(align(16))]
struct Buffer([u8; 96]);

fn buffer() -> Buffer {
    Buffer(core::array::from_fn(|i| u8::try_from(i + 1).unwrap()))
}

const fn size<T, Src>(got: usize, src: Src) -> CastError<Src> {
    CastError { src, kind: CastErrorKind::Size { need: size_of::<T>(), got } }
}

fn align<T, Src>(at: *const u8, src: Src) -> CastError<Src> {
    CastError { src, kind: CastErrorKind::Align { need: align_of::<T>(), addr: at.addr() } }
}

/// Whether a reference came out, and to the bytes that were asked for; else the error, which must
/// be the first of the two that apply.
#[track_caller]
fn expect<T: IntoBytes + Immutable, Src: AsRef<[u8]> + core::fmt::Debug + PartialEq>(
    got: Result<&T, CastError<Src>>,
    enough: bool,
    bytes: &[u8],
    size: CastError<Src>,
    align: CastError<Src>,
) {
    if !enough {
        assert_eq!(got.err(), Some(size));
    } else if bytes.as_ptr().addr() % align_of::<T>() != 0 {
        assert_eq!(got.err(), Some(align));
    } else {
        let got = as_bytes(got.unwrap());
        assert_eq!(got.as_ptr(), bytes.as_ptr(), "another place");
        assert_eq!(got, bytes);
    }
}

fn everywhere<T: FromBytes + IntoBytes + Immutable>() {
    let mut buffer = buffer();
    for offset in 0..=align_of::<T>().max(2) {
        for len in 0..=size_of::<T>() + 2 {
            reads::<T>(&buffer.0[offset..offset + len]);
            views::<T>(&buffer.0[offset..offset + len]);
            mutable_views::<T>(&mut buffer.0[offset..offset + len]);
        }
    }
}

fn reads<T: FromBytes + IntoBytes + Immutable>(bytes: &[u8]) {
    let (n, len) = (size_of::<T>(), bytes.len());
    match read_from_bytes::<T>(bytes) {
        Ok(value) => assert_eq!((n, as_bytes(&value)), (len, bytes)),
        Err(error) => assert_eq!((error, n == len), (size::<T, _>(len, bytes), false)),
    }
    match read_from_prefix::<T>(bytes) {
        Ok((value, rest)) => assert_eq!((as_bytes(&value), rest), bytes.split_at(n)),
        Err(error) => assert_eq!((error, n <= len), (size::<T, _>(len, bytes), false)),
    }
    match read_from_suffix::<T>(bytes) {
        Ok((rest, value)) => assert_eq!((rest, as_bytes(&value)), bytes.split_at(len - n)),
        Err(error) => assert_eq!((error, n <= len), (size::<T, _>(len, bytes), false)),
    }
}

fn views<T: FromBytes + IntoBytes + Immutable>(bytes: &[u8]) {
    let (n, len) = (size_of::<T>(), bytes.len());
    let short = size::<T, _>(len, bytes);
    let start = align::<T, _>(bytes.as_ptr(), bytes);
    expect(ref_from_bytes::<T>(bytes), n == len, bytes, short, start);

    let (prefix, rest) = bytes.split_at(n.min(len));
    let got = ref_from_prefix::<T>(bytes).map(|(value, after)| {
        assert_eq!(after, rest);
        value
    });
    expect(got, n <= len, prefix, short, start);

    let got = slice_from_prefix::<T>(bytes, 1).map(|(values, after)| {
        assert_eq!((values.len(), after), (1, rest));
        &values[0]
    });
    expect(got, n <= len, prefix, short, start);

    let (rest, suffix) = bytes.split_at(len.saturating_sub(n));
    let got = ref_from_suffix::<T>(bytes).map(|(before, value)| {
        assert_eq!(before, rest);
        value
    });
    let start = align::<T, _>(suffix.as_ptr(), bytes);
    expect(got, n <= len, suffix, short, start);
}

fn mutable_views<T: FromBytes + IntoBytes + Immutable>(bytes: &mut [u8]) {
    let (n, len) = (size_of::<T>(), bytes.len());
    let copy = bytes.to_vec();
    let at = bytes.as_ptr();
    let same = |value: &mut T, part: &[u8]| assert_eq!(as_bytes(value), part);
    let aligned = |at: *const u8| at.addr() % align_of::<T>() == 0;

    match mut_from_bytes::<T>(bytes) {
        Ok(value) => same(value, &copy),
        Err(CastError { src, kind }) => {
            assert_eq!((src.as_ptr(), src.len()), (at, len), "the source comes back whole");
            assert!(n != len || !aligned(at));
            assert_eq!(matches!(kind, CastErrorKind::Size { .. }), n != len);
        }
    }
    match mut_from_prefix::<T>(bytes) {
        Ok((value, rest)) => {
            same(value, &copy[..n]);
            assert_eq!(rest, &copy[n..]);
        }
        Err(CastError { src, kind }) => {
            assert_eq!((src.as_ptr(), src.len()), (at, len), "the source comes back whole");
            assert!(n > len || !aligned(at));
            assert_eq!(matches!(kind, CastErrorKind::Size { .. }), n > len);
        }
    }
    let end = at.wrapping_add(len).wrapping_sub(n);
    match mut_from_suffix::<T>(bytes) {
        Ok((rest, value)) => {
            same(value, &copy[len - n..]);
            assert_eq!(rest, &copy[..len - n]);
        }
        Err(CastError { src, kind }) => {
            assert_eq!((src.as_ptr(), src.len()), (at, len), "the source comes back whole");
            assert!(n > len || !aligned(end));
            assert_eq!(matches!(kind, CastErrorKind::Size { .. }), n > len);
        }
    }
}

#[test]
fn every_function_at_every_offset_and_length() {
    everywhere::<u8>();
    everywhere::<u16>();
    everywhere::<u32>();
    everywhere::<f64>();
    everywhere::<u128>();
    everywhere::<[u16; 3]>();
    everywhere::<Be<u32>>();
    everywhere::<[Le<u64>; 2]>();
    everywhere::<()>();
    everywhere::<[u32; 0]>();
}

#[test]
fn written_through() {
    let mut bytes = [0; 7];
    let (head, rest) = mut_from_prefix::<Be<u32>>(&mut bytes).unwrap();
    head.set(0x0102_0304);
    let (middle, tail) = mut_from_suffix::<Le<u16>>(rest).unwrap();
    tail.set(0x0506);
    middle[0] = 9;
    assert_eq!(bytes, [1, 2, 3, 4, 9, 6, 5]);
    *mut_from_bytes(&mut bytes).unwrap() = [7_u8; 7];
    assert_eq!(bytes, [7; 7]);
}

#[test]
fn slices() {
    let buffer = buffer();
    let (pairs, rest) = slice_from_prefix::<Be<u16>>(&buffer.0[1..8], 3).unwrap();
    assert_eq!(pairs, [0x0203, 0x0405, 0x0607].map(Be::new));
    assert_eq!(rest, [8]);

    let (none, rest) = slice_from_prefix::<u64>(&buffer.0[8..11], 0).unwrap();
    assert_eq!((none.len(), rest), (0, &[9, 10, 11][..]));

    let error = slice_from_prefix::<u32>(&buffer.0[..11], 3).unwrap_err();
    assert_eq!(error.kind, CastErrorKind::Size { need: 12, got: 11 });

    let error = slice_from_prefix::<u32>(&buffer.0[2..], 3).unwrap_err();
    let addr = buffer.0[2..].as_ptr().addr();
    assert_eq!(error.kind, CastErrorKind::Align { need: 4, addr });
    assert_eq!(error.into_source().as_ptr(), buffer.0[2..].as_ptr());
}

/// A number of values whose bytes are more than a `usize` counts.
#[test]
fn counts_that_overflow() {
    let buffer = buffer();
    for count in [usize::MAX, usize::MAX / 2, usize::MAX / 8 + 1, usize::MAX / 8 + 2] {
        let error = slice_from_prefix::<u64>(&buffer.0, count).unwrap_err();
        let need = count.saturating_mul(8);
        assert_eq!(error.kind, CastErrorKind::Size { need, got: 96 });
    }
}

/// Values without bytes: as many as you like, in no bytes.
#[test]
fn values_without_bytes() {
    let buffer = buffer();
    let (units, rest) = slice_from_prefix::<()>(&buffer.0[..3], usize::MAX).unwrap();
    assert_eq!((units.len(), rest.len()), (usize::MAX, 3));
    assert!(slice_from_prefix::<[u32; 0]>(&buffer.0[1..], 5).is_err(), "they, too, are aligned");
}

#[test]
fn errors_say_what_to_do() {
    let buffer = buffer();
    let short = read_from_prefix::<u32>(&buffer.0[..3]).unwrap_err();
    assert_eq!(
        short.to_string(),
        "3 bytes are too few, 4 are needed: give more, or use a smaller type"
    );
    let long = read_from_bytes::<u16>(&buffer.0[..3]).unwrap_err();
    assert_eq!(long.to_string(), "3 bytes are too many for 2: cast a part, or use a larger type");
    let crooked = ref_from_prefix::<u32>(&buffer.0[1..]).unwrap_err();
    assert!(
        crooked
            .to_string()
            .ends_with("is no multiple of 4: read a copy, or use a type of alignment 1")
    );
    assert_eq!(
        format!("{short:?}"),
        "CastError { kind: Size { need: 4, got: 3 }, .. }",
        "no packet's bytes in a log"
    );
}

/// Reading is allowed in a constant.
const MAGIC: (Be<u32>, &[u8]) = match read_from_prefix(b"\x7fELF\x02") {
    Ok(read) => read,
    Err(_) => panic!(),
};
const LAST: (&[u8], Le<u16>) = match read_from_suffix(b"\x01\x02\x03") {
    Ok(read) => read,
    Err(_) => panic!(),
};
const TOO_SHORT: bool = read_from_bytes::<u64>(b"1234567").is_err();
const BYTES: &[u8] = as_bytes(&Be::new(258_u16));

#[test]
fn in_constants() {
    assert_eq!((MAGIC.0.get(), MAGIC.1), (0x7f45_4c46, &[2][..]));
    assert_eq!((LAST.0, LAST.1.get()), (&[1][..], 0x0302));
    const { assert!(TOO_SHORT) };
    assert_eq!(BYTES, [1, 2]);
}

#[test]
fn cells_of_checked_values() {
    use core::cell::{Cell, UnsafeCell};

    use safe_transmute::try_read_from_bytes as read;

    assert!(read::<Cell<bool>>(&[1]).unwrap().get());
    assert!(read::<UnsafeCell<bool>>(&[1]).unwrap().into_inner());
    let error = read::<[UnsafeCell<bool>; 2]>(&[1, 2]).unwrap_err();
    assert_eq!(error.kind, CastErrorKind::Invalid { offset: 1 });
    assert_eq!(read::<UnsafeCell<u8>>(&[9]).unwrap().into_inner(), 9);
}
