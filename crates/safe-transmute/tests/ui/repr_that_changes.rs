//@ error: no variant of `Never` is 0
// A macro in the place of a type may be another type each time that it is expanded.
use safe_transmute::layout;

#[repr(u16)]
enum Never {
    Low = 0x100,
}

layout! { enum Never as spoil::shrinking!() { Low }: FromZeros }

fn main() {}
