//@ pass
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code)]

use core::{marker::PhantomData, mem::MaybeUninit, num::NonZero};

use safe_transmute::{Be, FromBytes, Immutable, Le, layout};

struct Unit;
struct Unit2();
layout! { struct Unit {}: FromZeros, FromBytes, IntoBytes, Immutable, Unaligned }

#[repr(C)]
struct Tuple(u32, [u16; 2]);
layout! { struct Tuple { 0, 1 }: FromBytes, IntoBytes, Immutable }

#[repr(C, packed)]
struct Packed {
    kind: u8,
    length: u32,
}
layout! { struct Packed { kind, length }: FromBytes, IntoBytes, Immutable, Unaligned }

#[repr(C, packed(2))]
struct Packed2 {
    kind: u16,
    length: u64,
}
layout! { struct Packed2 { kind, length }: FromBytes, IntoBytes, Immutable }

#[repr(transparent)]
struct Port(Be<u16>);
layout! { struct Port { 0 }: FromBytes, IntoBytes, Immutable, Unaligned }

#[repr(C)]
struct Nested {
    port: Port,
    pair: (),
    words: [Le<u64>; 3],
    marker: PhantomData<String>,
}
layout! { struct Nested { port, pair, words, marker, }: FromBytes, IntoBytes, Immutable, Unaligned, }

// Padding is no obstacle to `FromBytes`, nor `bool` to `FromZeros` and `IntoBytes`.
#[repr(C)]
struct Padded {
    kind: u8,
    length: u32,
    id: Option<NonZero<u64>>,
    scratch: MaybeUninit<[u8; 3]>,
}
layout! { struct Padded { kind, length, id, scratch }: FromBytes, Immutable }

#[repr(C)]
struct Flags {
    a: bool,
    b: char,
}
layout! { struct Flags { a, b }: FromZeros, Immutable }

#[repr(C)]
struct Sure {
    a: bool,
    b: NonZero<u8>,
}
layout! { struct Sure { a, b }: IntoBytes, Immutable, Unaligned }

// A destructor is no obstacle.
#[repr(C)]
struct Loud(u8);
impl Drop for Loud {
    fn drop(&mut self) {}
}
layout! { struct Loud { 0 }: FromBytes, IntoBytes, Immutable, Unaligned }

#[repr(C)]
struct Generic<'a, T, const N: usize> {
    values: [T; N],
    nested: Option<&'a u8>,
}
layout! {
    for<'a, T, const N: usize> struct Generic<'a, T, N> where T: Immutable { values, nested }:
    Immutable
}

trait Wire {
    type Header;
}
struct V4;
impl Wire for V4 {
    type Header = [u8; 20];
}
#[repr(C)]
struct Packet<W: Wire> {
    header: W::Header,
}
layout! { for<W,> struct Packet<W> where W: Wire<Header: FromBytes>, { header }: FromBytes }
layout! { for<W> struct Packet<W> where W: Wire, W::Header: Immutable { header }: Immutable }
layout! { for<> struct Unit2 {}: FromBytes, Immutable }
layout! { struct Packet<V4> { header }: IntoBytes, Unaligned }

fn main() {
    #[repr(C)]
    struct Local(u8);
    layout! { struct Local { 0 }: FromBytes }
}
