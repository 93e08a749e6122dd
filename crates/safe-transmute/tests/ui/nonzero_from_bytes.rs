//@ error: not every pattern of bytes is known to be a valid `NonZero<u8>`
use safe_transmute::layout;

#[repr(C)]
struct Held {
    good: u32,
    bad: core::num::NonZero<u8>,
}

layout! { struct Held { good, bad }: FromBytes }

fn main() {}
