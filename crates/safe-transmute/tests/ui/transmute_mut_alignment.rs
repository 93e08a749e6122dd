//@ error: the target needs a stricter alignment
fn main() {
    let _: &mut u32 = safe_transmute::transmute_mut(&mut [1_u16, 2]);
}
