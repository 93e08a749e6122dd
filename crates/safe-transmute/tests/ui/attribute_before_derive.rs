//@ error: not every pattern of bytes is known to be a valid `bool`
// zerocopy #388, bytemuck #281, from before the derive.
use safe_transmute::Layout;

#[spoil::retype]
#[derive(Layout)]
#[layout(FromBytes)]
#[repr(C)]
struct Flags {
    a: u8,
}

fn main() {}
