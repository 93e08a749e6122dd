//@ error: pattern requires `..`
use safe_transmute::Layout;

#[derive(Layout)]
#[layout(FromBytes)]
#[spoil::add_field]
#[repr(C)]
struct Flags {
    a: u8,
}

fn main() {}
