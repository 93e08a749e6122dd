//@ error: not every pattern of bytes is known to be a valid `bool`
//@ error:  ^^^ `bool` is not `FromBytes`
use safe_transmute::layout;

#[repr(C)]
struct Held {
    good: u32,
    bad: bool,
}

layout! { struct Held { good, bad }: FromBytes }

fn main() {}
