//! Waiting, beyond what the model in `fuzz_wait` knows: threads, panics, wakers that misbehave.

use std::{
    future::Future,
    mem,
    pin::{Pin, pin},
    sync::{
        Arc, Barrier, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll, Wake, Waker},
    thread,
    time::{Duration, Instant},
};

use obj_pool::{AcquireError, Guard, Lease, Manage, OwnedGuard, OwnedWaitGuard, WaitPool};

use crate::support::{Scripted, Shared, figures, in_time, panics, set};

pub(crate) type TestPool = WaitPool<Shared>;

pub(crate) fn scripted(max: usize) -> (Arc<TestPool>, Arc<Scripted>) {
    let script = Arc::new(Scripted::default());
    let pool = WaitPool::builder(Shared(Arc::clone(&script))).max(max).build().unwrap();
    (Arc::new(pool), script)
}

/// Does something when it is woken.
pub(crate) struct OnWake<F>(pub(crate) F);

impl<F: Fn() + Send + Sync> Wake for OnWake<F> {
    fn wake(self: Arc<Self>) {
        (self.0)();
    }
}

pub(crate) fn poll<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    poll_with(future, Waker::noop())
}

pub(crate) fn poll_with<F: Future + Unpin>(future: &mut F, waker: &Waker) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(waker))
}

pub(crate) fn ready<T>(poll: Poll<T>) -> T {
    match poll {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

/// A small runtime: parks the thread.
fn block_on<F: Future>(future: F) -> F::Output {
    let thread = thread::current();
    let waker = Waker::from(Arc::new(OnWake(move || thread.unpark())));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(end) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return end;
        }
        thread::park();
    }
}

#[test]
fn it_does_nothing_until_it_is_polled() {
    let (pool, _script) = scripted(1);
    drop((pool.acquire(), pool.acquire_owned(), pool.acquire_or_vacant()));
    let mut late = pool.acquire();
    let held = ready(poll(&mut pool.acquire())).unwrap();
    assert!(poll(&mut late).is_pending());
    assert_eq!(format!("{late:?}"), "Acquire { waits: true, .. }");
    drop(held);
    assert_eq!(format!("{:?}", ready(poll(&mut late)).unwrap().id), "1");
    assert_eq!(pool.stats().reused, 1);
}

#[test]
fn each_kind_stands_in_one_queue() {
    let (pool, script) = scripted(1);
    let held = pool.try_get().unwrap();
    let (mut one, mut two, mut three) =
        (pool.acquire(), pool.acquire_owned(), pool.acquire_or_vacant());
    assert!(poll(&mut one).is_pending() && poll(&mut two).is_pending());
    assert!(poll(&mut three).is_pending());
    Guard::discard(held);
    assert!(poll(&mut two).is_pending() && poll(&mut three).is_pending());
    let first = ready(poll(&mut one)).unwrap();
    assert_eq!(first.id, 2, "a new one in the slot that was emptied");
    drop(first);
    let second: OwnedWaitGuard<_> = ready(poll(&mut two)).unwrap();
    assert!(poll(&mut three).is_pending() && pool.try_get_or_vacant().is_none());
    drop(OwnedGuard::detach(second));
    let Lease::Vacant(vacant) = ready(poll(&mut three)).unwrap() else { panic!("it is empty") };
    drop(vacant);
    assert!(matches!(ready(poll(&mut pool.acquire_or_vacant())), Ok(Lease::Vacant(_))));
    assert_eq!(script.ledger.live().len(), 0);
}

#[test]
fn a_waiter_that_is_dropped_passes_it_on() {
    let (pool, _script) = scripted(1);
    let mut held = pool.try_get();
    let mut waiters: Vec<_> = (0..4).map(|_| pool.acquire()).collect();
    for waiter in &mut waiters {
        assert!(poll(waiter).is_pending());
    }
    held.take(); // the first one has it
    drop(waiters.remove(1)); // never woken
    drop(waiters.remove(0)); // woken, not polled
    assert!(poll(&mut waiters[1]).is_pending());
    drop(ready(poll(&mut waiters[0])));
    mem::forget(waiters.remove(0)); // it is done: nothing is lost
    assert!(ready(poll(&mut waiters[0])).is_ok());
    assert_eq!((pool.waiting(), pool.stats().in_use), (0, 0));
    assert_eq!(pool.stats().reused, 2, "who did not look at it did not use it");
}

