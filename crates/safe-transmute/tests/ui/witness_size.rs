//@ error: the two types differ in size
fn main() {
    let _ = safe_transmute::SafeTransmute::<u8, u16>::new();
}
