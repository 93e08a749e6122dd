//! The part of the fuzz body that is about values of which not all bytes are one, and about slices.

use core::num::NonZero;

#[cfg(feature = "alloc")]
use safe_transmute::to_aligned;
use safe_transmute::{
    Be, CastError, CastErrorKind, FromBytes, Immutable, IntoBytes, Le, TryFromBytes, as_bytes,
    cast_slice, header_and_tail, layout, slice_from_prefix, try_cast_slice, try_header_and_tail,
    try_mut_from_bytes, try_mut_from_prefix, try_mut_from_suffix, try_read_from_bytes,
    try_read_from_prefix, try_read_from_suffix, try_ref_from_bytes, try_ref_from_prefix,
    try_ref_from_suffix, try_slice_from_prefix, unaligned_ref_from_bytes,
    unaligned_ref_from_prefix, unaligned_ref_from_suffix, unaligned_slice_from_prefix,
};

#[derive(Clone, Copy)]
#[repr(u8)]
enum Kind {
    _A = 1,
    _B,
    _C = 9,
}

layout! { enum Kind as u8 { _A, _B, _C }: TryFromBytes, IntoBytes, Immutable, Unaligned }

#[repr(C)]
struct Checked {
    kind: Kind,
    urgent: bool,
    port: u16,
    mark: char,
}

layout! { struct Checked { kind, urgent, port, mark }: TryFromBytes, IntoBytes, Immutable }

/// Whether bytes are a valid value: what the standard library says of the numbers in them.
type Valid = fn(&[u8]) -> bool;

fn bool_is(bytes: &[u8]) -> bool {
    bytes[0] < 2
}

fn kind_is(bytes: &[u8]) -> bool {
    matches!(bytes[0], 1 | 2 | 9)
}

fn char_is(bytes: &[u8]) -> bool {
    let number = u32::from_le_bytes(bytes.try_into().unwrap());
    char::from_u32(if cfg!(target_endian = "little") { number } else { number.swap_bytes() })
        .is_some()
}

fn nonzero_is(bytes: &[u8]) -> bool {
    u16::from_le_bytes(bytes.try_into().unwrap()) != 0
}

fn checked_is(bytes: &[u8]) -> bool {
    kind_is(bytes) && bool_is(&bytes[1..]) && char_is(&bytes[4..])
}

/// All of it, for bytes at any place and a count.
///
/// # Panics
///
/// If a result is not the model's.
pub(super) fn all(bytes: &mut [u8], count: usize) {
    checked::<bool>(bytes, count, bool_is);
    checked::<Kind>(bytes, count, kind_is);
    checked::<char>(bytes, count, char_is);
    checked::<NonZero<u16>>(bytes, count, nonzero_is);
    checked::<Checked>(bytes, count, checked_is);
    checked::<[bool; 3]>(bytes, count, |bytes| bytes.iter().all(|byte| *byte < 2));
    checked::<Be<u32>>(bytes, count, |_| true);

    rows::<u8>(bytes, count);
    rows::<u16>(bytes, count);
    rows::<u64>(bytes, count);
    rows::<[u8; 3]>(bytes, count);
    rows::<Le<u128>>(bytes, count);
    tails::<Le<u16>, Be<u32>>(bytes);
    tails::<u32, u16>(bytes);
    tails::<[u8; 5], [u8; 7]>(bytes);
    unaligned::<Be<u16>>(bytes, count);
    unaligned::<[u8; 5]>(bytes, count);
    values(bytes);
}

/// What must come out of a place that has `found` bytes for values of `size`: all of them, in place;
/// or an error of this kind.
fn want<T>(found: Option<&[u8]>, size: usize, valid: Valid, aligned: bool) -> Option<&[u8]> {
    found
        .filter(|bytes| !aligned || bytes.as_ptr().cast::<T>().is_aligned())
        .filter(|bytes| bytes.chunks_exact(size).all(valid))
}

