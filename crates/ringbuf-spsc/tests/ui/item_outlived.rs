//@ error: E0597
use ringbuf_spsc::RingBuffer;

fn main() {
    let mut ring = RingBuffer::<&u8, 1>::new();
    let (mut producer, _consumer) = ring.split();
    {
        let item = 1;
        producer.push(&item).unwrap();
    }
    drop(producer);
}
