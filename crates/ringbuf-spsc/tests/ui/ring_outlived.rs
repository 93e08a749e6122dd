//@ error: E0597
use ringbuf_spsc::RingBuffer;

fn main() {
    let producer;
    {
        let mut ring = RingBuffer::<u8, 1>::new();
        producer = ring.split().0;
    }
    drop(producer);
}
