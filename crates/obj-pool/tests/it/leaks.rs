//! A guard that is never dropped costs its object and its slot, and nothing else.
//!
//! Leak detectors watch these tests too: what leaks here has no heap of its own, or is kept in a
//! static.

use std::{
    mem,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use obj_pool::{Guard, OwnedGuard, Pool};

use crate::support::{figures, scripted};

/// Counts its drops, and has no heap.
struct Plain(&'static AtomicUsize);

type Make = fn() -> Plain;

impl Drop for Plain {
    fn drop(&mut self) {
        self.0.fetch_add(1, Relaxed);
    }
}

#[test]
fn a_forgotten_guard_keeps_its_slot() {
    static DROPS: AtomicUsize = AtomicUsize::new(0);
    let pool = Pool::builder(|| Plain(&DROPS)).max(2).build().unwrap();
    mem::forget(pool.get());
    let guard = pool.get();
    assert!(pool.try_get().is_none());
    drop(guard);
    assert_eq!(figures(pool.stats()), ([2, 0, 0, 0], [1, 1]));
    drop(pool);
    assert_eq!(DROPS.load(Relaxed), 1);
}

#[test]
fn a_temporary_may_stay_for_ever() {
    static DROPS: AtomicUsize = AtomicUsize::new(0);
    static POOL: LazyLock<Pool<Make>> = LazyLock::new(|| {
        let make: Make = || Plain(&DROPS);
        Pool::builder(make).max(1).build().unwrap()
    });
    static KEPT: Mutex<Vec<Guard<'static, Make>>> = Mutex::new(Vec::new());

    KEPT.lock().unwrap().extend([POOL.get(), POOL.get()]);
    assert_eq!(figures(POOL.stats()), ([1, 0, 0, 1], [1, 0]));
    drop(POOL.get());
    assert_eq!((POOL.stats().overflowed, DROPS.load(Relaxed)), (2, 1));
}

#[test]
fn an_owned_guard_keeps_its_pool() {
    static DROPS: AtomicUsize = AtomicUsize::new(0);
    static KEPT: Mutex<Option<OwnedGuard<Make>>> = Mutex::new(None);
    let make: Make = || Plain(&DROPS);
    let pool = Arc::new(Pool::builder(make).max(2).prewarm(2).build().unwrap());
    KEPT.lock().unwrap().replace(pool.get_owned());
    assert_eq!(figures(pool.stats()).1, [1, 1]);
    drop(pool);
    assert_eq!(DROPS.load(Relaxed), 0, "neither the lent object nor the idle one");
}

#[test]
fn a_pool_may_move_once_its_guards_are_forgotten() {
    let pool = Pool::builder(|| [7_u8; 64]).max(2).prewarm(2).build().unwrap();
    mem::forget(pool.get());
    let moved = Box::new(pool);
    assert_eq!(*moved.get(), [7; 64]);
    assert_eq!(figures(moved.stats()).1, [1, 1]);
}

#[test]
fn guards_end_in_every_order() {
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let (pool, script) = scripted(2);
        let mut guards = [pool.get_owned(), pool.get_owned(), pool.get_owned()].map(Some);
        drop(pool);
        for index in order {
            assert_eq!(guards[index].as_deref().map(|object| object.fit), Some(true));
            guards[index] = None;
        }
        assert!(script.ledger.live().is_empty());
    }
}