#[test]
fn what_goes_wrong_in_a_hook_passes_the_slot_on() {
    let (pool, script) = scripted(1);
    let mut held = pool.try_get().unwrap();
    held.good = false;
    let (mut one, mut two) = (pool.acquire(), pool.acquire());
    assert!(poll(&mut one).is_pending() && poll(&mut two).is_pending());
    drop(held);
    set(&script.at_create, || panic!("planned"));
    panics(|| poll(&mut one)); // refused, dropped, and no other one made
    assert_eq!(ready(poll(&mut two)).unwrap().id, 2);
    assert_eq!((pool.stats().in_use, pool.waiting()), (0, 0));
    // The first one may begin again.
    assert!(poll(&mut one).is_ready());

    for how in 0..3 {
        let mut held = pool.try_get().unwrap();
        let mut next = pool.acquire();
        assert!(poll(&mut next).is_pending());
        match how {
            0 => {
                set(&script.at_reset, || panic!("planned"));
                panics(move || drop(held));
            }
            1 => {
                held.at_drop = Some(Box::new(|| panic!("planned")));
                panics(move || Guard::discard(held));
            }
            _ => panics(move || {
                let _held = held;
                panic!("planned");
            }),
        }
        assert!(ready(poll(&mut next)).is_ok());
    }
}

#[test]
fn a_bad_object_costs_nobodys_turn() {
    let (pool, _script) = scripted(1);
    let mut held = pool.try_get().unwrap();
    let (mut one, mut two) = (pool.acquire(), pool.acquire());
    assert!(poll(&mut one).is_pending() && poll(&mut two).is_pending());
    held.good = false;
    drop(held);
    let first = ready(poll(&mut one)).unwrap();
    assert_eq!(first.id, 2);
    assert!(poll(&mut two).is_pending());
}

#[test]
fn retain_hands_on_what_it_looked_at() {
    let (pool, _script) = scripted(1);
    drop(pool.try_get());
    for keep in [true, false] {
        let mut waiter = None;
        pool.retain(|_, _| {
            assert!(poll(waiter.insert(pool.acquire())).is_pending());
            keep
        });
        assert!(ready(poll(waiter.as_mut().unwrap())).is_ok());
    }
    assert_eq!(pool.stats().created, 2);
}

#[test]
fn wakers_may_do_as_they_like() {
    // A waker uses the pool when it is woken, cloned and dropped; then it panics.
    struct Rude(Arc<TestPool>, bool);
    impl Wake for Rude {
        fn wake(self: Arc<Self>) {
            assert!(self.0.try_get().is_none() && self.0.waiting() < 2);
            assert!(!self.1, "planned");
        }
    }
    impl Drop for Rude {
        fn drop(&mut self) {
            let _ = self.0.stats();
            let _ = self.0.waiting();
        }
    }
    let (pool, _script) = scripted(1);
    let held = pool.try_get().unwrap();
    let (mut one, mut two) = (pool.acquire(), pool.acquire());
    for rude in [false, true, true] {
        let waker = Waker::from(Arc::new(Rude(Arc::clone(&pool), rude)));
        assert!(poll_with(&mut one, &waker).is_pending());
    }
    let waker = Waker::from(Arc::new(Rude(Arc::clone(&pool), true)));
    assert!(poll_with(&mut two, &waker).is_pending());
    panics(move || drop(held));
    let first = ready(poll(&mut one)).unwrap();
    panics(move || drop(first));
    assert!(ready(poll(&mut two)).is_ok());
}

#[test]
fn a_future_that_is_forgotten_costs_its_slot_and_no_object() {
    // No heap: leak detectors watch.
    let pool = WaitPool::builder(|| 7_u8).max(2).build().unwrap();
    let held = [pool.try_get().unwrap(), pool.try_get().unwrap()];
    let mut waiter = pool.acquire();
    assert!(poll(&mut waiter).is_pending());
    drop(held); // one of them is kept for it
    mem::forget(waiter);
    assert_eq!(figures(pool.stats()).1, [1, 1]);
    assert!(pool.try_get().is_some());

    // The object that was kept is dropped with the pool.
    let (pool, script) = scripted(1);
    let held = pool.try_get();
    let mut waiter = pool.acquire();
    assert!(poll(&mut waiter).is_pending());
    drop(held);
    mem::forget(waiter);
    assert_eq!(script.ledger.live().len(), 1);
    drop(pool);
    assert!(script.ledger.live().is_empty());
}

#[test]
fn an_owned_wait_keeps_the_pool() {
    let (pool, script) = scripted(1);
    let held = pool.try_get_owned().unwrap();
    let (mut one, mut two) = (pool.acquire_owned(), pool.acquire_owned());
    assert!(poll(&mut one).is_pending() && poll(&mut two).is_pending());
    drop(pool);
    drop(held);
    let guard = ready(poll(&mut one)).unwrap();
    drop((one, guard));
    assert_eq!(script.ledger.live().len(), 1);
    drop(two);
    assert!(script.ledger.live().is_empty());
}

