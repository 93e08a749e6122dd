//@ error: E0004
use core::cell::Cell;

use safe_transmute::layout;

#[repr(u8)]
enum Kind {
    One,
    Held(Cell<u8>),
}

layout! { enum Kind as u8 { One }: Immutable }

fn main() {
    let _ = Kind::Held(Cell::new(0));
}
