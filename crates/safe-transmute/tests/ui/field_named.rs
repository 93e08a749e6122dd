//@ error:  ^^^^ `&'static u8` is not `FromZeros`
//@ error:  ^^^^^ `*const u8` is not `IntoBytes`
//@ error:  ^^^^^^ `Cell<u8>` is not `Immutable`
//@ error:  ^^^^^ this field, a `*const u8`, has alignment 8
//@ error: the alignment of `*const u8` is 8, so `Held` cannot be `Unaligned`
// Each trait's refusal points at the name of the field, and at nothing else.
use core::cell::Cell;

use safe_transmute::layout;

#[repr(C)]
struct Held {
    link: &'static u8,
    names: *const u8,
    r#type: Cell<u8>,
}

layout! { struct Held { link, names, r#type }: FromZeros, IntoBytes, Immutable, Unaligned }

fn main() {}
