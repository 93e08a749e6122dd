//@ error: pattern requires `..`
use core::cell::Cell;

use safe_transmute::layout;

#[repr(C)]
struct Header {
    length: u32,
    cell: Cell<u32>,
}

layout! { struct Header { length }: Immutable }

fn main() {}
