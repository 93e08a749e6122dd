//@ error: At<1>` of `Held`: not every pattern of bytes is known to be a valid `bool`
//@ error: At<2>` of `Held`: `Cell<u8>` is not known to stay the same behind a shared reference
// A field without a name is named by its place.
use core::cell::Cell;

use safe_transmute::layout;

struct Held(u8, bool, Cell<u8>);

layout! { struct Held { 0, 1, 2 }: FromBytes, Immutable }

fn main() {}
