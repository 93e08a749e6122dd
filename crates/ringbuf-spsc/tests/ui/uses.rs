//@ pass
use ringbuf_spsc::{Consumer, Producer, RingBuffer, channel};

static RING: RingBuffer<u8, 3> = RingBuffer::new();

// A half's borrow may be shortened.
fn shorter<'a, T>(halves: (Producer<'static, T>, Consumer<'static, T>), _: &'a u8) -> (Producer<'a, T>, Consumer<'a, T>) {
    halves
}

fn main() {
    let text = String::from("borrowed");
    let mut ring = RingBuffer::<&str, 1>::new();
    let (mut producer, mut consumer) = ring.split();
    producer.push(&text).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || assert_eq!(consumer.pop(), Some("borrowed")));
    });
    drop(RING.try_split());
    let _ = shorter(channel::<u8>(1), &1);
}
