//@ error: link` of `Held`: zero bytes are not known to be a valid `&'static u8`
//@ error: name` of `Held`: `*const u8` is not known to consist of initialised bytes
//@ error: r#type` of `Held`: `Cell<u8>` is not known to stay the same behind a shared reference
//@ error: name` of `Held`: the alignment of `*const u8` is 8, so `Held` cannot be `Unaligned`
// Each trait's refusal names the field.
use core::cell::Cell;

use safe_transmute::layout;

#[repr(C)]
struct Held {
    link: &'static u8,
    name: *const u8,
    r#type: Cell<u8>,
}

layout! { struct Held { link, name, r#type }: FromZeros, IntoBytes, Immutable, Unaligned }

fn main() {}
