//@ error: E0499
//@ error: E0505
//@ error: E0597
use ringbuf_spsc::RingBuffer;

fn main() {
    let mut ring = RingBuffer::<u8, 2>::new();
    let (mut producer, mut consumer) = ring.split();
    let slot = producer.vacant_slot();
    producer.push(1).unwrap();
    drop(slot);

    let chunk = consumer.read_chunk_max(1);
    drop(consumer);
    drop(chunk);

    let mut other = RingBuffer::<u8, 2>::new();
    let (mut outer, _) = other.split();
    let mut first = outer.write_chunk_max(1);
    {
        let mut inner = RingBuffer::<u8, 2>::new();
        let (mut producer, _) = inner.split();
        let mut second = producer.write_chunk_max(1);
        std::mem::swap(&mut first, &mut second);
    }
    first.commit();
}
