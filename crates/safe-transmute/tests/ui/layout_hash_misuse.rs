//@ error: pattern requires `..`
//@ error: E0004
//@ error: layout!: LayoutHash is of a size
#![forbid(unsafe_code)]

use safe_transmute::layout;

#[repr(C)]
struct Entry {
    kind: u8,
    length: u32,
}
layout! { struct Entry { kind }: LayoutHash }

#[repr(u8)]
enum Kind {
    A,
    B,
}
layout! { enum Kind as u8 { A }: LayoutHash }

#[repr(C)]
struct Pair<T>(T, T);
layout! { for<T> struct Pair<T> { 0, 1 }: LayoutHash }

fn main() {}
