//@ error: the target needs a stricter alignment
fn main() {
    let _ = safe_transmute::try_transmute_ref::<[u8; 4], char>(&[0; 4]);
}
