//@ pass
// What our macros call their parameters and traits, as the parameters and the types of the user's.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types, non_upper_case_globals)]
use core::marker::PhantomData;

use safe_transmute::{
    FromBytes, Immutable, Layout, TryFromBytes, assert_layout, layout, read_from_bytes,
    try_read_from_bytes,
};

#[derive(Layout)]
#[layout(TryFromBytes)]
#[repr(C)]
struct Counted<const __bytes: usize> {
    bytes: [u8; __bytes],
    flag: bool,
}

#[derive(Layout)]
#[layout(TryFromBytes)]
#[repr(C)]
struct Twice<const N: usize, const __given_bytes: usize> {
    bytes: [u8; N],
    flags: [bool; __given_bytes],
}

#[derive(Layout)]
#[layout(FromBytes, Immutable)]
#[repr(C)]
struct Plain<const __it: usize, const ASKED: usize, const CONDITIONS: char> {
    it: [u8; __it],
    asked: [u8; ASKED],
}

#[repr(C)]
struct Each<'__bytes, __given_bytes, const M: bool, const __bytes: u8> {
    flag: bool,
    value: __given_bytes,
    lent: PhantomData<&'__bytes u8>,
}
layout! {
    for<'__bytes, __given_bytes, const M: bool, const __bytes: u8>
    struct Each<'__bytes, __given_bytes, M, __bytes> where __given_bytes: TryFromBytes {
        flag, value, lent
    }: TryFromBytes
}
layout! {
    for<'__bytes, __given_bytes, const M: bool, const __bytes: u8>
    struct Each<'__bytes, __given_bytes, M, __bytes> where __given_bytes: Immutable {
        flag, value, lent
    }: Immutable
}

#[repr(C)]
struct __Complete<T>(T);
assert_layout! { struct __Complete<u8> { 0: 0 }, size: 1, align: 1 }
assert_layout! { struct self::__Complete<u16> { 0: 0 }, size: 2, align: 2 }

fn main() {
    fn any<T: FromBytes>() {}
    any::<Plain<1, 2, 'c'>>();
    assert!(read_from_bytes::<Plain<1, 2, 'c'>>(&[1, 2, 3]).is_ok());
    assert!(try_read_from_bytes::<Counted<3>>(&[1, 2, 3, 1]).is_ok());
    let wrong = try_read_from_bytes::<Counted<3>>(&[1, 2, 3, 2]).map_err(|error| error.kind);
    assert!(matches!(wrong, Err(safe_transmute::CastErrorKind::Invalid { offset: 3 })));
    assert!(try_read_from_bytes::<Twice<3, 2>>(&[1, 2, 3, 1, 0]).is_ok());
    assert!(try_read_from_bytes::<Twice<3, 2>>(&[1, 2, 3, 1, 2]).is_err());
    assert!(try_read_from_bytes::<Each<'static, u8, true, 3>>(&[1, 7]).is_ok());
    assert!(try_read_from_bytes::<Each<'static, bool, true, 3>>(&[1, 7]).is_err());
}
