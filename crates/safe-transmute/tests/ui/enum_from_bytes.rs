//@ error: layout!: an enum cannot be `FromBytes`
use safe_transmute::layout;

#[repr(u8)]
enum Kind {
    One,
}

layout! { enum Kind as u8 { One }: FromBytes }

fn main() {}
