//@ error: not every pattern of bytes is known to be a valid `bool`
// zerocopy #2762, bytemuck #335: a type that a macro makes anew each time that it is named. It is
// named once, where the compiler sees it.
use safe_transmute::Layout;

#[derive(Layout)]
#[layout(FromBytes)]
#[repr(C)]
struct Derived {
    field: spoil::once_a_bool!(),
}

fn main() {}
