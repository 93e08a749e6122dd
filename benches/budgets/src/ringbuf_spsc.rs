use std::hint::black_box;

use ringbuf_spsc::{Consumer, Producer, channel};

use crate::{Meter, budget};

budget! {
    fn push(producer: &mut Producer<'_, u64>, item: u64) -> bool {
        producer.push(item).is_ok()
    }

    fn pop(consumer: &mut Consumer<'_, u64>) -> Option<u64> {
        consumer.pop()
    }
}

pub(crate) fn rows(meter: &mut impl Meter) {
    let (mut producer, mut consumer) = channel(1024);
    producer.push(black_box(1)).expect("there is room");
    assert!(meter.row("ringbuf_spsc.push", || push(&mut producer, black_box(2))));
    assert_eq!(consumer.pop(), Some(1));
    assert_eq!(meter.row("ringbuf_spsc.pop", || pop(&mut consumer)), Some(2));
}
