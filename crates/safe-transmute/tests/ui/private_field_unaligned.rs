//@ error: E0616
use safe_transmute::layout;

mod author {
    pub struct Token {
        _private: (),
    }
}

layout! { struct author::Token { _private }: Unaligned }

fn main() {}
