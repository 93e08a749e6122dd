//@ error: not every pattern of bytes is known to be a valid `bool`
//@ error: `Padded` has 3 bytes of padding
//@ error: the alignment of `Crooked` is 4
// zerocopy #3633: names of the proofs' own, as fields, types and functions of the user's, prove nothing.
#![allow(non_camel_case_types, non_upper_case_globals, dead_code)]

use safe_transmute::layout;

type u8 = bool;
type Option = bool;
struct ByteRanges;
type __it = ();
mod __bytes {}
fn from_bytes<T>(_: *mut T) {}
fn no_padding<T>() {}
fn size_of<T>() -> usize {
    0
}

#[repr(C)]
struct Captured {
    __it: u8,
    __bytes: Option,
}
layout! { struct Captured { __it, __bytes }: FromBytes }

#[repr(C)]
struct Padded {
    __it: u8,
    __at: u32,
}
layout! { struct Padded { __it, __at }: IntoBytes }

#[repr(C)]
struct Crooked {
    __it: u32,
}
layout! { struct Crooked { __it }: Unaligned }

fn main() {}
