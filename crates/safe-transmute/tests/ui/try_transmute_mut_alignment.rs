//@ error: the target needs a stricter alignment
fn main() {
    let _ = safe_transmute::try_transmute_mut::<[u8; 4], char>(&mut [0; 4]);
}
