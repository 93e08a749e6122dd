//@ error: no variant of `Kind` is 0
use safe_transmute::layout;

#[repr(u8)]
enum Kind {
    One = 1,
    Two,
}

layout! { enum Kind as u8 { One, Two }: FromZeros }

fn main() {}