fn bytes_of<T: IntoBytes + Immutable + ?Sized>(value: &T) -> Vec<u8> {
    as_bytes(value).to_vec()
}

/// Each `try_` form against the model.
fn checked<T: TryFromBytes + IntoBytes + Immutable>(bytes: &mut [u8], count: usize, valid: Valid) {
    let n = size_of::<T>();
    let copy = bytes.to_vec();
    let model = |found: Option<&[u8]>, aligned: bool| {
        want::<T>(found, n, valid, aligned).map(<[u8]>::to_vec)
    };
    let start = bytes.len().checked_sub(n);
    let exact = |bytes: &[u8]| bytes.len() == n;

    let b: &[u8] = bytes;
    let whole = Some(b).filter(|b| exact(b));
    let (prefix, suffix) = (b.get(..n), start.and_then(|start| b.get(start..)));
    assert_eq!(try_read_from_bytes::<T>(b).ok().map(|v| bytes_of(&v)), model(whole, false));
    assert_eq!(try_read_from_prefix::<T>(b).ok().map(|v| bytes_of(&v.0)), model(prefix, false));
    assert_eq!(try_read_from_suffix::<T>(b).ok().map(|v| bytes_of(&v.1)), model(suffix, false));
    assert_eq!(try_ref_from_bytes::<T>(b).ok().map(bytes_of), model(whole, true));
    assert_eq!(try_ref_from_prefix::<T>(b).ok().map(|v| bytes_of(v.0)), model(prefix, true));
    assert_eq!(try_ref_from_suffix::<T>(b).ok().map(|v| bytes_of(v.1)), model(suffix, true));
    let row = n.checked_mul(count).and_then(|n| b.get(..n));
    assert_eq!(try_slice_from_prefix::<T>(b, count).ok().map(|v| bytes_of(v.0)), model(row, true));
    let all = Some(b).filter(|b| b.len() % n == 0);
    let cast = try_cast_slice::<u8, T>(b);
    assert_eq!(cast.as_ref().ok().map(|v| bytes_of(*v)), model(all, true));
    if let Err(CastError { src, kind: CastErrorKind::Invalid { offset } }) = cast {
        assert_eq!((src, offset < src.len()), (b, true));
        assert!(b[..offset / n * n].chunks_exact(n).all(valid), "an earlier value is invalid");
        assert!(!valid(&b[offset / n * n..][..n]), "the value at the offset is valid");
    }

    let (whole, prefix, suffix) = (model(whole, true), model(prefix, true), model(suffix, true));
    assert_eq!(try_mut_from_bytes::<T>(bytes).ok().map(|v| bytes_of(v)), whole);
    assert_eq!(try_mut_from_prefix::<T>(bytes).ok().map(|v| bytes_of(v.0)), prefix);
    assert_eq!(try_mut_from_suffix::<T>(bytes).ok().map(|v| bytes_of(v.1)), suffix);
    assert_eq!(bytes, copy, "a look has changed the bytes");
}

/// Slices of what any bytes are.
fn rows<T: FromBytes + IntoBytes + Immutable + Clone>(bytes: &[u8], count: usize) {
    let n = size_of::<T>();
    let any: Valid = |_| true;
    let row = n.checked_mul(count).and_then(|n| bytes.get(..n));
    let got = slice_from_prefix::<T>(bytes, count).ok().map(|v| as_bytes(v.0));
    assert_eq!(got, want::<T>(row, n, any, true));
    let all = Some(bytes).filter(|bytes| bytes.len() % n == 0);
    assert_eq!(cast_slice::<u8, T>(bytes).ok().map(as_bytes), want::<T>(all, n, any, true));
    #[cfg(feature = "alloc")]
    assert_eq!(to_aligned::<T>(bytes).ok().map(|v| bytes_of(&*v)), all.map(<[u8]>::to_vec));
}

