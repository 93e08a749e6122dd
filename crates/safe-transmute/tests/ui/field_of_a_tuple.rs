//@ error: Field<1>` to implement
//@ error: Field<2>` to implement
// A field without a name is named by its place.
use core::cell::Cell;

use safe_transmute::layout;

struct Held(u8, bool, Cell<u8>);

layout! { struct Held { 0, 1, 2 }: FromBytes, Immutable }

fn main() {}
