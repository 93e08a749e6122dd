//! What a cached pool does otherwise than a shared one.

use std::{
    cell::RefCell,
    sync::{
        Arc, Barrier,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
        mpsc,
    },
    thread,
};

use obj_pool::{CachedGuard, CachedPool, Guard, Lease, Manage, OwnedCachedGuard};

use crate::support::{Scripted, Shared, figures, panics, set};

type TestPool = CachedPool<Shared>;

fn scripted(max: usize, k: usize) -> (Arc<TestPool>, Arc<Scripted>) {
    let script = Arc::new(Scripted::default());
    let pool =
        CachedPool::builder(Shared(Arc::clone(&script))).max(max).magazine(k).build().unwrap();
    (Arc::new(pool), script)
}

/// All that this thread can take, at once.
fn drain<M: Manage>(pool: &CachedPool<M>) -> Vec<CachedGuard<'_, M>> {
    std::iter::from_fn(|| pool.try_get()).collect()
}

/// Runs on a thread of its own, to its end.
fn elsewhere<R: Send>(run: impl FnOnce() -> R + Send) -> R {
    thread::scope(|scope| scope.spawn(run).join().unwrap())
}

#[test]
fn a_thread_gets_back_what_it_gave_last() {
    let (pool, _script) = scripted(4, 2);
    let (one, two) = (pool.get(), pool.get());
    let (first, second) = (one.id, two.id);
    drop(one);
    drop(two);
    assert_eq!(pool.get().id, second);
    let (one, two) = (pool.get(), pool.get_owned());
    assert_eq!((one.id, two.id), (second, first));
    assert_eq!(figures(pool.stats()), ([2, 3, 0, 0], [2, 0]));
}

#[test]
fn magazines_give_to_and_fetch_from_the_depot() {
    let (pool, _script) = scripted(8, 1);
    // All eight pass through this thread's magazine of two.
    let all: Vec<_> = (0..8).map(|_| pool.try_get().unwrap()).collect();
    assert!(pool.try_get().is_none());
    drop(all);
    assert_eq!(figures(pool.stats()), ([8, 0, 0, 0], [0, 8]));
    let found = elsewhere(|| drain(&pool).len());
    assert_eq!(found, 6, "all but those in our magazine");
    // The other thread has ended; its magazine has two, and the depot four.
    let mine = drain(&pool);
    assert_eq!(mine.len(), 6);
    assert_eq!(figures(pool.stats()).1, [6, 2]);
    let over = pool.get();
    assert_eq!(pool.stats().overflowed, 1);
    drop((over, mine));
    assert_eq!(figures(pool.stats()).1, [0, 8]);
}

/// The promise: no more than 2k objects for each thread that ran at once.
#[test]
fn threads_that_come_and_go_strand_no_more_than_one_does() {
    const K: usize = 2;
    let pool = CachedPool::builder(|| 0_u8).max(2000).magazine(K).build().unwrap();
    // Other tests' threads take numbers too, so not each of these gets the same one: at worst each
    // test of this binary runs at once.
    let threads = 40;
    for _ in 0..if cfg!(miri) { 10 } else { 300 } {
        elsewhere(|| drop([pool.get(), pool.get(), pool.get(), pool.get(), pool.get()]));
    }
    let stats = pool.stats();
    assert!(stats.created <= 5 + threads * 2 * K as u64, "{stats:?}");
    assert_eq!((stats.in_use, stats.overflowed), (0, 0));
    // A magazine never has more than 2k.
    let all = drain(&pool);
    drop(all);
    let left = elsewhere(|| drain(&pool).len());
    assert!(left as u64 + threads * 2 * K as u64 >= 2000, "{left}");
}

#[test]
fn a_magazine_of_none() {
    let (pool, script) = scripted(2, 0);
    drop((pool.get(), pool.get()));
    assert_eq!(elsewhere(|| drain(&pool).len()), 2);
    assert_eq!(figures(pool.stats()), ([2, 2, 0, 0], [0, 2]));
    let text = format!("{pool:?}");
    assert!(text.starts_with("CachedPool { max: 2, magazine: 0, stats: Stats {"), "{text}");
    drop(pool);
    assert!(script.ledger.live().is_empty());
}

