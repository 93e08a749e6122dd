//@ error: layout!: no trait `FromByte`
//@ error: layout!: write `struct Name { field, field }
use safe_transmute::layout;

#[repr(C)]
struct Pair(u8, u8);

layout! { struct Pair { 0, 1 }: FromByte }
layout! { struct Pair { 0, 1 } }
layout! { Pair }

fn main() {}
