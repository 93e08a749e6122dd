//! Halves that wait.

use std::{
    thread,
    time::{Duration, Instant},
};

use ringbuf_spsc::blocking::{PopError, PushError, TryPushError, channel, try_channel};

const ITEMS: u32 = if cfg!(miri) { 20 } else { 20_000 };

#[test]
fn all_items_in_order() {
    for capacity in [1, 3, 100] {
        let (mut producer, mut consumer) = channel(capacity);
        let sender = thread::spawn(move || {
            for n in 0..ITEMS {
                producer.push(Box::new(n)).unwrap();
            }
        });
        for n in 0..ITEMS {
            assert_eq!(consumer.pop(), Some(Box::new(n)));
        }
        assert_eq!(consumer.pop(), None);
        sender.join().unwrap();
    }
}

#[test]
fn now_or_never() {
    assert_eq!(try_channel::<u8>(0).unwrap_err().requested, 0);
    let (mut producer, mut consumer) = channel(1);
    assert_eq!(consumer.try_pop(), None);
    assert_eq!((producer.capacity(), producer.free_len()), (1, 1));
    producer.try_push(1).unwrap();
    assert_eq!(producer.try_push(2), Err(TryPushError::Full(2)));
    assert_eq!(consumer.peek(), Some(&1));
    assert_eq!((consumer.capacity(), consumer.len(), consumer.is_empty()), (1, 1, false));
    assert_eq!(consumer.try_pop(), Some(1));
    let past = Instant::now();
    assert_eq!(consumer.pop_deadline(past), Err(PopError::TimedOut));
    producer.push_deadline(3, past).unwrap();
    assert_eq!(producer.push_deadline(4, past), Err(PushError::TimedOut(4)));
    assert_eq!(consumer.pop_timeout(Duration::ZERO), Ok(3));
}

#[test]
fn nothing_is_pushed_to_a_ring_without_a_consumer() {
    let (mut producer, consumer) = channel(2);
    drop(consumer);
    let error = producer.try_push(1).unwrap_err();
    assert_eq!((error, error.into_inner()), (TryPushError::Abandoned(1), 1));
    assert_eq!(producer.push_timeout(1, Duration::MAX), Err(PushError::Abandoned(1)));
    assert_eq!((producer.try_push_slice(&[1]), producer.push_slice(&[1])), (0, 0));
    assert_eq!(producer.free_len(), 2);
}

#[test]
fn slices_wait_for_one_item_and_take_more() {
    for capacity in [1, 3, 100] {
        let (mut producer, mut consumer) = channel(capacity);
        assert_eq!((producer.push_slice(&[]), consumer.pop_slice(&mut [])), (0, 0));
        assert_eq!(consumer.try_pop_slice(&mut [0; 7]), 0);
        let sender = thread::spawn(move || {
            let items: Vec<u32> = (0..ITEMS).collect();
            let mut sent = 0;
            while sent < items.len() {
                let count = producer.push_slice(&items[sent..items.len().min(sent + 5)]);
                assert!((1..=5).contains(&count));
                sent += count;
            }
        });
        let (mut items, mut next) = ([0; 7], 0);
        loop {
            let count = consumer.pop_slice(&mut items);
            if count == 0 {
                break;
            }
            for &item in &items[..count] {
                assert_eq!(item, next);
                next += 1;
            }
        }
        assert_eq!(next, ITEMS);
        assert_eq!(consumer.pop_slice(&mut items), 0);
        sender.join().unwrap();
    }
}

#[test]
fn a_consumer_is_an_iterator_to_the_end() {
    let (mut producer, mut consumer) = channel(2);
    producer.push(0).unwrap();
    assert_eq!(consumer.size_hint(), (1, None));
    let sender = thread::spawn(move || (1..ITEMS).try_for_each(|n| producer.push(n)));
    assert!(consumer.by_ref().eq(0..ITEMS));
    assert_eq!(consumer.next(), None);
    sender.join().unwrap().unwrap();
}

#[test]
fn a_wait_ends_with_the_time_and_the_pair_goes_on() {
    let (mut producer, mut consumer) = channel::<u8>(1);
    let start = Instant::now();
    assert_eq!(consumer.pop_timeout(Duration::from_millis(20)), Err(PopError::TimedOut));
    assert!(start.elapsed() >= Duration::from_millis(20));
    producer.push(1).unwrap();
    let error = producer.push_timeout(2, Duration::from_millis(20)).unwrap_err();
    assert_eq!(error.into_inner(), 2);
    assert_eq!(consumer.pop(), Some(1));
    producer.push_timeout(3, Duration::MAX).unwrap();
    assert_eq!(consumer.pop_timeout(Duration::MAX), Ok(3));
}

#[test]
fn the_end_of_one_half_wakes_the_other() {
    let (producer, mut consumer) = channel::<u8>(1);
    let waiter = thread::spawn(move || consumer.pop());
    thread::sleep(Duration::from_millis(5));
    drop(producer);
    assert_eq!(waiter.join().unwrap(), None);

    let (mut producer, consumer) = channel::<u8>(1);
    producer.push(1).unwrap();
    let waiter = thread::spawn(move || producer.push(2));
    thread::sleep(Duration::from_millis(5));
    drop(consumer);
    assert_eq!(waiter.join().unwrap(), Err(PushError::Abandoned(2)));
}

#[test]
fn what_was_pushed_is_popped_after_the_end() {
    let (mut producer, mut consumer) = channel(2);
    producer.push(1).unwrap();
    assert!(!consumer.is_abandoned());
    drop(producer);
    assert!(consumer.is_abandoned());
    assert_eq!((consumer.pop(), consumer.pop()), (Some(1), None));
}
