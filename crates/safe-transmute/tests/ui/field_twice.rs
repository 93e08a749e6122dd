//@ error: E0025
use safe_transmute::layout;

#[repr(C, align(8))]
struct Half {
    word: u32,
}

layout! { struct Half { word, word }: IntoBytes }

fn main() {}
