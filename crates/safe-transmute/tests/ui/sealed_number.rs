//@ error: E0277
use safe_transmute::Number;

#[derive(Clone, Copy)]
struct Mine(u32);

impl Number for Mine {
    type Bytes = [u8; 1];
}

fn main() {}