#[test]
fn threads_time_out_and_are_served() {
    in_time(|| {
        let (pool, _script) = scripted(1);
        let held = pool.acquire_timeout(Duration::ZERO).unwrap();
        let start = Instant::now();
        let wait = Duration::from_millis(20);
        assert_eq!(pool.acquire_timeout(wait).map(drop), Err(AcquireError::TimedOut));
        assert!(start.elapsed() >= wait);
        assert_eq!(pool.acquire_deadline(start).map(drop), Err(AcquireError::TimedOut));
        assert_eq!(pool.waiting(), 0);
        thread::scope(|scope| {
            let served = scope.spawn(|| pool.acquire_timeout(Duration::from_secs(60)).is_ok());
            let closed = scope.spawn(|| {
                while pool.waiting() == 0 {
                    thread::yield_now();
                }
                drop(held);
            });
            assert!(served.join().unwrap());
            closed.join().unwrap();
        });
        let held = pool.acquire_deadline(start).unwrap();
        thread::scope(|scope| {
            let waiting = scope.spawn(|| pool.acquire_blocking().is_err());
            while pool.waiting() == 0 {
                thread::yield_now();
            }
            pool.close();
            assert!(waiting.join().unwrap());
        });
        drop(held);
    });
}

/// Everybody waits, many times; some give up. Nobody is starved, nothing is held twice.
#[test]
fn a_long_run_starves_none() {
    in_time(|| {
        const ROUNDS: usize = if cfg!(miri) { 15 } else { 2_000 };
        struct Maker;
        impl Manage for Maker {
            type Item = bool;
            fn create(&self) -> bool {
                false
            }
        }
        let pool = Arc::new(WaitPool::builder(Maker).max(2).build().unwrap());
        let start = Barrier::new(5);
        let served: Vec<_> = (0..5).map(|_| AtomicUsize::new(0)).collect();
        let use_it = |object: &mut bool| {
            assert!(!mem::replace(object, true), "held twice");
            thread::yield_now();
            *object = false;
        };
        thread::scope(|scope| {
            for turn in 0..5 {
                let (pool, start, served, use_it) = (&pool, &start, &served, &use_it);
                scope.spawn(move || {
                    start.wait();
                    for round in 0..ROUNDS {
                        match (turn + round) % 5 {
                            0 => use_it(&mut pool.acquire_blocking().unwrap()),
                            1 => use_it(&mut block_on(pool.acquire()).unwrap()),
                            2 => use_it(&mut block_on(pool.acquire_owned()).unwrap()),
                            3 => {
                                let Ok(mut guard) = pool.acquire_timeout(Duration::from_micros(50))
                                else {
                                    continue;
                                };
                                use_it(&mut guard);
                                if round % 8 == 0 {
                                    Guard::discard(guard);
                                }
                            }
                            _ => {
                                let mut waiter = pool.acquire();
                                let Poll::Ready(guard) = poll(&mut waiter) else { continue };
                                use_it(&mut guard.unwrap());
                            }
                        }
                        served[turn].fetch_add(1, Relaxed);
                    }
                });
            }
        });
        assert_eq!((pool.waiting(), pool.stats().in_use), (0, 0));
        for served in served {
            assert!(
                served.into_inner() >= ROUNDS / 5 * 3,
                "three of five ways are served for sure"
            );
        }
    });
}

#[test]
fn they_are_served_in_the_order_in_which_they_came() {
    in_time(|| {
        let (pool, _script) = scripted(1);
        let order = Mutex::new(Vec::new());
        let held = pool.try_get();
        thread::scope(|scope| {
            for turn in 0..4 {
                let (pool, order) = (&pool, &order);
                scope.spawn(move || {
                    let guard = if turn % 2 == 0 {
                        pool.acquire_blocking()
                    } else {
                        block_on(pool.acquire())
                    };
                    order.lock().unwrap().push(turn);
                    drop(guard);
                });
                while pool.waiting() <= turn {
                    thread::yield_now();
                }
            }
            drop(held);
        });
        assert_eq!(order.into_inner().unwrap(), [0, 1, 2, 3]);
    });
}

#[test]
fn a_hook_may_wait_for_another_pool() {
    in_time(|| {
        static OTHER: OnceLock<WaitPool<fn() -> u8>> = OnceLock::new();
        let other =
            OTHER.get_or_init(|| WaitPool::builder((|| 1) as fn() -> u8).max(1).build().unwrap());
        let pool = WaitPool::builder(|| *other.acquire_blocking().unwrap()).max(2).build().unwrap();
        assert_eq!(*pool.acquire_blocking().unwrap() + *block_on(pool.acquire()).unwrap(), 2);
    });
}
