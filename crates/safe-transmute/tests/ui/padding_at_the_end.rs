//@ error: has 2 bytes of padding
//@ error: 2 bytes of padding at byte 6, 2 in all
use safe_transmute::layout;

#[repr(C)]
struct Padded {
    length: u32,
    kind: u16,
}

layout! { struct Padded { length, kind }: IntoBytes }

fn main() {}
