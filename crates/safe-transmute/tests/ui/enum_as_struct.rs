//@ error: E0071
use safe_transmute::layout;

#[repr(u8)]
enum Kind {
    One,
}

layout! { struct Kind { }: FromZeros }

fn main() {
    let _ = Kind::One;
}
