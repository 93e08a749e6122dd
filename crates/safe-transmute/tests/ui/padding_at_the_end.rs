//@ error: has 2 bytes of padding
use safe_transmute::layout;

#[repr(C)]
struct Padded {
    length: u32,
    kind: u16,
}

layout! { struct Padded { length, kind }: IntoBytes }

fn main() {}
