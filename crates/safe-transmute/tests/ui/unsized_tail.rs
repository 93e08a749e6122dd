//@ error: E0277
use safe_transmute::layout;

#[repr(C)]
struct Packet {
    kind: u8,
    payload: [bool],
}

layout! { struct Packet { kind, payload }: Immutable }

fn main() {}
