//@ error: has 12 bytes of padding
//@ error: the alignment of `Line` is 16
//@ error: 12 bytes of padding at byte 4, 12 in all
use safe_transmute::layout;

#[repr(C, align(16))]
struct Line {
    word: u32,
}

layout! { struct Line { word }: IntoBytes, Unaligned }

fn main() {}
