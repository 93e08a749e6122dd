//@ error: E0624
// A batch that a sink could make could be exchanged for the processor's, and its items with it.

fn main() {
    let _ = cancel_worker::Batch::<u8>::new();
}
