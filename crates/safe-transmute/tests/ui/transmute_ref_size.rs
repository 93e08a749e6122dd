//@ error: the two types differ in size
fn main() {
    let _: &[u8; 3] = safe_transmute::transmute_ref(&1_u32);
}
