//@ error: not every pattern of bytes is known to be a valid `bool`
// Through the `u8` a `bool` of 2 could be written.
fn main() {
    let mut flag = true;
    let byte: &mut u8 = safe_transmute::transmute_mut(&mut flag);
    *byte = 2;
}
