//@ error: the two types differ in size
fn main() {
    let _: u64 = safe_transmute::transmute(1_u32);
}
