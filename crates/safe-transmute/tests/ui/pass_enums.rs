//@ pass
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types)]

type u8 = bool;
type bool = ();
struct Some;
struct Option;
struct Tags;
type i128 = ();
fn tagged() {}

#[repr(i8)]
enum Kind {
    First = Kind::BASE,
    r#Self2 = Self::BASE + 40,
    r#struct = -128,
    Zero = 0,
}

impl Kind {
    const BASE: ::core::primitive::i8 = 7;
}

::safe_transmute::layout! {
    enum Kind as ::core::primitive::i8 { First, Self2, r#struct, Zero }:
    FromZeros, TryFromBytes, IntoBytes, Immutable, Unaligned
}

#[repr(u16)]
enum Shapes {
    Unit,
    Braces {},
    Tuple(),
}

::safe_transmute::layout! {
    enum Shapes as ::core::primitive::u16 { Unit, Braces, Tuple, }: TryFromBytes, IntoBytes,
}

#[repr(C)]
struct Record {
    kind: Kind,
    r#type: [Kind; 3],
    wide: ::core::primitive::char,
}

::safe_transmute::layout! {
    struct Record { kind, r#type, wide }: TryFromBytes, IntoBytes, Immutable
}

struct Generic<T>(T);

::safe_transmute::layout! {
    for<T> struct Generic<T> where T: ::safe_transmute::TryFromBytes { 0 }: TryFromBytes
}

#[repr(C)]
struct Plain(::core::primitive::u16);

::safe_transmute::layout! { struct Plain { 0 }: TryFromBytes, Pod, FromZeros, TryFromBytes, Pod }

fn main() {
    let record = ::safe_transmute::try_read_from_bytes::<Record>(&[7, 0, 128, 47, 0, 0, 0, 0]);
    ::std::assert!(record.is_ok());
    let record = ::safe_transmute::try_read_from_bytes::<Record>(&[7, 0, 2, 47, 0, 0, 0, 0]);
    ::std::assert!(record.is_err());
    ::std::assert!(::safe_transmute::try_read_from_bytes::<Generic<Kind>>(&[128]).is_ok());
}
