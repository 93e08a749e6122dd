//@ error: pattern requires `..`
//@ error: E0605
use safe_transmute::layout;

#[repr(u8)]
enum Kind {
    One,
    Held { byte: u8 },
}

layout! { enum Kind as u8 { One, Held }: Immutable }
layout! { enum Kind as u8 { One, Held }: TryFromBytes, IntoBytes, FromZeros }

fn main() {}
