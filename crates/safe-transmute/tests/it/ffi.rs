//! Pointers from C, out-parameters, and layouts that are declared twice.

use core::{mem::MaybeUninit, ptr};
use std::panic::catch_unwind;

use safe_transmute::{
    __private::checked_layout,
    Be, assert_layout,
    ffi::{
        LayoutHash, Out, OutSlice, PtrError, out_from_raw, out_slice_from_raw, ref_from_raw,
        ref_from_raw_mut, slice_from_raw, slice_from_raw_mut, try_ref_from_raw, try_slice_from_raw,
    },
    layout,
};
use static_assertions::{assert_impl_all, assert_not_impl_any};

assert_impl_all!(PtrError: Copy, Send, Sync, core::error::Error);
assert_impl_all!(Out<'static, u8>: Send, Sync, Unpin);
assert_not_impl_any!(Out<'static, *const u8>: Send, Sync);
assert_not_impl_any!(Out<'static, u8>: Copy, Clone);
assert_impl_all!(OutSlice<'static, u8>: Send, Sync, Unpin);
assert_not_impl_any!(OutSlice<'static, u8>: Copy, Clone);

/// Asks each function what it gives: `$of` of its result.
macro_rules! asked {
    ($($call:ident($($of:expr),*) => $want:expr),* $(,)?) => {$({
        // SAFETY: [ST-10] either it is refused, and nothing is followed; or it points at words of the
        // test, which are not used in another way meanwhile.
        let got = unsafe { $call($($of),*) };
        assert_eq!(got.map(|_| ()), $want, stringify!($call));
    })*};
}

/// All of them, with the same pointer and length.
macro_rules! all_refuse {
    ($ptr:expr, $len:expr, $error:expr) => {
        asked! {
            slice_from_raw($ptr.cast_const(), $len) => Err($error),
            slice_from_raw_mut($ptr, $len) => Err($error),
            try_slice_from_raw($ptr.cast::<char>().cast_const(), $len) => Err($error),
            out_slice_from_raw($ptr, $len) => Err($error),
        }
    };
    ($ptr:expr, $error:expr) => {
        all_refuse!($ptr, 1, $error);
        // An empty slice is not null and is aligned, too.
        all_refuse!($ptr, 0, $error);
        asked! {
            ref_from_raw($ptr.cast_const()) => Err($error),
            ref_from_raw_mut($ptr) => Err($error),
            try_ref_from_raw($ptr.cast::<char>().cast_const()) => Err($error),
            out_from_raw($ptr) => Err($error),
        }
    };
}

#[test]
fn null_is_refused_by_each() {
    let null = ptr::null_mut::<u32>();
    all_refuse!(null, PtrError::Null);
    asked! { slice_from_raw(ptr::null::<()>(), 9) => Err(PtrError::Null) }
}

#[test]
fn crooked_pointers_are_refused_by_each() {
    let mut words = [0_u32; 3];
    for by in 1..4 {
        let crooked = words.as_mut_ptr().wrapping_byte_add(by);
        all_refuse!(crooked, PtrError::Align { need: 4, addr: crooked.addr() });
    }
}

#[test]
fn lengths_are_refused_above_isize_max() {
    let mut word = 0_u32;
    let ptr = &raw mut word;
    let most = usize::MAX / 2;
    for len in [most / 4 + 1, most, most + 1, usize::MAX / 4, usize::MAX / 4 + 1, usize::MAX] {
        all_refuse!(ptr, len, PtrError::TooLong { len, size: 4 });
    }
    asked! {
        slice_from_raw(ptr.cast::<u8>().cast_const(), most + 1) =>
            Err(PtrError::TooLong { len: most + 1, size: 1 }),
        // Values without bytes are in no memory.
        slice_from_raw(ptr.cast::<()>().cast_const(), usize::MAX) => Ok(()),
    }
}

#[test]
fn what_is_right_is_taken_in_place() {
    let mut words = [1_u32, 2, 3];
    let ptr = words.as_mut_ptr();
    // SAFETY: [ST-10] three words of this function, and one reference at a time.
    let slice = unsafe { slice_from_raw(ptr.cast_const(), 3) }.unwrap();
    assert_eq!((slice, slice.as_ptr()), (&[1, 2, 3][..], ptr.cast_const()));
    // SAFETY: [ST-10] as above.
    assert_eq!(unsafe { slice_from_raw(ptr.cast_const(), 0) }, Ok(&[][..]));
    // SAFETY: [ST-10] as above.
    assert_eq!(unsafe { ref_from_raw(ptr.wrapping_add(2).cast_const()) }, Ok(&3));
    // SAFETY: [ST-10] as above.
    unsafe { slice_from_raw_mut(ptr, 2) }.unwrap().swap(0, 1);
    // SAFETY: [ST-10] as above.
    *unsafe { ref_from_raw_mut(ptr.wrapping_add(2)) }.unwrap() = 9;
    assert_eq!(words, [2, 1, 9]);

    let inside = words.as_ptr().cast::<Be<u16>>().wrapping_byte_add(1);
    // SAFETY: [ST-10] ten of the twelve bytes of this function, at any alignment.
    assert_eq!(unsafe { slice_from_raw(inside, 5) }.unwrap().len(), 5);
}

#[test]
fn values_of_c_are_checked() {
    let words = [0x41, 0x11_0000, 0xd800_u32];
    let ptr = words.as_ptr().cast::<char>();
    // SAFETY: [ST-10] three words of this function, which stay as they are.
    let slice = |len| unsafe { try_slice_from_raw(ptr, len) };
    assert_eq!(slice(0), Ok(&[][..]));
    assert_eq!(slice(1), Ok(&['A'][..]));
    assert_eq!(slice(3), Err(PtrError::Invalid { offset: 4 }));
    // SAFETY: [ST-10] as above.
    let at = |at| unsafe { try_ref_from_raw(ptr.wrapping_add(at)) };
    assert_eq!((at(0), at(2)), (Ok(&'A'), Err(PtrError::Invalid { offset: 0 })));
}

/// A drop of which would be seen.
struct Loud;

impl Drop for Loud {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

#[test]
fn what_was_in_an_out_parameter_is_not_dropped() {
    let mut place = MaybeUninit::new(Loud);
    // SAFETY: [ST-10] a place of this function.
    let out = unsafe { out_from_raw(place.as_mut_ptr()) }.unwrap();
    let _: &mut Loud = out.write(Loud);
    // Nor is what is in it now: it is a `MaybeUninit`.

    let mut places = [const { MaybeUninit::<Box<u32>>::uninit() }; 2];
    // SAFETY: [ST-10] two places of this function.
    let mut out = unsafe { out_slice_from_raw(places.as_mut_ptr().cast::<Box<u32>>(), 2) }.unwrap();
    assert_eq!((out.push(Box::new(1)), out.push(Box::new(2))), (Ok(()), Ok(())));
    assert_eq!(out.push(Box::new(3)), Err(Box::new(3)), "what finds no room comes back");
    assert_eq!(format!("{out:?}"), "OutSlice { written: 2, remaining: 0, .. }");
    // SAFETY: [ST-10] both were just written.
    let sum: u32 = places.into_iter().map(|place| *unsafe { place.assume_init() }).sum();
    assert_eq!(sum, 3);
}

#[test]
fn an_out_slice_is_filled_in_order() {
    let mut places = [const { MaybeUninit::<u8>::uninit() }; 5];
    let mut out = OutSlice::new(&mut places);
    assert_eq!((out.write_slice(&[1, 2]), out.push(3), out.remaining()), (2, Ok(()), 2));
    assert_eq!((out.write_slice(&[4, 5, 6]), out.write_slice(&[7]), out.written()), (2, 0, 5));
    assert_eq!(out.push(8), Err(8));
    // SAFETY: [ST-10] all five were written.
    assert_eq!(places.map(|place| unsafe { place.assume_init() }), [1, 2, 3, 4, 5]);
    assert_eq!(OutSlice::<u8>::new(&mut []).push(1), Err(1));
}

#[test]
fn errors_say_what_to_do() {
    let said = [
        (PtrError::Null, "null"),
        (PtrError::Align { need: 4, addr: 0x11 }, "address 0x11 is no multiple of 4"),
        (PtrError::TooLong { len: 7, size: 3 }, "7 values of 3 bytes"),
        (PtrError::Invalid { offset: 5 }, "the byte at 5"),
    ];
    for (error, text) in said {
        let shown = error.to_string();
        assert!(shown.contains(text) && shown.contains(": "), "{shown}");
    }
}

#[derive(Debug)]
#[repr(C)]
struct Entry {
    kind: u8,
    r#type: u16,
    length: u32,
}

layout! { struct Entry { kind, r#type, length }: LayoutHash, FromBytes, LayoutHash }

#[repr(u8)]
#[derive(Clone, Copy, Debug)]
enum Kind {
    _File = 1,
    _Folder = 7,
}

layout! { enum Kind as u8 { _File, _Folder }: LayoutHash, TryFromBytes }

assert_layout! { struct Entry { kind: 0, r#type: 1 + 1, length: 4 }, size: 8, align: 4 }

#[repr(C)]
struct Pair<T>(T, T);

assert_layout! { struct Pair<u64> { 0: 0, 1: 8, }, size: 16, align: align_of::<u64>(), }
assert_layout! { struct Pair<Entry> { 0: 0, 1: 8 }, size: 16, align: 4 }

/// FNV-1a, written again.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn the_hash_is_of_what_is_documented() {
    assert_eq!(fnv(b"foobar"), 0x8594_4171_f739_67e8, "the published test vector");
    let mut bytes = Vec::new();
    let mut add = |name: &str, numbers: &[u64]| {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    };
    add("", &[8, 4]);
    add("kind\0", &[0, 1]);
    add("type\0", &[2, 2]);
    add("length\0", &[4, 4]);
    assert_eq!(Entry::LAYOUT_HASH, fnv(&bytes));
    assert_eq!(Entry::LAYOUT_HASH, 0x1c9c_dbf6_b260_c7c8, "on each machine");

    let mut bytes = [1_u64.to_le_bytes(), 1_u64.to_le_bytes()].concat();
    for (name, number) in [("_File\0", 1_i128), ("_Folder\0", 7)] {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    assert_eq!(Kind::LAYOUT_HASH, fnv(&bytes));
}

#[test]
fn the_hash_tells_what_changed() {
    macro_rules! variant {
        ($(#[$repr:meta])* { $($field:ident: $type:ty),* }) => {{
            $(#[$repr])*
            struct Variant { $($field: $type),* }
            layout! { struct Variant { $($field),* }: LayoutHash }
            let _ = |it: Variant| ($(it.$field),*);
            Variant::LAYOUT_HASH
        }};
    }
    let all = [
        variant!(#[repr(C)] { kind: u8, r#type: u16, length: u32 }),
        variant!(#[repr(C)] { kind: u8, r#type: u16, size: u32 }),
        variant!(#[repr(C)] { r#type: u16, kind: u8, length: u32 }),
        variant!(#[repr(C)] { kind: u8, pad: u8, r#type: u16, length: u32 }),
        variant!(#[repr(C, packed)] { kind: u8, r#type: u16, length: u32 }),
        variant!(#[repr(C, align(8))] { kind: u8, r#type: u16, length: u32 }),
        variant!(#[repr(C)] { kind: u8, r#type: u16, length: [u8; 4] }),
    ];
    assert_eq!(all[0], Entry::LAYOUT_HASH, "the type's own name is not in it");
    for (at, hash) in all.iter().enumerate() {
        assert!(!all[..at].contains(hash), "variant {at}");
    }
}

#[test]
fn a_wrong_layout_is_told() {
    let said = |claims: &'static [(Option<&str>, &str, usize, usize)]| {
        let panic = catch_unwind(|| checked_layout("Point", claims)).unwrap_err();
        panic.downcast_ref::<String>().unwrap().clone()
    };
    checked_layout("Point", &[(Some("x"), "lies at ", 0, 0), (None, "has size ", 12, 12)]);
    assert_eq!(
        said(&[(Some("x"), "lies at ", 0, 0), (Some("y"), "lies at ", 8, 120)]),
        "assert_layout!: field `y` of `Point` lies at 8, but in C 120"
    );
    assert_eq!(
        said(&[(None, "has size ", usize::MAX, 0)]),
        format!("assert_layout!: `Point` has size {}, but in C 0", usize::MAX)
    );
}

#[test]
fn a_long_name_is_cut() {
    let said = |name: String| {
        let claims = [(Some(&*name), "lies at ", 1, 2)];
        let panic = catch_unwind(|| checked_layout("Point", &claims)).unwrap_err();
        panic.downcast_ref::<String>().unwrap().clone()
    };
    assert_eq!(said("y".repeat(300)).len(), 256);
    let cut = [said("ß".repeat(300)), said(format!("y{}", "ß".repeat(300)))];
    assert!(cut.contains(&"assert_layout!: the layout differs from C's".into()), "{cut:?}");
}
