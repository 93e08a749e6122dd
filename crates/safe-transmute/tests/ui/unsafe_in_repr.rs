//@ error: E0133
// The constants in a caller's type are not within the `unsafe` of the macro.
use safe_transmute::layout;

const unsafe fn dangerous() -> usize {
    0
}

trait As {
    type Integer;
}

impl As for [u8; 0] {
    type Integer = u8;
}

#[repr(u8)]
enum Kind {
    Only,
}

layout! { enum Kind as <[u8; { dangerous() }] as As>::Integer { Only }: IntoBytes }

fn main() {}
