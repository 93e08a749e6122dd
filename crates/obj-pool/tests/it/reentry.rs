//! Each hook may use the pool that called it, which may have just one slot.

use std::sync::{Arc, Mutex, Weak};

use obj_pool::{Guard, Manage, OwnedGuard, Pool};

use crate::support::{TestPool, figures, scripted, set};

/// Uses each entrance of a pool of one, whose slot the caller may have.
fn roam(pool: &Weak<TestPool>) -> impl FnOnce() + Send + 'static {
    let pool = Weak::clone(pool);
    move || {
        let Some(pool) = pool.upgrade() else { return };
        let guards = (pool.try_get(), pool.get(), pool.try_get_owned(), pool.get_owned());
        assert!(pool.stats().in_use <= 1);
        let ids = [Some(guards.1.id), Some(guards.3.id), guards.0.as_ref().map(|guard| guard.id)];
        assert!(ids[0] != ids[1] && ids[0] != ids[2] && ids[1] != ids[2]);
        Guard::discard(guards.1);
        drop(OwnedGuard::detach(guards.3));
    }
}

#[test]
fn from_each_hook() {
    let (pool, script) = scripted(1);
    let weak = Arc::downgrade(&pool);
    set(&script.at_create, roam(&weak));
    let guard = pool.get();
    set(&script.at_reset, roam(&weak));
    drop(guard);
    set(&script.at_validate, roam(&weak));
    let guard = pool.try_get_owned().unwrap();
    assert_eq!(guard.id, 3, "the slot's object came after the two of `create`'s script");
    set(&script.at_create, roam(&weak));
    drop(pool.get()); // a temporary's create
    drop(guard);
    assert_eq!(figures(pool.stats()).1, [0, 1]);
    drop(pool);
    assert!(script.ledger.live().is_empty());
}

#[test]
fn from_the_objects_drop() {
    let (pool, script) = scripted(1);
    let weak = Arc::downgrade(&pool);
    let with_script = |good: bool, fit: bool| {
        let mut guard = pool.get();
        (guard.good, guard.fit) = (good, fit);
        guard.at_drop = Some(Box::new(roam(&weak)));
        guard
    };
    drop(with_script(true, false)); // refused at return
    Guard::discard(with_script(true, true));
    drop(Guard::detach(with_script(true, true)));
    drop(with_script(false, true));
    drop(pool.get()); // refused at take
    drop(with_script(true, true));
    drop(pool); // in the pool's drop: too late to upgrade
    assert!(script.ledger.live().is_empty());
}

#[test]
fn an_object_may_hold_the_last_share_but_one() {
    struct Loop;
    impl Manage for Loop {
        type Item = Option<Arc<Pool<Loop>>>;
        fn create(&self) -> Self::Item {
            None
        }
    }
    let pool = Arc::new(Pool::builder(Loop).max(1).build().unwrap());
    let weak = Arc::downgrade(&pool);
    let mut guard = pool.get_owned();
    *guard = Some(pool);
    OwnedGuard::discard(guard); // the object goes first, then the guard's own share: the last
    assert!(weak.upgrade().is_none());
}

#[test]
fn an_object_may_hold_a_guard_of_its_own_pool() {
    struct Nest;
    impl Manage for Nest {
        type Item = Option<OwnedGuard<Nest>>;
        fn create(&self) -> Self::Item {
            None
        }
        fn reset(&self, item: &mut Self::Item) -> bool {
            *item = None; // which returns the inner one, and resets it in turn
            true
        }
    }
    let pool = Arc::new(Pool::builder(Nest).max(3).build().unwrap());
    let mut guard = pool.get_owned();
    for _ in 0..5 {
        let mut outer = pool.get_owned();
        *outer = Some(guard);
        guard = outer;
    }
    assert_eq!(pool.stats().overflowed, 3);
    drop(guard);
    assert_eq!(figures(pool.stats()).1, [0, 3]);
}

#[test]
fn a_create_that_tries_its_own_pool_ends_at_the_bound() {
    struct Greedy(Arc<Mutex<Weak<Pool<Greedy>>>>);
    impl Manage for Greedy {
        type Item = bool;
        fn create(&self) -> bool {
            let pool = self.0.lock().unwrap().upgrade().expect("it calls");
            pool.try_get().is_some()
        }
    }
    let share = Arc::new(Mutex::new(Weak::new()));
    let pool = Arc::new(Pool::builder(Greedy(Arc::clone(&share))).max(5).build().unwrap());
    *share.lock().unwrap() = Arc::downgrade(&pool);
    assert!(*pool.get(), "the first one made found a slot for the second");
    assert_eq!(figures(pool.stats()), ([5, 0, 0, 0], [0, 5]));
}

#[test]
fn an_object_that_drops_into_another_pool() {
    let (outer, outer_script) = scripted(1);
    let (inner, inner_script) = scripted(1);
    let lent: OwnedGuard<_> = inner.get_owned();
    let mut guard = outer.get();
    guard.at_drop = Some(Box::new(move || drop(lent)));
    guard.fit = false;
    drop(guard);
    assert_eq!(figures(inner.stats()).1, [0, 1]);
    drop((inner, outer));
    assert!(outer_script.ledger.live().is_empty());
    assert!(inner_script.ledger.live().is_empty());
}
