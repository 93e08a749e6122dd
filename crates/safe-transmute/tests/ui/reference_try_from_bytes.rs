//@ error: it cannot be told from bytes whether they are a valid `&'static u8`
//@ error:  ^^^ `&'static u8` is not `TryFromBytes`
use safe_transmute::layout;

#[repr(C)]
struct Held {
    good: bool,
    bad: &'static u8,
}

layout! { struct Held { good, bad }: TryFromBytes }

fn main() {}
