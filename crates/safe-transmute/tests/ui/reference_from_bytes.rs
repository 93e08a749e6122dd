//@ error: not every pattern of bytes is known to be a valid `&'static u8`
use safe_transmute::layout;

#[repr(C)]
struct Held {
    good: u32,
    bad: &'static u8,
}

layout! { struct Held { good, bad }: FromBytes }

fn main() {}
