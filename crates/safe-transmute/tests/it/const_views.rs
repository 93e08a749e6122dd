//! Views in constants, and the same at run time, against the views that ask for the alignment.

use core::ops::ControlFlow;

use safe_transmute::{
    Be, CastErrorKind, Le, layout, ref_from_bytes, ref_from_prefix, ref_from_suffix,
    slice_from_prefix, unaligned_ref_from_bytes, unaligned_ref_from_prefix,
    unaligned_ref_from_suffix, unaligned_slice_from_prefix,
};

#[derive(Debug, PartialEq)]
#[repr(C)]
struct Entry {
    kind: u8,
    length: Be<u16>,
}

layout! { struct Entry { kind, length }: FromBytes, Immutable, Unaligned }

const FILE: &[u8] = b"\x07\x01\x02\x08\x03\x04\xff";

const FIRST: &Entry = match unaligned_ref_from_prefix(FILE) {
    Ok((entry, _)) => entry,
    Err(_) => panic!("too short"),
};
const LAST: &Le<u32> = match unaligned_ref_from_suffix(FILE) {
    Ok((_, last)) => last,
    Err(_) => panic!("too short"),
};
const ALL: &[u8; 7] = match unaligned_ref_from_bytes(FILE) {
    Ok(all) => all,
    Err(_) => panic!("another size"),
};
const ENTRIES: &[Entry] = match unaligned_slice_from_prefix(FILE, 2) {
    Ok((entries, [0xff])) => entries,
    _ => panic!("another size"),
};
/// Too long by one, which is found while the program is built.
const TOO_LONG: ControlFlow<usize> = match unaligned_slice_from_prefix::<Entry>(FILE, 3) {
    Err(error) => match error.kind {
        CastErrorKind::Size { need, .. } => ControlFlow::Break(need),
        _ => ControlFlow::Continue(()),
    },
    Ok(_) => ControlFlow::Continue(()),
};

#[test]
fn in_constants() {
    assert_eq!((FIRST.kind, FIRST.length.get()), (7, 0x0102));
    assert_eq!(LAST.get(), 0xff04_0308);
    assert_eq!(ALL, FILE);
    assert_eq!((ENTRIES.len(), ENTRIES[1].length.get()), (2, 0x0304));
    assert_eq!(TOO_LONG, ControlFlow::Break(9));
}

#[test]
fn as_the_views_that_ask_for_the_alignment() {
    for len in 0..=FILE.len() {
        let bytes = &FILE[..len];
        assert_eq!(unaligned_ref_from_bytes::<Entry>(bytes), ref_from_bytes(bytes));
        assert_eq!(unaligned_ref_from_prefix::<Entry>(bytes), ref_from_prefix(bytes));
        assert_eq!(unaligned_ref_from_suffix::<Entry>(bytes), ref_from_suffix(bytes));
        for count in [0, 1, 2, 3, usize::MAX / 3 + 1, usize::MAX] {
            assert_eq!(
                unaligned_slice_from_prefix::<Entry>(bytes, count),
                slice_from_prefix(bytes, count)
            );
            // Not compared one by one: they may be `usize::MAX`.
            let (none, rest) = unaligned_slice_from_prefix::<()>(bytes, count).unwrap();
            assert_eq!((none.len(), rest), (count, bytes));
        }
    }
}
