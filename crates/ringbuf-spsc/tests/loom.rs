//! The halves under the model checker: every interleaving, and every value that a load may see.
//!
//! `RUSTFLAGS="--cfg hardpan_loom" cargo test --release -p ringbuf-spsc --test loom`
//!
//! Loom also watches the slots (see `src/sync.rs`): an access that the indices' orderings do not
//! order before the other half's is reported as a race.

#![cfg(hardpan_loom)]

use loom::{model::Builder, sync::Arc, thread};
use ringbuf_spsc::{Consumer, RingBuffer, channel};

/// Enough switches between threads for every known bug of such a queue; all of them for the
/// smaller models would take minutes.
fn model(check: impl Fn() + Send + Sync + 'static) {
    model_of(3, check);
}

fn model_of(switches: usize, check: impl Fn() + Send + Sync + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(switches);
    builder.check(check);
}

fn pop_all(consumer: &mut Consumer<'_, u32>, next: &mut u32) {
    while let Some(item) = consumer.pop() {
        assert_eq!(item, *next);
        *next += 1;
    }
}

/// As many pushes as `items` asks for, each tried until there is room; then the producer goes.
fn one_by_one(capacity: usize, items: u32) {
    model(move || {
        let (mut producer, mut consumer) = channel(capacity);
        let sender = thread::spawn(move || {
            for item in 0..items {
                while producer.push(item).is_err() {
                    thread::yield_now();
                }
            }
        });
        let mut next = 0;
        loop {
            let done = consumer.is_abandoned();
            pop_all(&mut consumer, &mut next);
            if done {
                break;
            }
            thread::yield_now();
        }
        assert_eq!(next, items, "abandoned and drained, all was seen");
        sender.join().unwrap();
    });
}

#[test]
fn two_slots_one_by_one() {
    one_by_one(2, 5);
}

#[test]
fn three_slots_one_by_one() {
    one_by_one(3, 5);
}

#[test]
fn slices() {
    for capacity in [2, 3] {
        model(move || {
            let (mut producer, mut consumer) = channel::<u32>(capacity);
            // Off the ring's start, so that slices go around its end.
            producer.push(9).unwrap();
            consumer.pop().unwrap();
            let sender = thread::spawn(move || {
                let mut items: &[u32] = &[0, 1, 2, 3];
                while !items.is_empty() {
                    let pushed = producer.push_slice(&items[..items.len().min(2)]);
                    items = &items[pushed..];
                    if pushed == 0 {
                        thread::yield_now();
                    }
                }
            });
            let mut next = 0;
            while next < 4 {
                let mut items = [u32::MAX; 3];
                let count = consumer.pop_slice(&mut items);
                for &item in &items[..count] {
                    assert_eq!(item, next);
                    next += 1;
                }
                if count == 0 {
                    thread::yield_now();
                }
            }
            sender.join().unwrap();
        });
    }
}

/// Chunks of each kind, given up, committed, and taken apart.
#[test]
fn chunks() {
    for capacity in [2, 3] {
        model_of(2, move || {
            let (mut producer, mut consumer) = channel::<u32>(capacity);
            producer.push(9).unwrap();
            consumer.pop().unwrap();
            let sender = thread::spawn(move || {
                let mut next = 0;
                while next < 3 {
                    let mut chunk = producer.write_chunk_max(2);
                    let filled = u32::try_from(chunk.fill_from_iter(next..3)).unwrap();
                    chunk.commit();
                    next += filled;
                    if filled == 0 {
                        thread::yield_now();
                    }
                }
            });
            let mut next = 0;
            let mut turn = 0;
            while next < 3 {
                let chunk = consumer.read_chunk_max(2);
                let mut count = 0;
                for &item in chunk.as_slices().0.iter().chain(chunk.as_slices().1) {
                    assert_eq!(item, next + count);
                    count += 1;
                }
                turn += 1;
                if turn % 2 == 0 {
                    chunk.commit_all();
                } else {
                    assert!(chunk.into_iter().eq(next..next + count));
                }
                next += count;
                if count == 0 {
                    thread::yield_now();
                }
            }
            sender.join().unwrap();
        });
    }
}

/// Both halves go at some moment: the ring is freed once, and an item left in it dropped once.
#[test]
fn both_leave() {
    model(|| {
        let item = Arc::new(());
        let (mut producer, mut consumer) = channel(2);
        let theirs = Arc::clone(&item);
        let sender = thread::spawn(move || {
            producer.push(theirs).unwrap();
            producer.is_abandoned()
        });
        let popped = consumer.pop();
        drop(consumer);
        let _saw_us_gone: bool = sender.join().unwrap();
        let count = 1 + usize::from(popped.is_some());
        assert_eq!(Arc::strong_count(&item), count);
    });
}

