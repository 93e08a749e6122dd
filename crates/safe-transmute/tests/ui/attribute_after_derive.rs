//@ error: not every pattern of bytes is known to be a valid `bool`
// zerocopy #388, bytemuck #281: an attribute behind the derive changes a field.
use safe_transmute::Layout;

#[derive(Layout)]
#[layout(FromBytes)]
#[spoil::retype]
#[repr(C)]
struct Flags {
    a: u8,
}

fn main() {}
