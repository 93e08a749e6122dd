//@ error: E0080
// A `repr(align)` makes room behind the integer, which a wider one of the same size does not fill.
use safe_transmute::layout;

#[repr(u8, align(2))]
enum Spaced {
    One = 1,
    Two,
}

layout! { enum Spaced as u16 { One, Two }: TryFromBytes, IntoBytes }

fn main() {}
