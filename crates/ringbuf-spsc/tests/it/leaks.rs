//! What becomes of the items that nobody pops.

use std::mem;

use ringbuf_spsc::RingBuffer;

use crate::tracked::Log;

#[test]
fn an_inline_ring_drops_what_is_left_in_order() {
    // Every start, so that the items lie around the end of the ring in all ways.
    for start in 0..6 {
        let log = Log::default();
        let mut ring = RingBuffer::<_, 3>::new();
        let (mut producer, mut consumer) = ring.split();
        for id in 0..start {
            producer.push(log.item(id)).unwrap();
            assert_eq!(consumer.pop().unwrap().id, id);
        }
        for id in 10..13 {
            producer.push(log.item(id)).unwrap();
        }
        drop((producer, consumer));
        assert_eq!(log.dropped().len(), start as usize, "dropping halves drops no item");
        drop(ring);
        assert_eq!(log.dropped()[start as usize..], [10, 11, 12]);
    }
}

#[cfg(feature = "alloc")]
#[test]
fn the_second_half_drops_what_is_left_in_order() {
    for first_to_go in ["producer", "consumer"] {
        for start in 0..6 {
            let log = Log::default();
            let (mut producer, mut consumer) = ringbuf_spsc::channel(3);
            for id in 0..start {
                producer.push(log.item(id)).unwrap();
                consumer.pop().unwrap();
            }
            producer.push(log.item(10)).unwrap();
            producer.push(log.item(11)).unwrap();
            if first_to_go == "producer" {
                drop(producer);
                assert!(consumer.is_abandoned());
                assert_eq!(log.dropped().len(), start as usize);
                drop(consumer);
            } else {
                drop(consumer);
                assert!(producer.is_abandoned());
                producer.push(log.item(12)).unwrap();
                assert_eq!(log.dropped().len(), start as usize);
                drop(producer);
            }
            let left: &[u32] = if first_to_go == "producer" { &[10, 11] } else { &[10, 11, 12] };
            assert_eq!(log.dropped()[start as usize..], *left);
        }
    }
}

#[test]
fn an_inline_ring_outlives_its_forgotten_halves() {
    let log = Log::default();
    let mut ring = RingBuffer::<_, 2>::new();
    let (mut producer, mut consumer) = ring.split();
    producer.push(log.item(1)).unwrap();
    producer.push(log.item(2)).unwrap();
    drop(consumer.pop());
    mem::forget(consumer);
    mem::forget(producer);
    drop(ring);
    assert_eq!(log.dropped(), [1, 2]);
}

// A forgotten half of a ring on the heap leaks the ring. Here it is only hidden, so that a leak
// detector has nothing to say.
#[cfg(feature = "alloc")]
#[test]
fn a_forgotten_half_of_a_heap_ring_drops_nothing() {
    let log = Log::default();
    let (mut producer, consumer) = ringbuf_spsc::channel(2);
    producer.push(log.item(1)).unwrap();
    let mut kept = mem::ManuallyDrop::new(consumer);
    drop(producer);
    assert!(log.dropped().is_empty());
    // It is still whole, and can be dropped after all.
    assert_eq!(kept.pop().unwrap().id, 1);
    drop(mem::ManuallyDrop::into_inner(kept));
    assert_eq!(log.dropped(), [1]);
}

#[test]
fn an_item_may_own_a_half_of_another_ring() {
    let log = Log::default();
    let inner = RingBuffer::<_, 2>::new();
    {
        let mut outer = RingBuffer::<_, 1>::new();
        let (mut producer, consumer) = inner.try_split().unwrap();
        producer.push(log.item(1)).unwrap();
        drop(producer);
        assert!(outer.split().0.push(consumer).is_ok());
        assert!(inner.try_consumer().is_none());
    }
    assert!(inner.try_consumer().is_some(), "dropped with the ring that held it");
    assert!(log.dropped().is_empty());
    drop(inner);
    assert_eq!(log.dropped(), [1]);
}
