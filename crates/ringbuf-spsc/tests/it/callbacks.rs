//! Code of the user's that runs inside a method: an iterator, a closure, a destructor. It may use the other
//! half, and may panic at any moment.

use std::{
    cell::RefCell,
    collections::VecDeque,
    iter,
    panic::{AssertUnwindSafe, catch_unwind},
};

use ringbuf_spsc::{Consumer, Producer, RingBuffer};

use crate::tracked::{Log, Tracked};

fn panics(run: impl FnOnce()) {
    assert!(catch_unwind(AssertUnwindSafe(run)).is_err(), "it was to panic");
}

/// Both halves of a ring of three, from each start, with `there` items in it: 0, 1, and so on.
fn each_start(there: u32, check: impl Fn(&mut Producer<'_, u32>, &mut Consumer<'_, u32>)) {
    for start in 0..6 {
        let mut ring = RingBuffer::<_, 3>::new();
        let (mut producer, mut consumer) = ring.split();
        for _ in 0..start {
            producer.push(0).unwrap();
            consumer.pop().unwrap();
        }
        assert_eq!(producer.push_iter(0..there), there as usize);
        check(&mut producer, &mut consumer);
    }
}

#[test]
fn an_iterator_may_make_room_for_its_own_items() {
    for there in 0..=2 {
        each_start(there, |producer, consumer| {
            let mut model: VecDeque<_> = (0..there).collect();
            let pushed = producer.push_iter((10..19).inspect(|&item| {
                assert_eq!(consumer.pop(), model.pop_front());
                model.push_back(item);
            }));
            assert_eq!(pushed, 9);
            assert!(consumer.drain().eq(model));
        });
    }
}

#[test]
fn an_iterator_may_empty_the_ring_that_its_chunk_is_of() {
    each_start(2, |producer, consumer| {
        let mut chunk = producer.write_chunk_max(3);
        assert_eq!(chunk.capacity(), 1);
        let items = iter::repeat_with(|| {
            assert_eq!(consumer.clear(), 2);
            2
        });
        assert_eq!(chunk.fill_from_iter(items), 1, "the chunk is as large as it was made");
        chunk.commit();
        assert_eq!((producer.free_len(), consumer.pop(), consumer.pop()), (2, Some(2), None));
    });
}

#[test]
fn a_closure_may_empty_the_ring_that_it_pushes_to() {
    each_start(2, |producer, consumer| {
        let pushed = producer.push_with(|| {
            assert_eq!(consumer.pop(), Some(0));
            assert_eq!(consumer.read_chunk_max(9).into_iter().count(), 1);
            7
        });
        assert!(pushed.is_ok());
        assert_eq!((producer.free_len(), consumer.pop(), consumer.pop()), (2, Some(7), None));
        // One that panics after that pushes nothing.
        assert_eq!(producer.push_iter(0..2), 2);
        panics(|| {
            let _ = producer.push_with(|| {
                assert_eq!(consumer.drain().count(), 2);
                panic!("made nothing")
            });
        });
        assert_eq!((producer.free_len(), consumer.pop()), (3, None));
    });
}

/// An iterator over numbers whose drop panics.
struct LastWord(std::ops::Range<u32>);

impl Iterator for LastWord {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.0.next()
    }
}

impl Drop for LastWord {
    fn drop(&mut self) {
        panic!("the iterator's last word");
    }
}

#[test]
fn an_iterator_may_panic_when_it_goes() {
    for count in [2, 9] {
        each_start(0, |producer, consumer| {
            let there = count.min(3);
            panics(|| assert_eq!(producer.push_iter(LastWord(0..count)), 0));
            assert!(consumer.drain().eq(0..there), "what it gave is pushed");
            let mut chunk = producer.write_chunk_max(3);
            panics(|| assert_eq!(chunk.fill_from_iter(LastWord(0..count)), 0));
            assert_eq!(chunk.len(), there as usize, "what it gave is in the chunk");
            chunk.commit();
            assert!(consumer.drain().eq(0..there));
        });
    }
}

/// Each way to take two of three items out, the first of which panics when it is dropped.
#[test]
fn a_bomb_takes_along_what_was_to_be_dropped_with_it_and_no_more() {
    type Way = fn(&mut Consumer<'_, Tracked<'_>>);
    let ways: [(Way, &[u32]); 5] = [
        (|consumer| consumer.read_chunk_max(3).commit(2), &[0, 1]),
        (|consumer| drop(consumer.read_chunk_max(2).into_iter()), &[0, 1]),
        (|consumer| consumer.read_chunk_max(2).into_iter().for_each(drop), &[0, 1]),
        (|consumer| drop(consumer.read_chunk_max(3).into_iter().nth(1)), &[0, 1, 2]),
        (|consumer| assert_eq!(consumer.skip(2), 2), &[0, 1]),
    ];
    for (way, gone) in ways {
        for start in 0..6 {
            let log = Log::default();
            let mut ring = RingBuffer::<_, 3>::new();
            let (mut producer, mut consumer) = ring.split();
            for _ in 0..start {
                producer.push(log.item(9)).unwrap();
                drop(consumer.pop());
            }
            producer.push(log.bomb(0)).unwrap();
            assert_eq!(producer.push_iter((1..3).map(|id| log.item(id))), 2);
            panics(|| way(&mut consumer));
            assert_eq!(log.dropped()[start..], *gone);
            assert_eq!(producer.free_len(), gone.len());
            producer.push(log.item(3)).unwrap();
            drop((producer, consumer));
            drop(ring);
            assert_eq!(log.dropped()[start..], [0, 1, 2, 3]);
        }
    }
}

/// An item's drop may push to another ring. (To its own: `claims.rs`.)
#[test]
fn an_items_drop_may_push() {
    struct Next<'p, 'r>(u32, &'p RefCell<Producer<'r, u32>>);

    impl Drop for Next<'_, '_> {
        fn drop(&mut self) {
            self.1.borrow_mut().push(self.0).unwrap();
        }
    }

    let other = RingBuffer::<u32, 8>::new();
    let (producer, mut numbers) = other.try_split().unwrap();
    let shared = RefCell::new(producer);
    let one = RingBuffer::<_, 3>::new();
    let (mut producer, mut consumer) = one.try_split().unwrap();
    for turn in 0..4 {
        assert_eq!(producer.push_iter((0..3).map(|n| Next(n, &shared))), 3);
        match turn {
            0 => assert_eq!(consumer.clear(), 3),
            1 => drop(consumer.drain()),
            2 => consumer.read_chunk_max(3).commit_all(),
            _ => while consumer.pop().is_some() {},
        }
        assert!(numbers.drain().eq(0..3));
    }
    let mut chunk = producer.write_chunk_max(3);
    assert_eq!(chunk.fill_from_iter((0..2).map(|n| Next(n, &shared))), 2);
    drop(chunk);
    assert!(numbers.drain().eq(0..2));
}
