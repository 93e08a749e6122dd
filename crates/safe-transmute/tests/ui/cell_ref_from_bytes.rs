//@ error: `Cell<u8>` is not known to stay the same behind a shared reference
use core::cell::Cell;

fn main() {
    let bytes = [0_u8; 1];
    let cell = safe_transmute::ref_from_bytes::<Cell<u8>>(&bytes).unwrap();
    cell.set(1);
}
