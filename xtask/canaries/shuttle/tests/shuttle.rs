//! A bug that shuttle must see: a wake-up that can be lost.
#![cfg(hardpan_shuttle)]

use std::sync::Arc;

use shuttle::{
    sync::{Condvar, Mutex},
    thread,
};

#[test]
fn lost_wake_up() {
    let check = || {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let theirs = Arc::clone(&shared);
        let setter = thread::spawn(move || {
            *theirs.0.lock().unwrap() = true;
            theirs.1.notify_one();
        });
        let ready = *shared.0.lock().unwrap();
        if !ready {
            // The bug: it may have become ready since, and nobody wakes twice.
            let guard = shared.0.lock().unwrap();
            drop(shared.1.wait(guard).unwrap());
        }
        setter.join().unwrap();
    };
    shuttle::check_random(check, 1_000);
}
