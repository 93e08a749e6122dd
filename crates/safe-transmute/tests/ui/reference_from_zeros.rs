//@ error: zero bytes are not known to be a valid `&'static u8`
use safe_transmute::layout;

#[repr(C)]
struct Held {
    bad: &'static u8,
}

layout! { struct Held { bad }: FromZeros }

fn main() {}
