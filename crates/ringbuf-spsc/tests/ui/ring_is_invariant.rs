//@ error: lifetime may not live long enough
//@ error: invariant
use ringbuf_spsc::RingBuffer;

fn shorten<'r, 'a>(ring: &'r RingBuffer<&'static u8, 1>, _: &'a u8) -> &'r RingBuffer<&'a u8, 1> {
    ring
}

fn main() {
    let _ = shorten;
}
