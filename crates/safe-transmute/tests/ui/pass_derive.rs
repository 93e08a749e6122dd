//@ pass
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code)]

struct Option;
mod core {}
trait FromBytes {}

#[::spoil::retype]
#[derive(::safe_transmute::Layout)]
#[layout(TryFromBytes, IntoBytes, Immutable, Unaligned)]
#[repr(C)]
struct Flags {
    r#type: u8,
}

#[derive(::safe_transmute::Layout)]
#[layout(TryFromBytes, IntoBytes, Immutable, Unaligned)]
#[::spoil::retype]
#[repr(C)]
struct After {
    r#type: u8,
}

#[derive(::safe_transmute::Layout)]
#[layout(Pod, Unaligned)]
#[repr(C)]
struct Plain(::core::primitive::u8, [::core::primitive::u8; 3]);

fn main() {
    ::std::assert!(::safe_transmute::try_read_from_bytes::<Flags>(&[2]).is_err());
    ::std::assert!(::safe_transmute::try_read_from_bytes::<After>(&[2]).is_err());
}
