//! Bugs that loom must see.
#![cfg(hardpan_loom)]

use loom::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// A load and a store, where it should be one operation.
fn increment(number: &AtomicUsize) {
    // The bug: another thread's increment in between is lost.
    let old = number.load(Ordering::Acquire);
    number.store(old + 1, Ordering::Release);
}

#[test]
fn lost_update() {
    loom::model(|| {
        let number = Arc::new(AtomicUsize::new(0));
        let theirs = Arc::clone(&number);
        let thread = thread::spawn(move || increment(&theirs));
        increment(&number);
        thread.join().expect("it does not panic");
        assert_eq!(number.load(Ordering::Acquire), 2, "canary: a lost update");
    });
}

/// A bug that no interleaving shows: each thread's steps are in the right order, but the store that
/// publishes does not carry what was stored before it.
#[test]
fn published_too_early() {
    loom::model(|| {
        let shared = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
        let theirs = Arc::clone(&shared);
        let thread = thread::spawn(move || {
            let (data, ready) = &*theirs;
            data.store(7, Ordering::Relaxed);
            // The bug: it should be `Release`.
            ready.store(1, Ordering::Relaxed);
        });
        let (data, ready) = &*shared;
        if ready.load(Ordering::Acquire) == 1 {
            let seen = data.load(Ordering::Relaxed);
            assert_eq!(seen, 7, "canary: published without its data");
        }
        thread.join().expect("it does not panic");
    });
}
