//@ pass
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code, unused_macros, non_camel_case_types, non_snake_case, non_upper_case_globals)]

// Names that a careless macro would use.
mod core {}
mod std {}
mod alloc {}
mod safe_transmute {}
struct Option;
struct Some;
struct Result;
struct Ok;
struct Self_;
struct PhantomData;
type u8 = bool;
type usize = bool;
type u32 = ();
trait FromBytes {}
trait FromZeros {}
trait IntoBytes {}
trait Immutable {}
trait Unaligned {}
trait Sized {}
trait Copy {}
const it: u8 = true;
const T: u8 = true;
const S: u8 = true;
static BYTES: u8 = true;
fn size_of() {}
fn align_of() {}
fn from_bytes() {}

macro_rules! offset_of { ($($t:tt)*) => { !!! }; }
macro_rules! compile_error { ($($t:tt)*) => {}; }
macro_rules! assert { ($($t:tt)*) => {}; }

#[repr(C)]
struct Header {
    r#type: ::core::primitive::u16,
    r#struct: ::core::primitive::u16,
    S: ::core::primitive::u32,
    T: [::core::primitive::u8; 8],
}

::safe_transmute::layout! {
    struct Header { r#type, r#struct, S, T }: FromBytes, IntoBytes, Immutable
}

#[repr(C)]
struct Pair<T>(T, T);

::safe_transmute::layout! {
    for<T> struct Pair<T>
    where
        T: ::safe_transmute::FromBytes,
        T: ::safe_transmute::Immutable,
    { 0, 1 }:
    FromBytes, Immutable
}
::safe_transmute::layout! {
    struct Pair<::core::primitive::u8> { 0, 1 }: IntoBytes, Unaligned
}

fn main() {}