#[test]
fn a_magazine_larger_than_the_pool() {
    let pool = CachedPool::builder(|| 1).max(3).magazine(usize::MAX).prewarm(3).build().unwrap();
    for _ in 0..3 {
        let all = drain(&pool);
        assert_eq!(all.len(), 3);
    }
    assert!(elsewhere(|| pool.try_get().is_none()));
}

#[test]
fn what_lies_in_magazines_is_dropped_once() {
    let (pool, script) = scripted(8, 2);
    let all: Vec<_> = (0..8).map(|_| pool.get()).collect();
    thread::scope(|scope| {
        for guard in all {
            scope.spawn(move || drop(guard));
        }
    });
    assert_eq!(script.ledger.live().len(), 8);
    drop(pool);
    assert!(script.ledger.live().is_empty());
}

#[test]
fn one_that_is_forgotten_is_in_no_magazine() {
    static DROPS: AtomicUsize = AtomicUsize::new(0);
    struct Plain;
    impl Drop for Plain {
        fn drop(&mut self) {
            DROPS.fetch_add(1, Relaxed);
        }
    }
    let pool = CachedPool::builder(|| Plain).max(3).prewarm(3).magazine(1).build().unwrap();
    drop((pool.get(), pool.get()));
    std::mem::forget(pool.get());
    assert_eq!(figures(pool.stats()).1, [1, 2]);
    assert_eq!(drain(&pool).len(), 2);
    drop(pool);
    assert_eq!(DROPS.load(Relaxed), 2);
}

#[test]
fn flush_shrink_and_retain_look_into_ones_own_magazine() {
    let (pool, _script) = scripted(6, 3);
    drop([pool.get(), pool.get(), pool.get()]);
    elsewhere(|| drop([pool.get(), pool.get()]));
    assert_eq!(pool.stats().created, 5);
    let mut seen = 0;
    let gone = pool.retain(|object, meta| {
        seen += 1;
        assert_eq!((meta.uses, meta.rounds_idle), (1, 0));
        object.id != 1
    });
    assert_eq!((gone, seen), (1, 3), "not those in the other thread's");
    assert_eq!((pool.shrink_to(0), pool.stats().idle), (2, 2));
    drop(pool.get());
    pool.flush();
    pool.flush();
    assert!(elsewhere(|| { drain(&pool).len() >= 4 }));
}

#[test]
fn hooks_may_panic_and_use_the_pool() {
    let (pool, script) = scripted(1, 2);
    let weak = Arc::downgrade(&pool);
    let roam = move || {
        let Some(pool) = weak.upgrade() else { return };
        let guards = (pool.try_get(), pool.get(), pool.try_get_owned(), pool.get_owned());
        pool.flush();
        Guard::discard(guards.1);
        drop(guards.3);
        panic!("planned");
    };
    set(&script.at_create, roam.clone());
    panics(|| pool.get());
    let guard = pool.get();
    set(&script.at_reset, roam.clone());
    panics(move || drop(guard));
    drop(pool.get());
    set(&script.at_validate, roam.clone());
    panics(|| pool.get());
    let mut guard = pool.get();
    guard.good = false;
    guard.at_drop = Some(Box::new(roam));
    drop(guard);
    panics(|| pool.try_get_or_vacant().is_some());
    assert!(matches!(pool.try_get_or_vacant(), Some(Lease::Vacant(_))));
    drop(pool.try_get().unwrap());
    assert_eq!(figures(pool.stats()).1, [0, 1]);
    drop(pool);
    assert!(script.ledger.live().is_empty());
}

