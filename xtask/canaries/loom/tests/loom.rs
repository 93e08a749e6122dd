//! A bug that loom must see: an increment that is a load and a store.
#![cfg(hardpan_loom)]

use loom::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

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
