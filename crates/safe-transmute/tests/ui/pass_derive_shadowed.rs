//@ pass
// A derive beside types, macros and modules of the user's that have the names of core's and of ours.
#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(non_camel_case_types, dead_code, unused)]
mod alloc {}
type u8 = f64;
type bool = ();
type usize = ();
type i128 = ();
type u64 = ();
struct Option;
struct Result;
struct Some;
struct None;
struct Ok;
struct Err;
struct Self_;
trait Sized {}
trait Copy {}
trait Fn {}
trait FromBytes {}
trait TryFromBytes {}
mod safe {}
struct Conditions;
struct Tags;
struct Gaps;
fn imagined() {}
fn is_valid() {}
fn part_of() {}
macro_rules! layout { ($($t:tt)*) => { !!! } }
macro_rules! __place { ($($t:tt)*) => { !!! } }
macro_rules! __ask { ($($t:tt)*) => { !!! } }
macro_rules! __oracle { ($($t:tt)*) => { !!! } }
macro_rules! __layout_enum { ($($t:tt)*) => { !!! } }
macro_rules! offset_of { ($($t:tt)*) => { !!! } }
macro_rules! stringify { ($($t:tt)*) => { !!! } }
macro_rules! concat { ($($t:tt)*) => { !!! } }
#[derive(::safe_transmute::Layout)]
#[layout(TryFromBytes, FromZeros, IntoBytes, Immutable, LayoutHash, Unaligned)]
#[repr(C)]
struct S {
    u8: ::core::primitive::bool,
    bool: ::core::primitive::u8,
    core: [::core::primitive::u8; 0],
}
#[derive(::safe_transmute::Layout)]
#[layout(TryFromBytes, FromZeros, IntoBytes, Immutable, LayoutHash, Unaligned)]
#[repr(u8)]
enum E {
    Some,
    None = 5,
    Option,
    u8 = 255,
}
#[derive(::safe_transmute::Layout)]
#[layout(TryFromBytes, IntoBytes, Immutable, LayoutHash)]
#[repr(i128)]
enum W {
    A = i128m::MIN,
    B = -1,
    C = i128m::MAX,
}
mod i128m {
    pub const MIN: ::core::primitive::i128 = ::core::primitive::i128::MIN;
    pub const MAX: ::core::primitive::i128 = ::core::primitive::i128::MAX;
}
#[derive(::safe_transmute::Layout)]
#[layout(TryFromBytes, IntoBytes, Immutable, LayoutHash)]
#[repr(u128)]
enum UW {
    A = ::core::primitive::u128::MAX,
    B = 1 << 127,
    C = 0,
}
fn main() {
    assert!(::safe_transmute::try_read_from_bytes::<E>(&[255]).is_ok());
    assert!(::safe_transmute::try_read_from_bytes::<E>(&[1]).is_err());
    assert!(::safe_transmute::try_read_from_bytes::<E>(&[6]).is_ok());
    assert!(::safe_transmute::try_read_from_bytes::<UW>(&[255; 16]).is_ok());
    assert!(::safe_transmute::try_read_from_bytes::<UW>(&[254; 16]).is_err());
    assert!(::safe_transmute::try_read_from_bytes::<W>(&[255; 16]).is_ok());
}
