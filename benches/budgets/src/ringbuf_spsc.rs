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

    fn push_slice(producer: &mut Producer<'_, u64>, items: &[u64]) -> usize {
        producer.push_slice(items)
    }

    fn pop_slice(consumer: &mut Consumer<'_, u64>, items: &mut [u64]) -> usize {
        consumer.pop_slice(items)
    }
}

pub(crate) fn rows(meter: &mut impl Meter) {
    let (mut producer, mut consumer) = channel(1024);
    producer.push(black_box(1)).expect("there is room");
    assert!(meter.row("ringbuf_spsc.push", || push(&mut producer, black_box(2))));
    assert_eq!(consumer.pop(), Some(1));
    assert_eq!(meter.row("ringbuf_spsc.pop", || pop(&mut consumer)), Some(2));

    let mut items = black_box([3; 64]);
    let pushed = meter.row("ringbuf_spsc.push_slice", || push_slice(&mut producer, &items));
    let popped = meter.row("ringbuf_spsc.pop_slice", || pop_slice(&mut consumer, &mut items));
    assert_eq!((pushed, popped), (64, 64));
}
