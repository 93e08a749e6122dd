//! The end of a waiting pool: all who wait are told, whatever their wakers do.

use std::{
    mem,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::Waker,
    thread,
    time::Duration,
};

use obj_pool::{AcquireError, AcquireOwned, Closed};

use crate::{
    support::{figures, in_time, panics},
    waiting::{OnWake, poll, poll_with, ready, scripted},
};

#[test]
fn close_wakes_all_though_a_waker_panics() {
    in_time(|| {
        let (pool, _script) = scripted(1);
        let held = pool.try_get().unwrap();
        let woken = Arc::new(AtomicUsize::new(0));
        let mut waiters: Vec<_> = (0..5).map(|_| pool.acquire()).collect();
        for (index, waiter) in waiters.iter_mut().enumerate() {
            let woken = Arc::clone(&woken);
            let wake = move || {
                woken.fetch_add(1, Relaxed);
                assert!(index % 2 == 0, "planned");
            };
            assert!(poll_with(waiter, &Waker::from(Arc::new(OnWake(wake)))).is_pending());
        }
        panics(|| pool.close());
        assert_eq!((woken.load(Relaxed), pool.is_closed(), pool.waiting()), (5, true, 0));
        for waiter in &mut waiters {
            assert_eq!(ready(poll(waiter)).map(drop), Err(Closed));
        }
        assert!(pool.try_get().is_none() && pool.try_get_owned().is_none());
        assert!(pool.acquire_blocking().is_err());
        assert_eq!(pool.acquire_timeout(Duration::MAX).map(drop), Err(AcquireError::Closed));
        drop(held);
        pool.close();
        assert_eq!(figures(pool.stats()).1, [0, 1], "what was lent came back");
        assert_eq!(pool.shrink_to(0), 1);
        assert!(
            Closed.to_string().contains("closed")
                && AcquireError::TimedOut.to_string().contains("`max`")
        );
        assert_eq!(AcquireError::from(Closed).to_string(), Closed.to_string());
        let text = format!("{pool:?}");
        assert!(text.starts_with("WaitPool { max: 1, closed: true, waiting: 0,"), "{text}");
    });
}

#[test]
fn one_that_was_served_before_the_close_is_served() {
    let (pool, script) = scripted(2);
    let held = [pool.try_get().unwrap(), pool.try_get().unwrap()];
    let (mut one, mut two) = (pool.acquire(), pool.acquire());
    assert!(poll(&mut one).is_pending() && poll(&mut two).is_pending());
    drop(held);
    pool.close();
    assert!(ready(poll(&mut one)).is_ok());
    drop(two);
    assert_eq!(figures(pool.stats()).1, [0, 2]);
    drop(one);
    drop(pool);
    assert!(script.ledger.live().is_empty());
}

/// What the panic of a waker carries: it panics again when it is dropped.
struct Shell;

impl Drop for Shell {
    fn drop(&mut self) {
        if !thread::panicking() {
            // Of no size: what the drop's own panic carries is forgotten, and that is no leak.
            std::panic::panic_any(());
        }
    }
}

#[test]
fn close_wakes_all_though_what_panics_carry_panics() {
    let (pool, _script) = scripted(1);
    let held = ready(poll(&mut pool.acquire())).unwrap();
    let woken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&woken);
    let good = Waker::from(Arc::new(OnWake(move || {
        count.fetch_add(1, Relaxed);
    })));
    let bad = Waker::from(Arc::new(OnWake(|| std::panic::panic_any(Shell))));
    let mut waits = [(); 5].map(|()| pool.acquire());
    for (n, wait) in waits.iter_mut().enumerate() {
        assert!(poll_with(wait, if n < 2 { &bad } else { &good }).is_pending());
    }
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| pool.close()));
    mem::forget(panic.expect_err("two wakers panic"));
    assert_eq!((woken.load(Relaxed), pool.waiting()), (3, 0));
    drop(held);
}

#[test]
fn a_return_during_the_close_serves_nobody() {
    let (pool, _script) = scripted(1);
    let held = Arc::new(Mutex::new(Some(ready(poll(&mut pool.acquire_owned())).unwrap())));
    let slot = Arc::clone(&held);
    let returns = Waker::from(Arc::new(OnWake(move || {
        let held = slot.lock().unwrap().take();
        drop(held);
    })));
    let (mut first, mut second) = (pool.acquire(), pool.acquire());
    assert!(poll_with(&mut first, &returns).is_pending() && poll(&mut second).is_pending());
    pool.close();
    assert!(held.lock().unwrap().is_none(), "given back by the first one's waker");
    assert!(ready(poll(&mut first)).is_err() && ready(poll(&mut second)).is_err());
    assert_eq!(pool.stats().in_use, 0);
}

#[test]
fn a_waker_may_drop_the_wait_that_it_ends_and_with_it_the_pool() {
    for others in [false, true] {
        let (pool, script) = scripted(1);
        let held = pool.try_get_owned().unwrap();
        let wait = Arc::new(Mutex::new(Some(pool.acquire_owned())));
        let end = Arc::clone(&wait);
        let wake = move || {
            // Not under the lock.
            let wait: Option<AcquireOwned<_>> = end.lock().unwrap().take();
            drop(wait);
        };
        let waker = Waker::from(Arc::new(OnWake(wake)));
        let mut future = wait.lock().unwrap().take().unwrap();
        assert!(poll_with(&mut future, &waker).is_pending());
        *wait.lock().unwrap() = Some(future);
        let mut other = others.then(|| pool.acquire_owned());
        assert!(other.as_mut().is_none_or(|other| poll(other).is_pending()));
        drop((pool, waker));

        // The slot goes to the wait, from there back or to the other one, all within this drop.
        drop(held);
        assert!(wait.lock().unwrap().is_none());
        if let Some(mut other) = other {
            assert_eq!(script.ledger.live().len(), 1);
            drop(ready(poll(&mut other)).unwrap());
        }
        assert!(script.ledger.live().is_empty(), "the last share went with them");
    }
}
