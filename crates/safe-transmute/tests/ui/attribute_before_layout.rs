//@ error: not every pattern of bytes is known to be a valid `bool`
//@ error: pattern requires `..`
use safe_transmute::layout;

#[spoil::retype]
#[repr(C)]
struct Flags {
    a: u8,
}

layout! { struct Flags { a }: FromBytes }

#[spoil::add_field]
#[repr(C)]
struct More {
    a: u8,
}

layout! { struct More { a }: FromBytes }

fn main() {}
