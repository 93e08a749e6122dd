//@ error: not every pattern of bytes is known to be a valid `bool`
use safe_transmute::Layout;

#[spoil::retype]
#[derive(Layout)]
#[layout(FromBytes)]
#[repr(C)]
struct Flags {
    a: u8,
}

fn main() {}
