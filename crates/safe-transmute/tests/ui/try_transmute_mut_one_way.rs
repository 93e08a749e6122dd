//@ error: not every pattern of bytes is known to be a valid `bool`
// Through the `char` four bytes that are no `bool`s could be written.
fn main() {
    let mut flags = [false; 4];
    let _: &mut char = safe_transmute::try_transmute_mut(&mut flags).unwrap();
}
