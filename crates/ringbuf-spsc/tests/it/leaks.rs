//! What becomes of the items that nobody pops.

use std::{
    mem::{self, MaybeUninit},
    rc::Rc,
};

use ringbuf_spsc::RingBuffer;

use crate::tracked::{Log, Tracked};

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

/// A ring of four, begun at each place in turn, with three items.
fn each_start(check: impl for<'l> Fn(RingBuffer<Tracked<'l>, 4>, &'l Log, usize)) {
    for start in 0..8 {
        let log = Log::default();
        let mut ring = RingBuffer::<_, 4>::new();
        for _ in 0..start {
            ring.push(log.item(99)).unwrap();
            ring.pop().unwrap();
        }
        for id in 0..3 {
            ring.push(log.item(id)).unwrap();
        }
        check(ring, &log, start);
    }
}

#[test]
fn a_forgotten_read_chunk_consumes_nothing() {
    each_start(|mut ring, log, start| {
        let (producer, mut consumer) = ring.split();
        #[expect(clippy::forget_non_drop, reason = "should it come to implement Drop")]
        mem::forget(consumer.read_chunk(2).unwrap());
        assert_eq!((consumer.len(), producer.free_len()), (3, 1));
        let _dropped = consumer.read_chunk(2).map(|_| ());
        assert_eq!((consumer.len(), producer.free_len()), (3, 1));
        mem::forget(consumer);
        drop(producer);
        drop(ring);
        assert_eq!(log.dropped()[start..], [0, 1, 2]);
    });
}

#[test]
fn a_forgotten_drain_loses_nothing() {
    each_start(|mut ring, log, start| {
        let (_, mut consumer) = ring.split();
        let mut drain = consumer.drain();
        let first = drain.next().unwrap();
        mem::forget(drain);
        mem::forget(consumer);
        drop(ring);
        assert_eq!(log.dropped()[start..], [1, 2], "the first is not the ring's any more");
        drop(first);
        assert_eq!(log.dropped()[start..], [1, 2, 0]);
    });
    // And the iterator of a chunk.
    each_start(|mut ring, log, start| {
        let (mut producer, mut consumer) = ring.split();
        let mut items = consumer.read_chunk(2).unwrap().into_iter();
        drop(items.next());
        mem::forget(items);
        assert_eq!((consumer.len(), producer.free_len()), (2, 2));
        producer.push(log.item(3)).unwrap();
        assert!(consumer.drain().map(|item| item.id).eq([1, 2, 3]));
        assert_eq!(log.dropped()[start..], [0, 1, 2, 3]);
    });
}

#[test]
fn a_forgotten_write_chunk_publishes_nothing() {
    each_start(|mut ring, log, start| {
        let (mut producer, mut consumer) = ring.split();
        consumer.skip(2);
        let mut chunk = producer.write_chunk(3).unwrap();
        chunk.fill_from_iter((10..12).map(|id| log.item(id)));
        mem::forget(chunk); // its items leak
        assert_eq!((consumer.len(), producer.free_len()), (1, 3));
        let mut chunk = producer.write_chunk(3).unwrap();
        assert!(chunk.is_empty());
        chunk.fill_from_iter((20..23).map(|id| log.item(id)));
        chunk.commit();
        mem::forget(producer);
        drop(consumer);
        drop(ring);
        assert_eq!(log.dropped()[start..], [0, 1, 2, 20, 21, 22]);
    });
}

#[test]
fn a_write_chunk_that_is_dropped_drops_its_items() {
    each_start(|mut ring, log, start| {
        let (mut producer, mut consumer) = ring.split();
        consumer.skip(3);
        let mut chunk = producer.write_chunk(4).unwrap();
        chunk.fill_from_iter((10..13).map(|id| log.item(id)));
        drop(chunk);
        assert_eq!(log.dropped()[start..], [0, 1, 2, 10, 11, 12]);
        assert!(consumer.is_empty());
    });
}

#[test]
fn a_forgotten_slot_pushes_nothing() {
    each_start(|mut ring, log, start| {
        let (mut producer, consumer) = ring.split();
        let mut slot = producer.vacant_slot().unwrap();
        slot.uninit().write(log.item(10)); // leaks
        #[expect(clippy::forget_non_drop, reason = "should it come to implement Drop")]
        mem::forget(slot);
        assert!(producer.vacant_slot().is_some());
        assert_eq!(consumer.len(), 3);
        producer.push(log.item(11)).unwrap();
        drop((producer, consumer));
        drop(ring);
        assert_eq!(log.dropped()[start..], [0, 1, 2, 11]);
    });
}

#[test]
fn a_drain_drops_what_was_not_taken_and_only_what_was_there() {
    each_start(|mut ring, log, start| {
        let (mut producer, mut consumer) = ring.split();
        let mut drain = consumer.drain();
        producer.push(log.item(3)).unwrap();
        assert_eq!(drain.next().unwrap().id, 0);
        drop(drain);
        assert_eq!(log.dropped()[start..], [0, 1, 2]);
        assert_eq!(consumer.pop().unwrap().id, 3);
    });
}

#[test]
fn items_moved_to_a_slice_are_the_slices() {
    each_start(|mut ring, log, start| {
        let (_, mut consumer) = ring.split();
        let mut items = [const { MaybeUninit::uninit() }; 2];
        let moved = consumer.pop_slice_uninit(&mut items);
        assert_eq!(moved.iter().map(|item| item.id).collect::<Vec<_>>(), [0, 1]);
        drop(consumer);
        drop(ring);
        assert_eq!(log.dropped()[start..], [2]);
        for item in items {
            // SAFETY: both were moved in.
            drop(unsafe { item.assume_init() });
        }
        assert_eq!(log.dropped()[start..], [2, 0, 1]);
    });
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

/// A guard is of the ring that it came from, wherever it is.
#[test]
fn guards_of_two_rings_may_change_places() {
    let alive = Rc::new(());
    let item = |_| Box::new(alive.clone());
    let (mut one, mut other) = (RingBuffer::<_, 3>::new(), RingBuffer::<_, 5>::new());
    for _ in 0..7 {
        let (mut producer, mut consumer) = one.split();
        let (mut its_producer, mut its_consumer) = other.split();

        let mut chunk = producer.write_chunk_max(9);
        let mut its_chunk = its_producer.write_chunk_max(9);
        assert_eq!(chunk.fill_from_iter((0..2).map(item)), 2);
        mem::swap(&mut chunk, &mut its_chunk);
        assert_eq!(chunk.fill_from_iter((0..4).map(item)), 4);
        drop(chunk);
        its_chunk.commit();
        assert_eq!((consumer.len(), its_consumer.len()), (2, 0));

        let mut slot = producer.vacant_slot().unwrap();
        let mut its_slot = its_producer.vacant_slot().unwrap();
        mem::swap(&mut slot, &mut its_slot);
        slot.write(item(0));
        assert_eq!((consumer.len(), its_consumer.len()), (2, 1));

        let (mut chunk, mut its_chunk) =
            (consumer.read_chunk_max(2), its_consumer.read_chunk_max(1));
        mem::swap(&mut chunk, &mut its_chunk);
        assert_eq!((chunk.as_mut_slices().0.len(), its_chunk.len()), (1, 2));
        its_chunk.commit(1);

        let (mut drain, mut its_drain) = (consumer.drain(), its_consumer.drain());
        mem::swap(&mut drain, &mut its_drain);
        assert!(its_drain.next().is_some());
        drop((drain, its_drain));
        assert!(consumer.is_empty() && its_consumer.is_empty());
    }
    assert_eq!(Rc::strong_count(&alive), 1);
}
