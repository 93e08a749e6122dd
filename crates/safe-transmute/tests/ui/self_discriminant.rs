//@ error: no variant of `Kind` is 0
// zerocopy #3619: `Self::V` in a discriminant is read against the enum alone: what the compiler computed counts.
use safe_transmute::layout;

#[repr(u8)]
enum Kind {
    First = Kind::BASE,
    Second = Self::BASE + 40,
}

impl Kind {
    const BASE: u8 = 7;
}

layout! { enum Kind as u8 { First, Second }: FromZeros }

fn main() {}
