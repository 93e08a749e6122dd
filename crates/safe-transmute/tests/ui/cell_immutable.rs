//@ error: `Cell<u8>` is not known to stay the same behind a shared reference
use core::cell::Cell;

use safe_transmute::layout;

#[repr(C)]
struct Counter {
    hits: Cell<u8>,
}

layout! { struct Counter { hits }: FromBytes, Immutable }

fn main() {}
