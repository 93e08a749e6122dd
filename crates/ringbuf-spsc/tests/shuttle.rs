//! The blocking halves under a scheduler that draws who runs next at random: longer runs than the
//! model of `loom.rs` has time for, though every thread sees every write at once.
//!
//! `RUSTFLAGS="--cfg hardpan_shuttle" cargo test --release -p ringbuf-spsc --test shuttle`
//!
//! A wake-up that is lost leaves everyone waiting, which the scheduler reports as a deadlock.

#![cfg(all(hardpan_shuttle, feature = "std"))]

use ringbuf_spsc::blocking::channel;
use shuttle::{check_pct, check_random, thread};

/// Schedules of each kind.
const SCHEDULES: usize = 2_000;

/// Each drawn freely, and then each with few changes of thread, at random places.
fn model(check: impl Fn() + Clone + Send + Sync + 'static) {
    check_random(check.clone(), SCHEDULES);
    check_pct(check, SCHEDULES, 3);
}

/// All items arrive, in order, and then the end.
fn passes(capacity: usize, items: u32) {
    model(move || {
        let (mut producer, mut consumer) = channel(capacity);
        let sender = thread::spawn(move || {
            for item in 0..items {
                producer.push(item).expect("the consumer stays to the end");
            }
        });
        for item in 0..items {
            assert_eq!(consumer.pop(), Some(item));
        }
        assert_eq!(consumer.pop(), None);
        sender.join().expect("the producer does not panic");
    });
}

#[test]
fn one_slot_passes_every_item() {
    passes(1, 8);
}

#[test]
fn three_slots_pass_every_item() {
    passes(3, 20);
}

/// A producer that waits for room learns that the consumer went, and has its item back.
#[test]
fn the_consumer_may_leave() {
    model(|| {
        let (mut producer, mut consumer) = channel(2);
        let sender = thread::spawn(move || {
            let refused = (0_u32..20).find(|item| producer.push(*item).is_err());
            assert!(refused.is_some_and(|item| item >= 5), "five were taken");
        });
        for item in 0..5 {
            assert_eq!(consumer.pop(), Some(item));
        }
        drop(consumer);
        sender.join().expect("the producer does not panic");
    });
}
