//@ error: the target needs a stricter alignment
fn main() {
    let _: &u32 = safe_transmute::transmute_ref(&[1_u8, 2, 3, 4]);
}
