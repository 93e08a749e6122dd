//@ error: the two types differ in size
fn main() {
    let _ = safe_transmute::try_transmute_mut::<[u8; 3], [bool; 2]>(&mut [0; 3]);
}
