//@ error: not every pattern of bytes is known to be a valid `Option<fn()>`
use safe_transmute::layout;

#[repr(C)]
struct Held {
    good: u32,
    bad: Option<fn()>,
}

layout! { struct Held { good, bad }: FromBytes }

fn main() {}
