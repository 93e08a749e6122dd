//! Every interleaving that loom finds of a few threads on a few slots.
//!
//! Each access to a slot's object counts as a write to loom's cell (see `src/sync.rs`), and so does
//! each use of an object here: two that are not ordered fail the model.
#![cfg(hardpan_loom)]

use std::sync::atomic::{AtomicUsize as Plain, Ordering::Relaxed};

use std::{
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, Wake, Waker},
};

use loom::{cell::UnsafeCell, model::Builder, sync::Arc, thread};
use obj_pool::{CachedPool, Guard, Manage, Pool, WaitPool};

/// An object that loom watches: each touch of the cell must be ordered after the one before.
struct Watched(UnsafeCell<()>, usize);

impl Watched {
    /// Adds one and says what there was.
    fn touch(&mut self) -> usize {
        self.0.with_mut(|_| ());
        self.1 += 1;
        self.1 - 1
    }
}

fn watched() -> Watched {
    Watched(UnsafeCell::new(()), 0)
}

/// All interleavings of two threads.
fn model(run: impl Fn() + Send + Sync + 'static) {
    Builder::new().check(run);
}

/// Those of three threads with at most three preemptions.
fn model_of_three(run: impl Fn() + Send + Sync + 'static) {
    model_bounded(3, run);
}

fn model_bounded(preemptions: usize, run: impl Fn() + Send + Sync + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.check(run);
}

/// A pool whose slots hold objects, or do not.
fn pool(max: usize, prewarm: usize) -> Arc<Pool<fn() -> Watched>> {
    let make: fn() -> Watched = watched;
    Arc::new(Pool::builder(make).max(max).prewarm(prewarm).build().unwrap())
}

