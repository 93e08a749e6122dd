//@ error: pattern requires `..`
use safe_transmute::layout;

#[repr(C)]
struct Header {
    kind: u8,
    valid: bool,
}

layout! { struct Header { kind }: TryFromBytes }

fn main() {}
