//@ error: `AtomicU8` is not known to
use core::sync::atomic::AtomicU8;

fn main() {
    let atomic = AtomicU8::new(0);
    let _ = safe_transmute::as_bytes(&atomic);
}
