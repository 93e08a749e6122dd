//! Items whose drop panics.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ringbuf_spsc::RingBuffer;

use crate::tracked::{Log, Tracked};

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

/// A ring of three with bombs where asked, begun at each place in turn.
fn with_bombs(
    bombs: &[u32],
    check: impl for<'l> Fn(&mut RingBuffer<Tracked<'l>, 3>, &'l Log, usize),
) {
    for start in 0..6 {
        let log = Log::default();
        let mut ring = RingBuffer::<_, 3>::new();
        for _ in 0..start {
            ring.push(log.item(99)).unwrap();
            ring.pop().unwrap();
        }
        for id in 0..3 {
            ring.push(if bombs.contains(&id) { log.bomb(id) } else { log.item(id) }).unwrap();
        }
        check(&mut ring, &log, start);
    }
}

#[test]
fn a_bomb_in_clear_skip_and_commit() {
    for bomb in 0..3 {
        with_bombs(&[bomb], |ring, log, start| {
            panics(|| assert_eq!(ring.clear(), 3));
            assert_eq!(log.dropped()[start..], [0, 1, 2]);
            assert!(ring.is_empty());
        });
        with_bombs(&[bomb], |ring, log, start| {
            let (mut producer, mut consumer) = ring.split();
            panics(|| assert_eq!(consumer.skip(3), 3));
            assert_eq!(log.dropped()[start..], [0, 1, 2]);
            assert_eq!(producer.free_len(), 3);
            producer.push(log.item(3)).unwrap();
            assert_eq!(consumer.pop().unwrap().id, 3);
        });
        with_bombs(&[bomb], |ring, log, start| {
            let (producer, mut consumer) = ring.split();
            panics(|| consumer.read_chunk(3).unwrap().commit_all());
            assert_eq!(log.dropped()[start..], [0, 1, 2]);
            assert_eq!(producer.free_len(), 3);
        });
    }
}

#[test]
fn a_bomb_in_a_drain() {
    for bomb in 0..3 {
        with_bombs(&[bomb], |ring, log, start| {
            let (producer, mut consumer) = ring.split();
            // One is handed over and panics if it is the bomb; the rest goes with the drain.
            panics(|| {
                let mut drain = consumer.drain();
                drop(drain.next());
            });
            assert_eq!(log.dropped()[start..], [0, 1, 2]);
            assert!(consumer.is_empty());
            assert_eq!(producer.free_len(), 3);
        });
    }
}

#[test]
fn a_bomb_in_a_write_chunk_that_is_given_up() {
    for start in 0..6 {
        for bomb in 0..3 {
            let log = Log::default();
            let mut ring = RingBuffer::<_, 3>::new();
            for _ in 0..start {
                ring.push(log.item(9)).unwrap();
                ring.pop().unwrap();
            }
            let (mut producer, consumer) = ring.split();
            let mut chunk = producer.write_chunk(3).unwrap();
            chunk.fill_from_iter(
                (0..3).map(|id| if id == bomb { log.bomb(id) } else { log.item(id) }),
            );
            panics(|| drop(chunk));
            assert_eq!(log.dropped()[start..], [0, 1, 2]);
            assert!(consumer.is_empty());
            assert_eq!(producer.free_len(), 3);
        }
    }
}

#[test]
fn an_iterator_that_panics() {
    let log = Log::default();
    let mut ring = RingBuffer::<_, 4>::new();
    let (mut producer, mut consumer) = ring.split();
    let items = || (1..).map(|id| if id == 3 { panic!("the third") } else { log.item(id) });
    panics(|| assert_eq!(producer.push_iter(items()), 0));
    assert_eq!(consumer.len(), 2, "what it gave before is pushed");
    assert_eq!(consumer.clear(), 2);
    let mut chunk = producer.write_chunk(4).unwrap();
    panics(|| assert_eq!(chunk.fill_from_iter(items()), 0));
    assert_eq!(chunk.len(), 2, "what it gave before is in the chunk");
    chunk.commit();
    assert_eq!(consumer.pop().unwrap().id, 1);
    panics(|| assert!(producer.push_with(|| panic!("made nothing")).is_ok()));
    assert_eq!(consumer.len(), 1);
    drop((producer, consumer));
    drop(ring);
    assert_eq!(log.dropped(), [1, 2, 1, 2]);
}

/// An iterator may lie about its length; only what it gives counts.
#[test]
fn an_iterator_that_lies() {
    struct Liar(u32);
    impl Iterator for Liar {
        type Item = u32;
        fn next(&mut self) -> Option<u32> {
            self.0 = self.0.checked_sub(1)?;
            Some(self.0)
        }
        fn size_hint(&self) -> (usize, Option<usize>) {
            (1000, Some(0))
        }
    }
    impl ExactSizeIterator for Liar {}

    let mut ring = RingBuffer::<_, 4>::new();
    let (mut producer, mut consumer) = ring.split();
    assert_eq!(producer.push_iter(Liar(2)), 2);
    let mut chunk = producer.write_chunk(2).unwrap();
    assert_eq!(chunk.fill_from_iter(Liar(9)), 2);
    assert_eq!(chunk.fill_from_iter(Liar(9)), 0);
    chunk.commit();
    assert!(consumer.drain().eq([1, 0, 8, 7]));
}