/// A producer who sees the consumer gone sees all that it took.
#[test]
fn the_consumer_leaves() {
    model(|| {
        let (mut producer, mut consumer) = channel(2);
        producer.push(1).unwrap();
        producer.push(2).unwrap();
        let receiver = thread::spawn(move || {
            consumer.pop().unwrap();
        });
        while !producer.is_abandoned() {
            thread::yield_now();
        }
        assert_eq!(producer.free_len(), 1);
        producer.push(3).unwrap();
        assert!(producer.push(4).is_err());
        receiver.join().unwrap();
    });
}

/// Two threads want the same half: one at a time has it, and goes on where the last one was.
#[test]
fn the_producer_is_claimed_anew() {
    model(|| {
        let ring = Arc::new(RingBuffer::<u32, 3>::new());
        let push = |ring: &RingBuffer<u32, 3>| match ring.try_producer() {
            Some(mut producer) => u32::from(producer.push(7).is_ok()),
            None => 0,
        };
        let other = {
            let ring = Arc::clone(&ring);
            thread::spawn(move || push(&ring))
        };
        let mut pushed = push(&ring);
        pushed += other.join().unwrap();
        assert!(pushed >= 1);
        let mut consumer = ring.try_consumer().unwrap();
        for _ in 0..pushed {
            assert_eq!(consumer.pop(), Some(7));
        }
        assert_eq!(consumer.pop(), None);
    });
}

#[test]
fn the_consumer_is_claimed_anew() {
    model(|| {
        let ring = Arc::new(RingBuffer::<u32, 2>::new());
        let mut producer = ring.try_producer().unwrap();
        producer.push(1).unwrap();
        let pop = |ring: &RingBuffer<u32, 2>| ring.try_consumer().and_then(|mut half| half.pop());
        let other = {
            let ring = Arc::clone(&ring);
            thread::spawn(move || pop(&ring))
        };
        let ours = pop(&ring);
        // There is room for this one, and for another once the first was popped.
        producer.push(2).unwrap();
        let another = producer.push(3).is_ok();
        let theirs = other.join().unwrap();
        let mut popped: Vec<_> = [ours, theirs].into_iter().flatten().collect();
        popped.sort_unstable();
        assert!(popped == [1] || popped == [1, 2]);
        assert!(another || theirs.is_some(), "what we popped ourselves, we know of");
        assert_eq!(ring.len(), 2 + usize::from(another) - popped.len());
    });
}

/// Both or none, against a half that comes and goes.
#[test]
fn split_against_one_half() {
    model(|| {
        let ring = Arc::new(RingBuffer::<u32, 2>::new());
        let other = {
            let ring = Arc::clone(&ring);
            thread::spawn(move || ring.try_producer().map(|mut half| half.push(1).unwrap()))
        };
        if let Some((mut producer, mut consumer)) = ring.try_split() {
            assert!(ring.try_producer().is_none());
            producer.push(1).unwrap();
            assert_eq!(consumer.pop(), Some(1));
        }
        other.join().unwrap();
        assert!(ring.try_split().is_some());
    });
}

/// One item through one slot and then the end, each waited for: a wake-up that is lost is a
/// deadlock, which the checker reports.
#[cfg(feature = "std")]
#[test]
fn blocking_loses_no_wake_up() {
    model_of(2, || {
        let (mut producer, mut consumer) = ringbuf_spsc::blocking::channel(1);
        let sender = thread::spawn(move || {
            producer.push(0).unwrap();
            producer.push(1).unwrap();
        });
        assert_eq!(consumer.pop(), Some(0));
        assert_eq!(consumer.pop(), Some(1));
        assert_eq!(consumer.pop(), None);
        sender.join().unwrap();
    });
}

/// A push that waits for room is woken by the consumer's end.
#[cfg(feature = "std")]
#[test]
fn blocking_push_sees_the_consumer_go() {
    model_of(3, || {
        let (mut producer, consumer) = ringbuf_spsc::blocking::channel(1);
        producer.push(0).unwrap();
        let receiver = thread::spawn(move || drop(consumer));
        assert!(producer.push(1).is_err());
        receiver.join().unwrap();
    });
}
