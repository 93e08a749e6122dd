//@ error: pattern requires `..`
use safe_transmute::layout;

#[repr(C)]
struct Header {
    length: u32,
    valid: bool,
}

layout! { struct Header { length }: FromBytes }

fn main() {}
