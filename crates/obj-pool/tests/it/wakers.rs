//! Wakers with tables of their own: their clones and their drops panic, too.

use std::{
    ptr,
    sync::{Arc, Mutex},
    task::{RawWaker, RawWakerVTable, Waker},
    thread,
};

use obj_pool::OwnedWaitGuard;

use crate::{
    support::{Shared, panics},
    waiting::{poll, poll_with, ready, scripted},
};

/// A task's waker whose last drop panics, by a table of its own.
#[test]
fn a_waker_that_is_not_needed_may_panic_when_it_goes() {
    /// Gives the object back while it is cloned, and panics when the clone is dropped.
    struct Script(Mutex<Option<OwnedWaitGuard<Shared>>>);

    static TABLE: RawWakerVTable = RawWakerVTable::new(
        |data| {
            // SAFETY: `data` is the `Script` below, which outlives its wakers.
            let script = unsafe { &*data.cast::<Script>() };
            let held = script.0.lock().unwrap().take();
            drop(held);
            RawWaker::new(data, &CLONED)
        },
        |_| (),
        |_| (),
        |_| (),
    );
    static CLONED: RawWakerVTable = RawWakerVTable::new(
        |data| RawWaker::new(data, &CLONED),
        |_| (),
        |_| (),
        |_| assert!(thread::panicking(), "the drop of a waker"),
    );

    let (pool, _script) = scripted(1);
    let held = ready(poll(&mut pool.acquire_owned())).unwrap();
    let script = Script(Mutex::new(Some(held)));
    // SAFETY: the table's functions keep a waker's contract; `script` outlives the waker.
    let waker = unsafe { Waker::new((&raw const script).cast(), &TABLE) };
    let mut wait = pool.acquire_owned();
    panics(|| drop(poll_with(&mut wait, &waker)));
    drop(wait);
    assert_eq!((pool.stats().in_use, Arc::strong_count(&pool)), (0, 1));
    assert!(pool.try_get().is_some());
}

#[test]
fn a_waker_whose_clone_panics_costs_nobodys_turn() {
    static REFUSES: RawWakerVTable =
        RawWakerVTable::new(|_| panic!("the clone of a waker"), |_| (), |_| (), |_| ());

    let (pool, _script) = scripted(1);
    // SAFETY: the table's functions keep a waker's contract, and none of them uses the data.
    let rude = unsafe { Waker::new(ptr::null(), &REFUSES) };
    let held = pool.try_get().unwrap();
    let (mut one, mut two) = (pool.acquire(), pool.acquire());
    panics(|| poll_with(&mut one, &rude).is_ready());
    assert_eq!(pool.waiting(), 0, "it has no place yet");
    assert!(poll(&mut one).is_pending() && poll(&mut two).is_pending());
    panics(|| poll_with(&mut one, &rude).is_ready());
    assert_eq!(pool.waiting(), 2, "it keeps its place");
    drop(held);
    assert!(poll(&mut two).is_pending(), "the first one is served");
    drop(ready(poll_with(&mut one, &rude)).unwrap()); // which needs no clone
    assert!(ready(poll(&mut two)).is_ok());
    assert_eq!((pool.waiting(), pool.stats().in_use), (0, 0));
}

#[test]
fn a_future_that_is_forgotten_is_told_of_the_close_like_any_other() {
    let (pool, _script) = scripted(1);
    let held = pool.try_get().unwrap();
    let mut waits = [(); 3].map(|()| pool.acquire());
    assert!(waits.iter_mut().all(|wait| poll(wait).is_pending()));
    let [first, second, mut third] = waits;
    std::mem::forget(first);
    drop(second);
    assert_eq!(pool.waiting(), 2);
    pool.close();
    assert_eq!(pool.waiting(), 0);
    assert!(ready(poll(&mut third)).is_err());
    drop(held);
    assert_eq!((pool.stats().in_use, pool.stats().idle), (0, 1), "no slot went with it");
}
