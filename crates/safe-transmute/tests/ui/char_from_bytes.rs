//@ error: not every pattern of bytes is known to be a valid `char`
use safe_transmute::layout;

#[repr(C)]
struct Held {
    good: u32,
    bad: char,
}

layout! { struct Held { good, bad }: FromBytes }

fn main() {}
