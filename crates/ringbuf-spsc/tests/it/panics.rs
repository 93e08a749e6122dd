//! Items whose drop panics.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ringbuf_spsc::RingBuffer;

use crate::tracked::Log;

fn panics(run: impl FnOnce()) {
    assert!(catch_unwind(AssertUnwindSafe(run)).is_err(), "a bomb was to go off");
}

#[test]
fn a_bomb_in_an_inline_ring_does_not_keep_the_rest() {
    for start in 0..6 {
        for bomb in 0..3 {
            let log = Log::default();
            let mut ring = RingBuffer::<_, 3>::new();
            let (mut producer, mut consumer) = ring.split();
            for _ in 0..start {
                producer.push(log.item(9)).unwrap();
                consumer.pop().unwrap();
            }
            for id in 0..3 {
                let item = if id == bomb { log.bomb(id) } else { log.item(id) };
                producer.push(item).unwrap();
            }
            drop((producer, consumer));
            panics(|| drop(ring));
            assert_eq!(log.dropped()[start..], [0, 1, 2]);
        }
    }
}

#[cfg(feature = "alloc")]
#[test]
fn a_bomb_in_a_heap_ring_does_not_keep_the_rest() {
    for start in 0..6 {
        for bomb in 0..3 {
            let log = Log::default();
            let (mut producer, mut consumer) = ringbuf_spsc::channel(3);
            for _ in 0..start {
                producer.push(log.item(9)).unwrap();
                consumer.pop().unwrap();
            }
            for id in 0..3 {
                let item = if id == bomb { log.bomb(id) } else { log.item(id) };
                producer.push(item).unwrap();
            }
            drop(producer);
            panics(|| drop(consumer)); // and frees the ring: a leak detector sees it
            assert_eq!(log.dropped()[start..], [0, 1, 2]);
        }
    }
}

#[test]
fn a_popped_bomb_is_gone() {
    let log = Log::default();
    let mut ring = RingBuffer::<_, 2>::new();
    let (mut producer, mut consumer) = ring.split();
    producer.push(log.bomb(1)).unwrap();
    producer.push(log.item(2)).unwrap();
    panics(|| drop(consumer.pop()));
    assert_eq!(consumer.len(), 1);
    producer.push(log.item(3)).unwrap();
    assert_eq!(consumer.pop().unwrap().id, 2);
    drop((producer, consumer));
    drop(ring);
    assert_eq!(log.dropped(), [1, 2, 3]);
}

#[test]
fn a_rejected_bomb_was_never_in() {
    let log = Log::default();
    let mut ring = RingBuffer::<_, 1>::new();
    let (mut producer, _) = ring.split();
    producer.push(log.item(1)).unwrap();
    panics(|| drop(producer.push(log.bomb(2))));
    drop(producer);
    assert_eq!(log.dropped(), [2]);
    drop(ring);
    assert_eq!(log.dropped(), [2, 1]);
}
