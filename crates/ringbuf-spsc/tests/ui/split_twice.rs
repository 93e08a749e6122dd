//@ error: E0499
use ringbuf_spsc::RingBuffer;

fn main() {
    let mut ring = RingBuffer::<u8, 1>::new();
    let first = ring.split();
    let second = ring.split();
    drop((first, second));
}
