//@ error: E0616
// These may be given traits of other crates where what they hold is local; but their fields are theirs.
use core::pin::Pin;

use safe_transmute::layout;

struct Local(#[allow(dead_code)] u8);

layout! { struct Pin<&'static mut Local> { pointer }: Immutable }
layout! { struct Box<Local> { 0, 1 }: FromZeros }

fn main() {}
