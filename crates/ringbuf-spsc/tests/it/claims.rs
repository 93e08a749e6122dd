//! Halves taken from a shared ring, given back, and forgotten.

use std::{
    mem,
    sync::atomic::{AtomicUsize, Ordering},
};

use ringbuf_spsc::RingBuffer;

#[test]
fn a_static_ring_needs_no_unsafe() {
    static RING: RingBuffer<u32, 3> = RingBuffer::new();
    let (mut producer, mut consumer) = RING.try_split().expect("free");
    assert!(RING.try_split().is_none());
    assert!(RING.try_producer().is_none());
    assert!(RING.try_consumer().is_none());
    producer.push(1).unwrap();
    drop(producer);
    assert!(RING.try_split().is_none(), "both or none");
    // The failed attempt took nothing.
    let mut producer = RING.try_producer().expect("given back");
    assert_eq!(producer.push_slice(&[2, 3, 4]), 2);
    drop(consumer);
    assert!(RING.is_full());
    consumer = RING.try_consumer().expect("given back");
    let mut items = [0; 4];
    assert_eq!(consumer.pop_slice(&mut items), 3);
    assert_eq!(items, [1, 2, 3, 0]);
}

#[test]
fn abandoned_until_claimed_anew() {
    let ring = RingBuffer::<u8, 2>::new();
    let producer = ring.try_producer().unwrap();
    assert!(!producer.is_abandoned(), "never claimed is not abandoned");
    let consumer = ring.try_consumer().unwrap();
    assert!(!producer.is_abandoned() && !consumer.is_abandoned());
    drop(consumer);
    assert!(producer.is_abandoned());
    assert!(ring.try_split().is_none());
    assert!(producer.is_abandoned(), "an attempt that failed changes nothing");
    let consumer = ring.try_consumer().unwrap();
    assert!(!producer.is_abandoned());
    drop(producer);
    assert!(consumer.is_abandoned());
    drop(consumer);
    let (producer, consumer) = ring.try_split().unwrap();
    assert!(!producer.is_abandoned() && !consumer.is_abandoned());
}

#[test]
fn a_new_half_goes_on_where_the_last_one_was() {
    let ring = RingBuffer::<u32, 3>::new();
    let mut next = 0;
    for n in 0..20 {
        ring.try_producer().unwrap().push(n).unwrap();
        if n % 3 != 0 {
            assert_eq!(ring.try_consumer().unwrap().pop(), Some(next));
            next += 1;
        }
        if ring.is_full() {
            assert_eq!(ring.try_consumer().unwrap().pop(), Some(next));
            next += 1;
        }
    }
}

#[test]
fn a_forgotten_half_stays_taken_until_the_next_split() {
    let mut ring = RingBuffer::<u8, 2>::new();
    mem::forget(ring.try_consumer().unwrap());
    assert!(ring.try_consumer().is_none() && ring.try_split().is_none());
    let mut producer = ring.try_producer().unwrap();
    producer.push(1).unwrap();
    mem::forget(producer);
    let (mut producer, mut consumer) = ring.split();
    producer.push(2).unwrap();
    assert_eq!((consumer.pop(), consumer.pop(), consumer.pop()), (Some(1), Some(2), None));
    mem::forget((producer, consumer));
    let (producer, consumer) = ring.split();
    assert!(!producer.is_abandoned() && !consumer.is_abandoned());
    drop((producer, consumer));
    assert!(ring.try_split().is_some());
}

#[test]
fn snapshots() {
    let ring = RingBuffer::<u8, 2>::default();
    assert_eq!((ring.len(), ring.capacity()), (0, 2));
    assert!(ring.is_empty() && !ring.is_full());
    let (mut producer, consumer) = ring.try_split().unwrap();
    producer.push(1).unwrap();
    assert_eq!(
        format!("{producer:?}"),
        "Producer { free_len: 1, capacity: 2, is_abandoned: false }"
    );
    assert_eq!(format!("{consumer:?}"), "Consumer { len: 1, capacity: 2, is_abandoned: false }");
    producer.push(2).unwrap();
    assert!(ring.is_full() && !ring.is_empty());
    assert_eq!(format!("{ring:?}"), "RingBuffer { len: 2, capacity: 2 }");
}

#[test]
fn an_error_shows_what_to_do_and_not_the_item() {
    struct Opaque;
    let mut ring = RingBuffer::<Opaque, 1>::new();
    let (mut producer, _consumer) = ring.split();
    assert!(producer.push(Opaque).is_ok());
    let full = producer.push(Opaque).unwrap_err();
    assert!(full.to_string().contains("full"));
    assert_eq!(format!("{full:?}"), "Full(..)");
}

#[test]
fn an_items_drop_may_claim_the_other_side() {
    static RING: RingBuffer<Again, 2> = RingBuffer::new();
    static DROPS: AtomicUsize = AtomicUsize::new(0);

    /// Pushes so many more, one by one, as each is dropped.
    struct Again(usize);
    impl Drop for Again {
        fn drop(&mut self) {
            DROPS.fetch_add(1, Ordering::Relaxed);
            assert!(RING.try_split().is_none() && RING.try_consumer().is_none());
            let Some(mut producer) = RING.try_producer() else { return };
            // What is being dropped keeps its slot meanwhile.
            let room = producer.free_len();
            for _ in 0..self.0.min(room) {
                assert!(producer.push(Again(self.0 - 1)).is_ok());
            }
            assert!(self.0 == 0 || producer.vacant_slot().is_none());
        }
    }

    let mut consumer = RING.try_consumer().unwrap();
    for end in 0..5 {
        assert!(RING.try_producer().unwrap().push(Again(2)).is_ok());
        let before = DROPS.load(Ordering::Relaxed);
        for left in (1..=3).rev() {
            assert_eq!(consumer.len(), 1, "{left} are to be dropped");
            match end {
                0 => assert_eq!(consumer.clear(), 1),
                1 => drop(consumer.drain()),
                2 => consumer.read_chunk_max(2).commit_all(),
                3 => assert_eq!(consumer.skip(1), 1),
                _ => drop(consumer.read_chunk_max(1).into_iter()),
            }
        }
        assert_eq!(DROPS.load(Ordering::Relaxed) - before, 3);
    }
}
