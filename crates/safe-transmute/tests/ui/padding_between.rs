//@ error: has 3 bytes of padding
//@ error: 3 bytes of padding at byte 1, 3 in all
use safe_transmute::layout;

#[repr(C)]
struct Padded {
    kind: u8,
    length: u32,
}

layout! { struct Padded { kind, length }: IntoBytes }

fn main() {}
