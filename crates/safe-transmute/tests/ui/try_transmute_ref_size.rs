//@ error: the two types differ in size
fn main() {
    let _ = safe_transmute::try_transmute_ref::<[u8; 3], [bool; 2]>(&[0; 3]);
}
