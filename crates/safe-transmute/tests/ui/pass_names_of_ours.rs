//@ pass
// What our macros call their parameters, as unit structs, constants and statics of the user's: a pattern
// of the name would mean those.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types, non_upper_case_globals)]
use safe_transmute::{Layout, TryFromBytes, assert_layout, layout, try_read_from_bytes};

struct __it;
const __bytes: u8 = 1;
static __at: u8 = 2;
struct __conditions();
struct it;
const bytes: usize = 2;
static flag: u8 = 3;
struct count;
const T: u8 = 4;

#[derive(Layout)]
#[layout(TryFromBytes, IntoBytes, Immutable, Unaligned, LayoutHash)]
#[repr(C)]
struct Record {
    __it: bool,
    __bytes: bool,
    flag: [bool; bytes],
}

layout! { struct Plain { count, T }: Pod, Unaligned, TryFromBytes, LayoutHash }
assert_layout! { struct Plain { count: 0, T: 1 }, size: bytes, align: 1 }

#[allow(non_snake_case)]
#[repr(C)]
struct Plain {
    count: u8,
    T: u8,
}

#[derive(Layout)]
#[layout(TryFromBytes, FromZeros, IntoBytes, Immutable, Unaligned, LayoutHash)]
#[repr(u8)]
enum Kind {
    __it,
    __bytes,
    __at,
}

#[repr(C)]
struct Generic<U>(U, bool);

layout! { for<U> struct Generic<U> where U: TryFromBytes { 0, 1 }: TryFromBytes }
layout! { for<U> struct Held<U> where U: safe_transmute::FromBytes { 0 }: FromBytes }

struct Held<U>(U);

fn main() {
    assert!(try_read_from_bytes::<Record>(&[1, 0, 1, 1]).is_ok());
    assert!(try_read_from_bytes::<Record>(&[1, 0, 1, 2]).is_err());
    assert!(try_read_from_bytes::<Generic<Kind>>(&[2, 1]).is_ok());
    assert!(try_read_from_bytes::<Generic<Kind>>(&[3, 1]).is_err());
}