/// A header and what follows it, which is the largest whole number of values.
fn tails<H, T>(bytes: &[u8])
where
    H: FromBytes + TryFromBytes + IntoBytes + Immutable,
    T: FromBytes + TryFromBytes + IntoBytes + Immutable,
{
    let (h, t) = (size_of::<H>(), size_of::<T>());
    let model = bytes.split_at_checked(h).map(|(head, rest)| {
        let (tail, rest) = rest.split_at(rest.len() / t * t);
        (head, tail, rest)
    });
    let aligned = |(head, tail, _): &(&[u8], &[u8], &[u8])| {
        head.as_ptr().cast::<H>().is_aligned() && tail.as_ptr().cast::<T>().is_aligned()
    };
    let model = model.filter(aligned);
    let got = header_and_tail::<H, T>(bytes).ok();
    assert_eq!(got.map(|(h, t, rest)| (as_bytes(h), as_bytes(t), rest)), model);
    let got = try_header_and_tail::<H, T>(bytes).ok();
    assert_eq!(got.map(|(h, t, rest)| (as_bytes(h), as_bytes(t), rest)), model);
}

/// The forms that ask nothing of the address.
fn unaligned<T: FromBytes + IntoBytes + Immutable + safe_transmute::Unaligned>(
    bytes: &[u8],
    count: usize,
) {
    let n = size_of::<T>();
    let start = bytes.len().checked_sub(n);
    let got = unaligned_ref_from_bytes::<T>(bytes).ok().map(as_bytes);
    assert_eq!(got, Some(bytes).filter(|bytes| bytes.len() == n));
    let got = unaligned_ref_from_prefix::<T>(bytes).ok().map(|(v, rest)| (as_bytes(v), rest));
    assert_eq!(got, bytes.split_at_checked(n));
    let got = unaligned_ref_from_suffix::<T>(bytes).ok().map(|(rest, v)| (rest, as_bytes(v)));
    assert_eq!(got, start.map(|start| bytes.split_at(start)));
    let got = unaligned_slice_from_prefix::<T>(bytes, count).ok();
    let want = n.checked_mul(count).and_then(|n| bytes.split_at_checked(n));
    assert_eq!(got.map(|(v, rest)| (as_bytes(v), rest)), want);
}

/// Values against the standard library's readers.
fn values(bytes: &[u8]) {
    if let Ok((record, rest)) = try_ref_from_prefix::<Checked>(bytes) {
        let number = |at: usize| [bytes[at], bytes[at + 1]];
        assert_eq!((record.kind as u8, u8::from(record.urgent)), (bytes[0], bytes[1]));
        assert_eq!(record.port, u16::from_ne_bytes(number(2)));
        let mark = u32::from_ne_bytes(bytes[4..8].try_into().unwrap());
        assert_eq!((u32::from(record.mark), rest), (mark, &bytes[8..]));
    }
    if let Ok((kind, flags, rest)) = try_header_and_tail::<Kind, [bool; 2]>(bytes) {
        assert_eq!((*kind as u8, rest.len()), (bytes[0], (bytes.len() - 1) % 2));
        assert!(
            flags
                .as_flattened()
                .iter()
                .map(|flag| u8::from(*flag))
                .eq(bytes[1..].iter().copied().take(2 * flags.len()))
        );
    } else {
        let pairs = bytes.len().saturating_sub(1) / 2;
        assert!(bytes.is_empty() || !kind_is(bytes) || bytes[1..=2 * pairs].iter().any(|b| *b > 1));
    }
    if let Ok((count, numbers, _)) = header_and_tail::<Le<u16>, Be<u32>>(bytes) {
        assert_eq!(count.get(), u16::from_le_bytes([bytes[0], bytes[1]]));
        let model = bytes[2..].chunks_exact(4).map(|b| u32::from_be_bytes(b.try_into().unwrap()));
        assert!(numbers.iter().map(|number| number.get()).eq(model));
    }
}
