//@ error: not every pattern of bytes is known to be a valid `bool`
use safe_transmute::Layout;

#[derive(Layout)]
#[layout(FromBytes)]
#[spoil::retype]
#[repr(C)]
struct Flags {
    a: u8,
}

fn main() {}