fn spawn<M>(pool: &Arc<Pool<M>>, run: impl FnOnce(&Pool<M>) + 'static) -> thread::JoinHandle<()>
where
    M: Manage + 'static,
{
    let pool = Arc::clone(pool);
    thread::spawn(move || run(&pool))
}

fn take_once(pool: &Pool<fn() -> Watched>) {
    if let Some(mut object) = pool.try_get() {
        object.touch();
    }
}

fn take_twice(pool: &Pool<fn() -> Watched>) {
    take_once(pool);
    take_once(pool);
}

#[test]
fn take_return_take_by_two() {
    for prewarm in [0, 1] {
        model(move || {
            let pool = pool(1, prewarm);
            let other = spawn(&pool, take_twice);
            take_twice(&pool);
            other.join().unwrap();
            let stats = pool.stats();
            let uses = pool.try_get().expect("all have returned").touch();
            assert!(
                (2..=4).contains(&uses),
                "two takers of one slot: at least one of them at a time"
            );
            assert_eq!(stats.created, 1);
            assert_eq!(stats.created - prewarm as u64 + stats.reused, uses as u64);
        });
    }
}

#[test]
fn take_return_take_by_three() {
    // Two slots have many more interleavings: one preemption less keeps the file within its minute.
    for (max, prewarm, preemptions) in [(1, 1, 3), (2, 1, 2)] {
        model_bounded(preemptions, move || {
            let pool = pool(max, prewarm);
            // The one that takes twice finds what each of the others left.
            let others = [spawn(&pool, take_once), spawn(&pool, take_once)];
            take_twice(&pool);
            for other in others {
                other.join().unwrap();
            }
            let stats = pool.stats();
            assert_eq!((stats.in_use, stats.discarded, stats.overflowed), (0, 0, 0));
            assert!(stats.created <= max as u64);
        });
    }
}

#[test]
fn one_of_two_takers_gets_the_slot() {
    model(|| {
        let pool = pool(1, 0);
        let got = Arc::new(Plain::new(0));
        let count = Arc::clone(&got);
        let other = spawn(&pool, move |pool| {
            if let Some(guard) = pool.try_get() {
                count.fetch_add(1, Relaxed);
                std::mem::forget(guard);
            }
        });
        if let Some(guard) = pool.try_get() {
            got.fetch_add(1, Relaxed);
            std::mem::forget(guard);
        }
        other.join().unwrap();
        assert_eq!(got.load(Relaxed), 1);
        assert_eq!(pool.stats().in_use, 1);
    });
}

#[test]
fn discard_and_detach_hand_over_the_empty_slot() {
    model(|| {
        let pool = pool(1, 1);
        let other = spawn(&pool, |pool| {
            if let Some(guard) = pool.try_get() {
                Guard::discard(guard);
            }
        });
        if let Some(guard) = pool.try_get() {
            Guard::detach(guard).touch();
        }
        other.join().unwrap();
        let stats = pool.stats();
        assert_eq!((stats.in_use, stats.idle), (0, 0));
        assert!(stats.created <= 2 && stats.discarded <= 1);
    });
}

#[test]
fn a_refused_object_is_replaced_once() {
    struct Picky;
    impl Manage for Picky {
        type Item = Watched;
        fn create(&self) -> Watched {
            watched()
        }
        fn reset(&self, object: &mut Watched) -> bool {
            object.touch() < 2
        }
        fn validate(&self, object: &mut Watched) -> bool {
            object.touch() < 1
        }
    }
    model(|| {
        let pool = Arc::new(Pool::builder(Picky).max(1).prewarm(1).build().unwrap());
        let run = |pool: &Pool<Picky>| {
            if let Some(mut object) = pool.try_get() {
                object.touch();
            }
        };
        let other = spawn(&pool, run);
        run(&pool);
        other.join().unwrap();
        run(&pool);
        assert_eq!(pool.stats().in_use, 0);
    });
}

#[test]
fn temporaries_and_owned_guards() {
    model(|| {
        let make: fn() -> Watched = watched;
        let pool = std::sync::Arc::new(Pool::builder(make).max(1).build().unwrap());
        let share = std::sync::Arc::clone(&pool);
        let other = thread::spawn(move || {
            share.get_owned().touch();
        });
        pool.get_owned().touch();
        other.join().unwrap();
        let stats = pool.stats();
        assert_eq!((stats.in_use, stats.idle), (0, 1));
        assert_eq!(stats.created + stats.reused + stats.overflowed, 2);
    });
}

/// Unparks a thread of the model's.
struct Unpark(thread::Thread);

impl Wake for Unpark {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(std::sync::Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(end) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return end;
        }
        thread::park();
    }
}

fn poll_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

type Waiting = WaitPool<fn() -> Watched>;

fn wait_pool(max: usize, prewarm: usize) -> Arc<Waiting> {
    let make: fn() -> Watched = watched;
    Arc::new(WaitPool::builder(make).max(max).prewarm(prewarm).build().unwrap())
}

fn go(pool: &Arc<Waiting>, run: impl FnOnce(&Waiting) + 'static) -> thread::JoinHandle<()> {
    let pool = Arc::clone(pool);
    thread::spawn(move || run(&pool))
}

/// The pool is as if nobody had waited: its one slot is free, and each use of its object counts.
fn is_free(pool: &Waiting, uses: usize) {
    assert_eq!((pool.waiting(), pool.stats().in_use), (0, 0));
    assert_eq!(pool.try_get().expect("it is free").touch(), uses);
}

#[test]
fn a_wait_ends_with_the_return() {
    for prewarm in [0, 1] {
        model(move || {
            let pool = wait_pool(1, prewarm);
            let other = go(&pool, |pool| {
                pool.acquire_blocking().unwrap().touch();
            });
            block_on(pool.acquire()).unwrap().touch();
            other.join().unwrap();
            is_free(&pool, 2);
        });
    }
}

