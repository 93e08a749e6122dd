//! The static pool.

use std::{
    cell::Cell,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    thread,
};

use obj_pool::{Guard, StaticGuard, StaticPool};

use crate::support::panics;

#[test]
fn in_a_static() {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    static POOL: StaticPool<Cell<usize>, 2> =
        StaticPool::new(|| Cell::new(MADE.fetch_add(1, Relaxed)));

    let one: StaticGuard<'static, Cell<usize>> = POOL.try_get().unwrap();
    let two = thread::spawn(|| POOL.try_get().unwrap()).join().unwrap();
    assert!(POOL.try_get().is_none());
    assert_eq!((one.get(), two.get()), (0, 1));
    two.set(7);
    drop(two);
    assert_eq!(POOL.try_get().unwrap().get(), 7, "as its last user left it");
    Guard::discard(POOL.try_get().unwrap());
    assert_eq!(Guard::detach(POOL.try_get().unwrap()).get(), 2);
    thread::spawn(move || drop(one)).join().unwrap();
    assert_eq!((POOL.try_get().unwrap().get(), MADE.load(Relaxed)), (0, 3));
    assert_eq!(format!("{POOL:?}"), "StaticPool { max: 2, .. }");
}

#[test]
fn one_that_is_not_static_drops_its_objects() {
    static DROPS: AtomicUsize = AtomicUsize::new(0);
    struct Plain(u8);
    impl Drop for Plain {
        fn drop(&mut self) {
            DROPS.fetch_add(1, Relaxed);
        }
    }
    let pool = StaticPool::<_, 3>::new(|| Plain(0));
    let (mut one, two) = (pool.try_get().unwrap(), pool.try_get().unwrap());
    one.0 = 1;
    std::mem::forget(two);
    drop(one);
    drop(pool);
    assert_eq!(DROPS.load(Relaxed), 1, "not the one that was forgotten");
}

#[test]
fn an_init_that_panics_costs_no_slot() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let pool = StaticPool::<usize, 1>::new(|| {
        let call = CALLS.fetch_add(1, Relaxed);
        assert!(call != 0, "planned");
        call
    });
    panics(|| pool.try_get());
    assert_eq!(*pool.try_get().unwrap(), 1);
}

#[test]
fn an_init_may_use_its_own_pool() {
    static DEPTH: AtomicUsize = AtomicUsize::new(0);
    static POOL: StaticPool<usize, 3> = StaticPool::new(|| {
        let depth = DEPTH.fetch_add(1, Relaxed);
        let Some(inner) = POOL.try_get() else { return depth };
        let made = *inner;
        if depth == 1 {
            Guard::discard(inner);
        }
        10 * made + depth
    });
    // The third finds no slot; the second throws the third's away, and the first keeps the second's.
    let all = [(); 3].map(|()| POOL.try_get().unwrap());
    assert_eq!(all.each_ref().map(|object| **object), [210, 21, 3]);
    assert!(POOL.try_get().is_none());
    assert_eq!(DEPTH.load(Relaxed), 4, "no more than the slots, and the one that was thrown away");
}

#[test]
fn an_idle_object_goes_before_a_new_one() {
    let pool = StaticPool::<u32, 3>::new(|| 0);
    let [one, mut two] = [(); 2].map(|()| pool.try_get().unwrap());
    *two = 7;
    drop(two);
    StaticGuard::discard(one);
    assert_eq!(*pool.try_get().unwrap(), 7);
    let all = [(); 3].map(|()| pool.try_get().unwrap());
    assert_eq!(all.iter().map(|object| **object).sum::<u32>(), 7);
    assert!(pool.try_get().is_none());
}

#[test]
fn one_of_none() {
    assert!(StaticPool::<u8, 0>::new(|| 1).try_get().is_none());
}

#[test]
fn many_threads_on_few_slots() {
    static POOL: StaticPool<(bool, usize), 2> = StaticPool::new(|| (false, 0));
    const ROUNDS: usize = if cfg!(miri) { 40 } else { 20_000 };
    let taken = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..ROUNDS {
                    let Some(mut object) = POOL.try_get() else { continue };
                    assert!(!object.0, "held twice");
                    object.0 = true;
                    object.1 += 1;
                    object.0 = false;
                    taken.fetch_add(1, Relaxed);
                }
            });
        }
    });
    let uses = [POOL.try_get().unwrap(), POOL.try_get().unwrap()].map(|object| object.1);
    assert_eq!(uses[0] + uses[1], taken.into_inner());
}

#[test]
fn its_memory() {
    assert_eq!(size_of::<StaticPool<[u32; 7], 4>>(), size_of::<usize>() + 4 * 32);
}
