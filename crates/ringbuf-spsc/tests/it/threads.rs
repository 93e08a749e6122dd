//! Two threads at work: order, nothing lost, nothing twice.

use std::{sync::Arc, thread};

use ringbuf_spsc::{Consumer, Producer, RingBuffer, channel};

const ITEMS: u64 = if cfg!(miri) { 100 } else { 100_000 };

/// Owns memory, so that a sanitizer sees an item that is read early, late or twice.
type Item = Box<u64>;

fn produce(mut producer: Producer<'_, Item>) {
    for n in 0..ITEMS {
        let mut item = Box::new(n);
        while let Err(full) = producer.push(item) {
            item = full.0;
            thread::yield_now();
        }
    }
}

fn consume(mut consumer: Consumer<'_, Item>) {
    let mut next = 0;
    loop {
        let done = consumer.is_abandoned();
        match consumer.pop() {
            Some(item) => {
                assert_eq!(*item, next);
                next += 1;
            }
            None if done => break,
            None => thread::yield_now(),
        }
    }
    assert_eq!(next, ITEMS, "abandoned and drained, all was seen");
}

#[test]
fn one_by_one() {
    for capacity in [1, 2, 3, 64, 1000] {
        let (producer, consumer) = channel(capacity);
        let sender = thread::spawn(move || produce(producer));
        consume(consumer);
        sender.join().unwrap();
    }
}

#[test]
fn one_by_one_inline() {
    let mut ring = RingBuffer::<Item, 5>::new();
    let (producer, consumer) = ring.split();
    thread::scope(|scope| {
        scope.spawn(move || produce(producer));
        consume(consumer);
    });
}

#[test]
fn slices() {
    for capacity in [1, 3, 7, 100] {
        let (mut producer, mut consumer) = channel::<u64>(capacity);
        let sender = thread::spawn(move || {
            let items: Vec<_> = (0..ITEMS).collect();
            let mut rest = &items[..];
            let mut size = 1;
            while !rest.is_empty() {
                let pushed = producer.push_slice(&rest[..rest.len().min(size)]);
                rest = &rest[pushed..];
                size = size % 11 + 1;
                if pushed == 0 {
                    thread::yield_now();
                }
            }
        });
        let (mut next, mut size) = (0, 1);
        while next < ITEMS {
            let mut items = [0; 13];
            let popped = consumer.pop_slice(&mut items[..size]);
            for &item in &items[..popped] {
                assert_eq!(item, next);
                next += 1;
            }
            size = size % 13 + 1;
            if popped == 0 {
                thread::yield_now();
            }
        }
        sender.join().unwrap();
    }
}

/// Halves that come and go on all threads, with items of their own memory.
#[test]
fn claims() {
    let ring = Arc::new(RingBuffer::<Item, 3>::new());
    let rounds = ITEMS / 10;
    let producers = [0, 1].map(|_| {
        let ring = Arc::clone(&ring);
        thread::spawn(move || {
            let mut pushed = 0;
            for n in 0..rounds {
                if let Some(mut producer) = ring.try_producer() {
                    pushed += u64::from(producer.push(Box::new(n)).is_ok());
                }
                thread::yield_now();
            }
            pushed
        })
    });
    let consumers = [0, 1].map(|_| {
        let ring = Arc::clone(&ring);
        thread::spawn(move || {
            let mut popped = 0;
            for _ in 0..rounds {
                if let Some(mut consumer) = ring.try_consumer() {
                    popped += u64::from(consumer.pop().is_some());
                }
                assert!(ring.len() <= ring.capacity());
                thread::yield_now();
            }
            popped
        })
    });
    let pushed: u64 = producers.map(|thread| thread.join().unwrap()).iter().sum();
    let popped: u64 = consumers.map(|thread| thread.join().unwrap()).iter().sum();
    assert_eq!(pushed, popped + ring.len() as u64);
}

/// The halves of a heap ring go at the same moment, with items left.
#[test]
fn both_halves_go_at_once() {
    for n in 0..if cfg!(miri) { 5 } else { 500 } {
        let (mut producer, mut consumer) = channel::<Item>(2);
        let sender = thread::spawn(move || {
            producer.push(Box::new(n)).unwrap();
            producer.push(Box::new(n + 1)).unwrap();
        });
        let first = consumer.pop();
        assert!(first.is_none_or(|item| *item == n));
        drop(consumer);
        sender.join().unwrap();
    }
}
