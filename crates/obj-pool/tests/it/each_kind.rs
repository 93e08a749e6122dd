//! The same attacks on each kind of pool: hooks and drops that panic or use the pool that called them,
//! guards and leases that are forgotten, objects of no size, the ends of `max`.

use std::{
    cell::{Cell, OnceCell},
    mem,
    rc::{Rc, Weak},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

#[cfg(feature = "std")]
use obj_pool::{CachedPool, WaitPool};
use obj_pool::{Guard, Lease, LocalPool, Manage, Pool};

use crate::support::{Scripted, Shared, panics, set};

fn boom() {
    panic!("planned");
}

/// A manager each of whose hooks uses the pool that called it.
struct Nosy<P>(Rc<Share<P>>);

struct Share<P> {
    pool: OnceCell<Weak<P>>,
    roam: fn(&P),
    depth: Cell<usize>,
    live: Cell<isize>,
    roamed: Cell<usize>,
}

impl<P> Share<P> {
    fn hook(&self) {
        let Some(pool) = self.pool.get().and_then(Weak::upgrade) else { return };
        if self.depth.get() < 2 {
            self.depth.set(self.depth.get() + 1);
            (self.roam)(&pool);
            self.depth.set(self.depth.get() - 1);
            self.roamed.set(self.roamed.get() + 1);
        }
    }
}

struct Curious<P>(Rc<Share<P>>);

impl<P> Drop for Curious<P> {
    fn drop(&mut self) {
        self.0.live.set(self.0.live.get() - 1);
        self.0.hook();
    }
}

impl<P> Manage for Nosy<P> {
    type Item = Curious<P>;

    fn create(&self) -> Curious<P> {
        self.0.hook();
        self.0.live.set(self.0.live.get() + 1);
        Curious(Rc::clone(&self.0))
    }

    fn reset(&self, _: &mut Curious<P>) -> bool {
        self.0.hook();
        true
    }

    fn validate(&self, _: &mut Curious<P>) -> bool {
        self.0.hook();
        true
    }
}

macro_rules! attacks {
    ($(#[$cfg:meta])* $kind:ident, $Pool:ident) => {
        $(#[$cfg])*
        mod $kind {
            use super::*;

            type Tested = $Pool<Shared>;

            fn scripted() -> (Tested, Arc<Scripted>) {
                let script = Arc::new(Scripted::default());
                let pool = $Pool::builder(Shared(Arc::clone(&script))).max(2).build().unwrap();
                (pool, script)
            }

            /// Both slots are there, and nothing else lives.
            fn is_sound(pool: &Tested, script: &Scripted) {
                assert_eq!(pool.stats().in_use, 0);
                let both = (pool.try_get().unwrap(), pool.try_get().unwrap());
                assert!(both.0.id != both.1.id && pool.try_get().is_none());
                drop(both);
                assert_eq!((pool.stats().idle, script.ledger.live().len()), (2, 2));
            }

            #[test]
            fn a_hook_that_panics_costs_its_object() {
                let (pool, script) = scripted();
                set(&script.at_create, boom);
                panics(|| pool.try_get());
                is_sound(&pool, &script);
                for lease in [false, true] {
                    set(&script.at_validate, boom);
                    panics(|| if lease { drop(pool.try_get_or_vacant()) } else { drop(pool.try_get()) });
                    assert_eq!(script.ledger.live().len(), 1);
                    is_sound(&pool, &script);
                }
                let guard = pool.try_get().unwrap();
                set(&script.at_reset, boom);
                panics(move || drop(guard));
                assert_eq!(script.ledger.live().len(), 1);
                is_sound(&pool, &script);
                let Some(Lease::Idle(guard)) = pool.try_get_or_vacant() else { panic!("none idle") };
                set(&script.at_reset, boom);
                panics(move || drop(guard));
                is_sound(&pool, &script);
                drop(pool);
                assert!(script.ledger.live().is_empty());
            }

            #[test]
            fn an_objects_drop_that_panics_costs_nothing_else() {
                type End = fn(&Tested, Guard<'_, Shared, Tested>);
                let ends: [End; 9] = [
                    |_, guard| Guard::discard(guard),
                    |_, guard| drop(Guard::detach(guard)),
                    |_, mut guard| guard.fit = false, // refused at return
                    |pool, mut guard| {
                        guard.good = false;
                        drop(guard);
                        drop([pool.try_get(), pool.try_get()]); // refused at take
                    },
                    |pool, mut guard| {
                        guard.good = false;
                        drop(guard);
                        drop([pool.try_get_or_vacant(), pool.try_get_or_vacant()]);
                    },
                    |pool, guard| {
                        drop(guard);
                        pool.shrink_to(0);
                    },
                    |pool, guard| {
                        drop(guard);
                        pool.retain(|object, _| object.at_drop.is_none());
                    },
                    |pool, guard| {
                        drop(guard);
                        pool.retain(|_, _| false);
                    },
                    |pool, mut guard| {
                        guard.at_drop = None;
                        drop(guard);
                        pool.retain(|_, _| panic!("planned"));
                    },
                ];
                for (number, end) in ends.into_iter().enumerate() {
                    for other in [false, true] {
                        let (pool, script) = scripted();
                        let mut guard = pool.try_get().unwrap();
                        if other {
                            drop(pool.try_get());
                        }
                        guard.at_drop = Some(Box::new(boom));
                        panics(|| end(&pool, guard));
                        assert_eq!(pool.stats().in_use, 0, "{number}");
                        assert_eq!(script.ledger.live().len(), pool.stats().idle, "{number}");
                        is_sound(&pool, &script);
                        drop(pool);
                        assert!(script.ledger.live().is_empty(), "{number}");
                    }
                }
            }

            #[test]
            fn a_pool_whose_objects_panic_as_it_goes_drops_them_all() {
                let (pool, script) = scripted();
                let mut both = [pool.try_get().unwrap(), pool.try_get().unwrap()];
                both[0].at_drop = Some(Box::new(boom));
                drop(both);
                panics(|| drop(pool));
                assert!(script.ledger.live().is_empty());
            }

            #[test]
            fn each_hook_may_use_the_pool() {
                fn roam(pool: &$Pool<Nosy<impl Sized>>) {
                    let guard = pool.try_get();
                    let lease = pool.try_get_or_vacant();
                    pool.retain(|_, _| true);
                    assert!(pool.stats().in_use <= 3);
                    drop((guard, lease));
                    pool.shrink_to(1);
                }
                struct Me($Pool<Nosy<Me>>);
                let share = Rc::new(Share {
                    pool: OnceCell::new(),
                    roam: |me: &Me| roam(&me.0),
                    depth: Cell::new(0),
                    live: Cell::new(0),
                    roamed: Cell::new(0),
                });
                let pool = $Pool::builder(Nosy(Rc::clone(&share))).max(3).build().unwrap();
                let me = Rc::new(Me(pool));
                assert!(share.pool.set(Rc::downgrade(&me)).is_ok());
                for round in 0..4 {
                    drop(me.0.try_get());
                    drop([me.0.try_get(), me.0.try_get()]);
                    me.0.try_get().into_iter().for_each(Guard::discard);
                    drop(me.0.try_get().map(Guard::detach));
                    me.0.retain(|_, _| {
                        drop((me.0.try_get(), me.0.try_get_or_vacant()));
                        round % 2 == 0
                    });
                    let stats = me.0.stats();
                    assert_eq!((stats.in_use, stats.idle), (0, share.live.get().unsigned_abs()));
                }
                assert!(share.roamed.get() > 20);
                drop(me);
                assert_eq!(share.live.get(), 0);
            }

            #[test]
            fn what_is_forgotten_keeps_its_slot_and_nothing_else() {
                static LIVE: AtomicUsize = AtomicUsize::new(0);
                struct Plain;
                impl Drop for Plain {
                    fn drop(&mut self) {
                        LIVE.fetch_sub(1, Relaxed);
                    }
                }
                let make = || {
                    LIVE.fetch_add(1, Relaxed);
                    Plain
                };
                let pool = $Pool::builder(make).max(4).prewarm(2).build().unwrap();
                mem::forget(pool.try_get());
                mem::forget(pool.try_get_or_vacant()); // with an object
                assert!(matches!(pool.try_get_or_vacant(), Some(Lease::Vacant(_))));
                mem::forget(pool.try_get_or_vacant()); // without
                drop(pool.try_get());
                let moved = Box::new(pool);
                assert!(moved.try_get().is_some());
                assert_eq!((moved.stats().in_use, moved.stats().idle), (3, 1));
                assert_eq!(moved.retain(|_, _| false), 1);
                assert_eq!((moved.stats().in_use, moved.stats().idle), (3, 0));
                drop(moved.try_get());
                drop(moved);
                assert_eq!(LIVE.load(Relaxed), 2, "the two that were forgotten");
            }

            #[test]
            fn objects_of_no_size() {
                static COUNT: AtomicUsize = AtomicUsize::new(0);
                struct Zero;
                impl Drop for Zero {
                    fn drop(&mut self) {
                        COUNT.fetch_sub(1, Relaxed);
                    }
                }
                let count = || {
                    COUNT.fetch_add(1, Relaxed);
                    Zero
                };
                let pool = $Pool::builder(count).max(3).prewarm(1).build().unwrap();
                let all = [pool.try_get(), pool.try_get(), pool.try_get()];
                assert!(all.iter().all(Option::is_some) && pool.try_get().is_none());
                drop(all);
                drop(pool.try_get().map(Guard::detach));
                drop(pool);
                assert_eq!(COUNT.load(Relaxed), 0);
            }

            #[test]
            fn the_ends_of_max() {
                let build = |max: usize| $Pool::builder(String::new).max(max).build();
                assert!(build(0).unwrap_err().to_string().contains("set `max` to 1 or more"));
                assert!(build(usize::MAX).unwrap_err().to_string().contains("set `max` lower"));
                let one = build(1).unwrap();
                let guard = one.try_get();
                assert!(guard.is_some() && one.try_get().is_none());
                assert!(one.try_get_or_vacant().is_none());
                assert_eq!(one.shrink_to(0) + one.retain(|_, _| false), 0);
                drop(guard);
                assert_eq!(one.shrink_to(0), 1);
                assert!(one.try_get().is_some());
            }
        }
    };
}

attacks!(shared, Pool);
attacks!(local, LocalPool);
attacks!(
    #[cfg(feature = "std")]
    cached,
    CachedPool
);
attacks!(
    #[cfg(feature = "std")]
    waiting,
    WaitPool
);
