//@ error: the alignment of `Kind` is 2
use safe_transmute::layout;

#[repr(u16)]
enum Kind {
    One,
}

layout! { enum Kind as u16 { One }: Unaligned }

fn main() {}
