//! A forgotten guard costs its object and its slot, and nothing else.

use std::mem;

use crate::support::{figures, scripted};

#[test]
fn a_forgotten_guard_keeps_its_slot() {
    let (pool, script) = scripted(2);
    mem::forget(pool.get());
    let guard = pool.get();
    assert!(pool.try_get().is_none());
    mem::forget(pool.get()); // a temporary: its box leaks
    assert_eq!(figures(pool.stats()), ([2, 0, 0, 1], [2, 0]));
    drop(guard);
    assert_eq!(figures(pool.stats()).1, [1, 1]);
    drop(pool);
    assert_eq!(script.ledger.live().len(), 2);
}

#[test]
fn a_forgotten_owned_guard_keeps_its_pool() {
    let (pool, script) = scripted(1);
    mem::forget(pool.get_owned());
    assert!(pool.try_get().is_none());
    drop(pool);
    assert_eq!(script.ledger.live().len(), 1);
}

#[test]
fn a_pool_may_move_once_its_guards_are_forgotten() {
    let pool = obj_pool::Pool::builder(|| [7_u8; 64]).max(2).prewarm(2).build().unwrap();
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
