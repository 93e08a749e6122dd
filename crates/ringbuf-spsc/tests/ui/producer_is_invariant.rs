//@ error: lifetime may not live long enough
//@ error: invariant
use ringbuf_spsc::Producer;

fn shorten<'r, 'a>(half: Producer<'r, &'static u8>) -> Producer<'r, &'a u8> {
    half
}

fn main() {
    let _ = shorten;
}
