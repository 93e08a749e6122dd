//! A hook or a drop that panics costs its object, never the slot, and never another object.

use std::sync::Arc;

use obj_pool::{Guard, OwnedGuard, Pool};

use crate::support::{Ledger, Object, Scripted, TestPool, figures, panics, scripted, set};

fn boom() {
    panic!("planned");
}

/// The pool of one works as if nothing had been.
fn is_sound(pool: &Arc<TestPool>, script: &Arc<Scripted>) {
    assert_eq!(pool.stats().in_use, 0);
    let (one, over) = (pool.try_get().expect("the slot is free"), pool.get());
    assert_ne!(one.id, over.id);
    assert!(pool.try_get().is_none());
    drop((one, over));
    assert_eq!(figures(pool.stats()).1, [0, 1]);
    assert_eq!(script.ledger.live().len(), 1);
}

#[test]
fn create() {
    let (pool, script) = scripted(1);
    set(&script.at_create, boom);
    panics(|| pool.get());
    is_sound(&pool, &script);
    let held = pool.get();
    set(&script.at_create, boom);
    panics(|| pool.get_owned()); // a temporary
    assert_eq!(pool.stats().overflowed, 1);
    drop(held);
    is_sound(&pool, &script);
}

#[test]
fn create_in_prewarm() {
    let ledger = Arc::new(Ledger::default());
    panics(|| {
        let create = || {
            if ledger.live().len() == 2 {
                boom();
            }
            Object::new(&ledger)
        };
        Pool::builder(create).max(3).prewarm(3).build()
    });
    assert!(ledger.live().is_empty());
}

#[test]
fn reset() {
    let (pool, script) = scripted(1);
    let guard = pool.get();
    set(&script.at_reset, boom);
    panics(move || drop(guard));
    assert_eq!(figures(pool.stats()), ([1, 0, 1, 0], [0, 0]));
    is_sound(&pool, &script);
    let guard = pool.get_owned();
    set(&script.at_reset, boom);
    panics(move || drop(guard));
    is_sound(&pool, &script);
}

#[test]
fn validate() {
    let (pool, script) = scripted(1);
    drop(pool.get());
    for _ in 0..2 {
        set(&script.at_validate, boom);
        panics(|| pool.get());
        assert_eq!(figures(pool.stats()).1, [0, 0]);
        is_sound(&pool, &script);
    }
}

#[test]
fn drop_of_the_object_in_each_place() {
    type End = fn(&Arc<TestPool>, Guard<'_, crate::support::Shared>);
    let ends: [End; 4] = [
        |_, guard| Guard::discard(guard),
        |_, guard| drop(Guard::detach(guard)),
        |_, mut guard| {
            guard.fit = false;
            drop(guard); // refused at return
        },
        |pool, mut guard| {
            guard.good = false;
            drop(guard);
            drop(pool.get()); // refused at take
        },
    ];
    for end in ends {
        let (pool, script) = scripted(1);
        let mut guard = pool.get();
        guard.at_drop = Some(Box::new(boom));
        panics(|| end(&pool, guard));
        is_sound(&pool, &script);

        let held = pool.get();
        let mut temporary = pool.get();
        temporary.at_drop = Some(Box::new(boom));
        temporary.good = false;
        panics(move || drop(temporary));
        drop(held);
        is_sound(&pool, &script);
    }
}

#[test]
fn drop_of_an_owned_guard_that_is_the_last() {
    let (pool, script) = scripted(2);
    let [mut one, two] = [pool.get_owned(), pool.get_owned()];
    one.at_drop = Some(Box::new(boom));
    drop((pool, two));
    panics(|| OwnedGuard::discard(one));
    assert!(script.ledger.live().is_empty());
}

#[test]
fn detach_from_a_pool_that_goes() {
    let (pool, script) = scripted(2);
    let [one, mut two] = [pool.get_owned(), pool.get_owned()];
    two.at_drop = Some(Box::new(boom));
    drop((pool, two));
    panics(|| OwnedGuard::detach(one)); // its drop of the pool drops `two`
    assert!(script.ledger.live().is_empty());
}

#[test]
fn drop_of_the_pool_drops_the_rest() {
    let (pool, script) = scripted(3);
    let mut guards = [pool.get(), pool.get(), pool.get()];
    guards[1].at_drop = Some(Box::new(boom));
    drop(guards);
    panics(|| drop(pool));
    assert!(script.ledger.live().is_empty());
}

#[test]
fn the_user() {
    let (pool, script) = scripted(1);
    panics(|| {
        let _guard = pool.get();
        boom();
    });
    assert_eq!(figures(pool.stats()), ([1, 0, 0, 0], [0, 1]));
    is_sound(&pool, &script);
}
