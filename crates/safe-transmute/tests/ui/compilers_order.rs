//@ error: do not lie in memory in the order in which `layout!` names them
use safe_transmute::layout;

// The compiler moves the aligned field to the front.
struct Header {
    kind: u8,
    length: u32,
    flags: [u8; 3],
}

layout! { struct Header { kind, length, flags }: FromBytes }

fn main() {}
