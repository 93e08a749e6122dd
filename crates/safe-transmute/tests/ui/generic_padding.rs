//@ error: has 3 bytes of padding
use safe_transmute::layout;

#[repr(C)]
struct Tagged<T> {
    tag: u8,
    value: T,
}

layout! { struct Tagged<u8> { tag, value }: IntoBytes }
layout! { struct Tagged<u32> { tag, value }: IntoBytes }

fn main() {}
