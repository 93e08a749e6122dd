//! Every method against a `VecDeque`, from every start, on the heap and inline.

use std::collections::VecDeque;

use proptest::prelude::*;
use ringbuf_spsc::{Consumer, Full, Producer, RingBuffer};

#[derive(Debug, Clone)]
enum Op {
    Push,
    Pop,
    PushSlice(usize),
    PopSlice(usize),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => Just(Op::Push),
        3 => Just(Op::Pop),
        1 => (0..12_usize).prop_map(Op::PushSlice),
        1 => (0..12_usize).prop_map(Op::PopSlice),
    ]
}

/// Both indices go round twice the capacity, so any start below that is one to test from.
fn advance_both(producer: &mut Producer<'_, u32>, consumer: &mut Consumer<'_, u32>, start: usize) {
    for _ in 0..start {
        producer.push(0).unwrap();
        consumer.pop().unwrap();
    }
}

struct Model {
    items: VecDeque<u32>,
    next: u32,
}

impl Model {
    fn number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    fn step(
        &mut self,
        op: &Op,
        producer: &mut Producer<'_, u32>,
        consumer: &mut Consumer<'_, u32>,
    ) {
        let capacity = producer.capacity();
        let free = capacity - self.items.len();
        match *op {
            Op::Push => {
                let item = self.number();
                let want = if free > 0 { Ok(()) } else { Err(Full(item)) };
                assert_eq!(producer.push(item), want);
                if free > 0 {
                    self.items.push_back(item);
                }
            }
            Op::Pop => assert_eq!(consumer.pop(), self.items.pop_front()),
            Op::PushSlice(count) => {
                let items: Vec<_> = (0..count).map(|_| self.number()).collect();
                let pushed = producer.push_slice(&items);
                assert_eq!(pushed, count.min(free));
                self.items.extend(&items[..pushed]);
            }
            Op::PopSlice(count) => {
                let mut items = vec![u32::MAX; count];
                let popped = consumer.pop_slice(&mut items);
                assert_eq!(popped, count.min(self.items.len()));
                assert!(items[popped..].iter().all(|&item| item == u32::MAX), "the rest is kept");
                assert!(items[..popped].iter().copied().eq(self.items.drain(..popped)));
            }
        }
        self.agrees(producer, consumer);
    }

    fn agrees(&self, producer: &Producer<'_, u32>, consumer: &Consumer<'_, u32>) {
        let (len, capacity) = (self.items.len(), producer.capacity());
        assert_eq!(consumer.capacity(), capacity);
        assert_eq!((consumer.len(), consumer.is_empty()), (len, len == 0));
        assert_eq!((producer.free_len(), producer.is_full()), (capacity - len, len == capacity));
        assert!(!producer.is_abandoned() && !consumer.is_abandoned());
    }
}

fn run(mut producer: Producer<'_, u32>, mut consumer: Consumer<'_, u32>, start: usize, ops: &[Op]) {
    let start = start % (2 * producer.capacity());
    advance_both(&mut producer, &mut consumer, start);
    let mut model = Model { items: VecDeque::new(), next: 0 };
    model.agrees(&producer, &consumer);
    for op in ops {
        model.step(op, &mut producer, &mut consumer);
    }
    drop(producer);
    assert!(consumer.is_abandoned());
    while let Some(item) = model.items.pop_front() {
        assert_eq!(consumer.pop(), Some(item));
    }
    assert_eq!(consumer.pop(), None);
}

fn inline<const N: usize>(start: usize, ops: &[Op]) {
    let mut ring = RingBuffer::<_, N>::new();
    let (producer, consumer) = ring.split();
    run(producer, consumer, start, ops);
    assert!(ring.is_empty());
}

fn config() -> ProptestConfig {
    let cases = if cfg!(miri) { 4 } else { 512 };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn heap(capacity in 1..=9_usize, start in 0..18_usize, ops in prop::collection::vec(op(), 0..60)) {
        let (producer, consumer) = ringbuf_spsc::channel(capacity);
        run(producer, consumer, start, &ops);
    }

    #[test]
    fn inline_rings(start in 0..18_usize, ops in prop::collection::vec(op(), 0..60)) {
        inline::<1>(start, &ops);
        inline::<2>(start, &ops);
        inline::<3>(start, &ops);
        inline::<8>(start, &ops);
    }
}
