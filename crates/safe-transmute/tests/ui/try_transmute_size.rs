//@ error: the two types differ in size
fn main() {
    let _ = safe_transmute::try_transmute::<u8, char>(1);
}