#[test]
fn a_wait_for_one_of_two() {
    model_of_three(|| {
        let pool = wait_pool(2, 2);
        let others = [(); 2].map(|()| {
            go(&pool, |pool| {
                pool.acquire_blocking().unwrap().touch();
            })
        });
        block_on(pool.acquire()).unwrap().touch();
        for other in others {
            other.join().unwrap();
        }
        let (mut one, mut two) = (pool.try_get().unwrap(), pool.try_get().unwrap());
        assert_eq!(one.touch() + two.touch(), 3);
    });
}

#[test]
fn a_wait_that_is_cancelled_takes_nothing_along() {
    model_of_three(|| {
        let pool = wait_pool(1, 1);
        let held = pool.try_get().unwrap();
        let waiter = go(&pool, |pool| {
            block_on(pool.acquire()).unwrap().touch();
        });
        let quitter = go(&pool, |pool| {
            let mut future = pool.acquire();
            match poll_once(&mut future) {
                Poll::Ready(guard) => {
                    guard.unwrap().touch();
                }
                Poll::Pending => drop(future), // handed over to it or not
            }
        });
        drop(held);
        waiter.join().unwrap();
        quitter.join().unwrap();
        assert_eq!((pool.waiting(), pool.stats().in_use), (0, 0));
        assert!((1..=2).contains(&pool.try_get().expect("it is free").touch()));
    });
}

#[test]
fn two_waiters_are_served_in_order() {
    model_of_three(|| {
        let pool = wait_pool(1, 1);
        let held = pool.try_get().unwrap();
        let (mut one, mut two) = (pool.acquire(), pool.acquire());
        assert!(poll_once(&mut one).is_pending() && poll_once(&mut two).is_pending());
        let other = go(&pool, |pool| {
            // Behind both, and whoever does not wait gets nothing before them.
            if let Some(mut guard) = pool.try_get() {
                assert_eq!(guard.touch(), 2);
            }
            assert!(block_on(pool.acquire()).unwrap().touch() >= 2);
        });
        drop(held);
        assert!(poll_once(&mut two).is_pending(), "the first one has it");
        let Poll::Ready(Ok(mut first)) = poll_once(&mut one) else { panic!("it was handed over") };
        assert_eq!(first.touch(), 0);
        drop(first);
        let Poll::Ready(Ok(mut second)) = poll_once(&mut two) else { panic!("it was handed over") };
        assert_eq!(second.touch(), 1);
        drop(second);
        other.join().unwrap();
        assert_eq!((pool.waiting(), pool.stats().in_use), (0, 0));
    });
}

#[test]
fn two_threads_that_wait_are_both_served() {
    model_of_three(|| {
        let pool = wait_pool(1, 1);
        let mut held = pool.try_get().unwrap();
        let others = [(); 2].map(|()| {
            go(&pool, |pool| {
                pool.acquire_blocking().unwrap().touch();
            })
        });
        held.touch();
        Guard::discard(held);
        for other in others {
            other.join().unwrap();
        }
        is_free(&pool, 2);
    });
}

#[test]
fn close_wakes_whoever_waits() {
    model_of_three(|| {
        let pool = wait_pool(1, 1);
        let held = pool.try_get().unwrap();
        let task = go(&pool, |pool| drop(block_on(pool.acquire())));
        let closer = go(&pool, |pool| pool.close());
        let served = pool.waiting();
        drop(held);
        closer.join().unwrap();
        task.join().unwrap();
        assert!(served <= 1 && pool.is_closed() && pool.try_get().is_none());
        assert!(pool.acquire_blocking().is_err());
        assert_eq!((pool.waiting(), pool.stats().in_use, pool.stats().idle), (0, 0, 1));
    });
}

#[test]
fn retain_and_a_waiter() {
    model(|| {
        let pool = wait_pool(1, 1);
        let waiter = go(&pool, |pool| {
            pool.acquire_blocking().unwrap().touch();
        });
        pool.retain(|object, _| object.touch() == 9);
        waiter.join().unwrap();
        assert_eq!((pool.waiting(), pool.stats().in_use), (0, 0));
    });
}

