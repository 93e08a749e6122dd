//! Creation by the caller, and eviction.

use std::sync::Arc;

use obj_pool::{Lease, Pool};

use crate::support::{figures, panics, scripted, set};

#[test]
fn a_vacant_slot_is_the_callers() {
    // Of no memory of its own: the last lease is forgotten, and its object with it.
    let pool = Pool::builder(|| "made").max(1).build().unwrap();
    let Some(Lease::Vacant(vacant)) = pool.try_get_or_vacant() else { panic!("nothing is there") };
    assert!(pool.try_get().is_none() && pool.try_get_or_vacant().is_none());
    assert_eq!(format!("{vacant:?}"), "Vacant");
    drop(vacant);
    let lease = pool.try_get_or_vacant().unwrap();
    assert_eq!(lease.or_try_fill(|| Err("no")).unwrap_err(), "no");
    assert_eq!(figures(pool.stats()), ([0; 4], [0, 0]));
    let guard = pool.try_get_or_vacant().unwrap().or_try_fill(|| Ok::<_, ()>("mine"));
    assert_eq!(*guard.unwrap(), "mine");
    let lease = pool.try_get_or_vacant().unwrap();
    assert_eq!(format!("{lease:?}"), "Idle(Guard(\"mine\"))");
    assert_eq!(*lease.or_try_fill(|| Err(())).unwrap(), "mine");
    std::mem::forget(pool.try_get_or_vacant());
    assert_eq!(figures(pool.stats()), ([1, 2, 0, 0], [1, 0]));
}

#[test]
fn a_bad_object_leaves_its_slot_to_the_caller() {
    let (pool, script) = scripted(1);
    pool.get().good = false;
    let Some(Lease::Vacant(vacant)) = pool.try_get_or_vacant() else { panic!("it was bad") };
    assert!(script.ledger.live().is_empty());
    assert!(pool.try_get().is_none(), "the slot is held");
    drop(vacant);
    assert_eq!(figures(pool.stats()), ([1, 0, 1, 0], [0, 0]));

    // Its drop may panic, and may use the pool: the slot is held meanwhile, and free after.
    let mut guard = pool.get();
    guard.good = false;
    let share = Arc::downgrade(&pool);
    guard.at_drop = Some(Box::new(move || {
        assert!(share.upgrade().unwrap().try_get().is_none());
        panic!("planned");
    }));
    drop(guard);
    panics(|| pool.try_get_or_vacant());
    assert_eq!(figures(pool.stats()).1, [0, 0]);
    drop(pool.try_get().unwrap());
}

#[test]
fn a_creation_that_panics_frees_the_slot() {
    let (pool, script) = scripted(1);
    let lease = pool.try_get_or_vacant().unwrap();
    panics(|| lease.or_try_fill(|| -> Result<_, ()> { panic!("planned") }).is_ok());
    set(&script.at_create, || panic!("planned"));
    panics(|| pool.get());
    assert_eq!(pool.get().id, 1);
}

#[test]
fn retain_may_use_the_pool_and_panic() {
    let (pool, script) = scripted(3);
    drop([pool.get(), pool.get(), pool.get()]);
    let gone = pool.retain(|object, meta| {
        assert!(meta.uses >= 1 && meta.rounds_idle == 0);
        assert!(pool.try_get().is_some_and(|other| other.id != object.id));
        assert_eq!(pool.shrink_to(3), 0);
        true
    });
    assert_eq!(gone, 0);
    let first = pool.stats();
    let mut turn = 0;
    panics(|| {
        pool.retain(|_, _| {
            turn += 1;
            assert_ne!(turn, 2, "planned");
            true
        })
    });
    assert_eq!((pool.stats().idle, pool.stats().discarded), (2, first.discarded + 1));
    pool.get().at_drop = Some(Box::new(|| panic!("planned")));
    panics(|| pool.retain(|object, _| object.at_drop.is_none()));
    assert_eq!((pool.stats().idle, pool.shrink_to(0)), (1, 1));
    assert!(script.ledger.live().is_empty());
}

#[test]
fn a_new_object_has_no_past() {
    let (pool, _script) = scripted(1);
    let uses = || {
        let mut uses = Vec::new();
        pool.retain(|_, meta| {
            uses.push((meta.uses, meta.rounds_idle));
            true
        });
        uses
    };
    drop(pool.get());
    drop(pool.get());
    assert_eq!([uses(), uses(), uses()], [[(2, 0)], [(2, 1)], [(2, 2)]]);
    pool.get().fit = false;
    drop(pool.get());
    assert_eq!([uses(), uses()], [[(1, 0)], [(1, 1)]]);
    let held = pool.get();
    assert!(uses().is_empty() && pool.shrink_to(0) == 0);
    drop(held);
    assert_eq!([uses(), uses()], [[(2, 0)], [(2, 1)]]);

    let warm = Pool::builder(|| 0).max(1).prewarm(1).build().unwrap();
    warm.retain(|_, meta| meta.uses == 0 && meta.rounds_idle == 0);
    warm.retain(|_, meta| meta.uses == 0 && meta.rounds_idle == 1);
    assert_eq!(warm.stats().idle, 1);
}

/// Panics when it is dropped, but not in the middle of another panic.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "the drop of what a closure holds");
    }
}

#[test]
fn a_closure_that_is_not_asked_may_panic_when_it_goes() {
    let pool = Pool::builder(|| "made").max(1).prewarm(1).build().unwrap();
    let bomb = Bomb;
    let lease = pool.try_get_or_vacant().unwrap();
    panics(|| {
        let create = move || {
            let _bomb = &bomb;
            Err(())
        };
        drop(lease.or_try_fill(create));
    });
    assert_eq!(pool.stats().in_use, 0);
    assert!(pool.try_get().is_some());
}