#[test]
fn a_thread_may_use_the_pool_while_its_locals_go() {
    thread_local! {
        static KEPT: RefCell<Vec<OwnedCachedGuard<Shared>>> = const { RefCell::new(Vec::new()) };
        static LATE: Late = const { Late(RefCell::new(None)) };
    }
    struct Late(RefCell<Option<Arc<TestPool>>>);
    static RAN: AtomicBool = AtomicBool::new(false);
    impl Drop for Late {
        fn drop(&mut self) {
            let pool = self.0.take().unwrap();
            drop((pool.try_get(), pool.get_owned(), pool.get()));
            pool.flush();
            RAN.store(true, Relaxed);
        }
    }
    for first in [false, true] {
        let (pool, script) = scripted(3, 1);
        let share = Arc::clone(&pool);
        let run = move || {
            if first {
                drop(share.get()); // has its number before the others have their locals
            }
            LATE.with(|late| late.0.replace(Some(Arc::clone(&share))));
            KEPT.with_borrow_mut(|kept| kept.extend([share.get_owned(), share.get_owned()]));
        };
        thread::spawn(run).join().unwrap();
        assert!(RAN.swap(false, Relaxed));
        assert_eq!(pool.stats().in_use, 0);
        drop(pool);
        assert!(script.ledger.live().is_empty());
    }
}

#[test]
fn guards_end_on_other_threads() {
    const ROUNDS: usize = if cfg!(miri) { 40 } else { 20_000 };
    let (pool, script) = scripted(16, 2);
    let (sender, receiver) = mpsc::sync_channel::<OwnedCachedGuard<Shared>>(4);
    let user = thread::spawn(move || receiver.into_iter().filter(|object| object.fit).count());
    for _ in 0..ROUNDS {
        sender.send(pool.get_owned()).unwrap();
    }
    drop((sender, pool)); // the last guard takes the pool down, over there
    assert_eq!(user.join().unwrap(), ROUNDS);
    assert!(script.ledger.live().is_empty());
}

#[test]
fn many_threads_on_few_slots() {
    const ROUNDS: usize = if cfg!(miri) { 30 } else { 20_000 };
    struct Maker;
    impl Manage for Maker {
        type Item = (bool, usize);
        fn create(&self) -> Self::Item {
            (false, 0)
        }
        fn reset(&self, item: &mut Self::Item) -> bool {
            assert!(std::mem::take(&mut item.0));
            item.1 % 7 != 6
        }
        fn validate(&self, item: &mut Self::Item) -> bool {
            assert!(!item.0);
            item.1 % 5 != 4
        }
    }
    fn take(mut guard: CachedGuard<'_, Maker>) -> CachedGuard<'_, Maker> {
        assert!(!std::mem::replace(&mut guard.0, true), "held twice");
        guard.1 += 1;
        guard
    }
    let pool = CachedPool::builder(Maker).max(6).magazine(1).build().unwrap();
    let start = Barrier::new(4);
    let gets = AtomicUsize::new(0);
    thread::scope(|scope| {
        for turn in 0..4 {
            let (pool, start, gets) = (&pool, &start, &gets);
            scope.spawn(move || {
                start.wait();
                let mut kept = Vec::new();
                for round in turn..turn + ROUNDS {
                    let guard = match round % 3 {
                        0 => Some(pool.get()),
                        _ => pool.try_get(),
                    };
                    let Some(guard) = guard else {
                        kept.clear();
                        continue;
                    };
                    gets.fetch_add(1, Relaxed);
                    kept.push(take(guard));
                    match round % 5 {
                        0 => kept.clear(),
                        1 => drop(kept.pop()),
                        2 => Guard::discard(kept.remove(0)),
                        3 => pool.flush(),
                        _ => assert!(pool.retain(|item, _| !item.0) == 0),
                    }
                    let stats = pool.stats();
                    assert!(stats.in_use + stats.idle <= 6);
                }
            });
        }
    });
    let stats = pool.stats();
    assert_eq!(stats.in_use, 0);
    assert_eq!(stats.created + stats.reused + stats.overflowed, gets.into_inner() as u64);
}
