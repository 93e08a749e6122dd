//@ error: has 3 bytes of padding
use safe_transmute::Layout;

#[derive(Layout)]
#[layout(Pod)]
#[repr(C)]
struct Padded {
    kind: u8,
    length: u32,
}

fn main() {}
