//@ error: the two types differ in size
fn main() {
    let _: &mut [u8; 3] = safe_transmute::transmute_mut(&mut 1_u32);
}
