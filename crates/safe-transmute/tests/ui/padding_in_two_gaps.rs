//@ error: `Padded` has 5 bytes of padding
//@ error: 1 of them lie at byte 1
//@ error: 1 bytes of padding at byte 1, 5 in all: make each gap a field, here `_reserved: [u8; 1]`
// The words are about the first of the gaps, and tell that there are more.
use safe_transmute::layout;

#[repr(C)]
struct Padded {
    kind: u8,
    port: u16,
    length: u64,
}

layout! { struct Padded { kind, port, length }: IntoBytes }

fn main() {}