type Cached = CachedPool<fn() -> Watched>;

/// One whose magazines have two halves of one.
fn cached(max: usize) -> Arc<Cached> {
    let make: fn() -> Watched = watched;
    Arc::new(CachedPool::builder(make).max(max).magazine(1).prewarm(max).build().unwrap())
}

fn with_cached<T: 'static>(
    pool: &Arc<Cached>,
    run: impl FnOnce(&Cached) -> T + 'static,
) -> thread::JoinHandle<T> {
    let pool = Arc::clone(pool);
    thread::spawn(move || run(&pool))
}

/// How many uses an object had, if there was one to take.
fn use_once(pool: &Cached) -> Option<usize> {
    pool.try_get().map(|mut object| object.touch())
}

#[test]
fn magazines_meet_in_the_depot() {
    static MET: Plain = Plain::new(0);
    model(|| {
        let pool = cached(1);
        let others = [(); 2].map(|()| {
            with_cached(&pool, |pool| {
                let first = use_once(pool);
                let second = use_once(pool); // out of the own magazine, if the first was
                assert!(first.is_none() || second == first.map(|uses| uses + 1));
                pool.flush();
                second
            })
        });
        let uses = others.map(|other| other.join().unwrap());
        if let [Some(one), Some(two)] = uses {
            assert_ne!(one, two);
            MET.fetch_add(1, Relaxed);
        }
        let stats = pool.stats();
        assert_eq!((stats.in_use, stats.idle, stats.created, stats.discarded), (0, 1, 1, 0));
    });
    assert!(MET.load(Relaxed) > 0, "in some interleaving both had it");
}

#[test]
fn what_spills_into_the_depot_is_found() {
    static FOUND: Plain = Plain::new(0);
    model(|| {
        let pool = cached(3);
        let other = with_cached(&pool, |pool| {
            // Its magazine fetches a neighbour from the depot at times, and gets it back.
            let uses = use_once(pool);
            pool.flush();
            uses
        });
        // The third that comes back finds the magazine full, and the oldest goes to the depot.
        let held: Vec<_> = (0..3).filter_map(|_| pool.try_get()).collect();
        held.into_iter().for_each(|mut object| {
            object.touch();
        });
        if other.join().unwrap() == Some(1) {
            FOUND.fetch_add(1, Relaxed);
        }
        let stats = pool.stats();
        assert_eq!((stats.in_use, stats.idle, stats.created, stats.discarded), (0, 3, 3, 0));
    });
    assert!(FOUND.load(Relaxed) > 0, "in some interleaving it came out of the depot");
}

#[test]
fn a_threads_number_is_used_again_with_its_magazine() {
    static TOOK_OVER: Plain = Plain::new(0);
    model(|| {
        let pool = cached(1);
        // Neither flushes: the second has the object only if it came after the first one's end.
        let others = [(); 2].map(|()| with_cached(&pool, use_once));
        let uses = others.map(|other| other.join().unwrap());
        assert!(uses.contains(&Some(0)));
        if uses.contains(&Some(1)) {
            TOOK_OVER.fetch_add(1, Relaxed);
        }
        let stats = pool.stats();
        assert_eq!((stats.in_use, stats.idle, stats.created), (0, 1, 1));
    });
    assert!(TOOK_OVER.load(Relaxed) > 0, "in some interleaving the number was used again");
}

#[test]
fn two_threads_meet_on_a_page_of_magazines() {
    model_of_three(|| {
        let pool = cached(2);
        // The first number is this thread's, so that those of the others are on the next page.
        drop(pool.try_get());
        pool.flush();
        let others = [(); 2].map(|()| with_cached(&pool, |pool| drop(pool.try_get())));
        others.into_iter().for_each(|other| other.join().unwrap());
        let stats = pool.stats();
        assert_eq!((stats.in_use, stats.idle, stats.created), (0, 2, 2));
    });
}
