//@ error: E0004
use safe_transmute::layout;

#[repr(u8)]
enum Kind {
    One = 1,
    Two,
}

layout! { enum Kind as u8 { One }: TryFromBytes }

fn main() {
    let _ = Kind::Two;
}
