//! The body of the fuzz target `wait_ops`: bytes are calls to a pool that one waits for, checked
//! against a queue. It uses nothing but the crate, for it is compiled into the fuzzer too.

use std::{
    collections::VecDeque,
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::{Context, Poll, Wake, Waker},
};

use obj_pool::{Acquire, Guard, WaitGuard, WaitPool};

type Make = fn() -> u8;

#[derive(Default)]
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Relaxed);
    }
}

struct Waiter<'p> {
    future: Acquire<'p, Make>,
    flag: Arc<Flag>,
    number: usize,
}

impl<'p> Waiter<'p> {
    fn poll(&mut self) -> Poll<Option<WaitGuard<'p, Make>>> {
        let waker = Waker::from(Arc::clone(&self.flag));
        let polled = Pin::new(&mut self.future).poll(&mut Context::from_waker(&waker));
        polled.map(Result::ok)
    }

    fn was_woken(&self) -> bool {
        self.flag.0.load(Relaxed)
    }
}

struct Run<'p> {
    pool: &'p WaitPool<Make>,
    max: usize,
    guards: Vec<WaitGuard<'p, Make>>,
    /// All that were polled and are not done, the oldest first.
    waiters: VecDeque<Waiter<'p>>,
    /// Who of them has been served, by number.
    served: Vec<usize>,
    count: usize,
    closed: bool,
}

impl Run<'_> {
    fn is_served(&self, waiter: &Waiter<'_>) -> bool {
        self.closed || self.served.contains(&waiter.number)
    }

    /// A slot has become free: the oldest who waits gets it.
    fn freed(&mut self) {
        if self.closed {
            return;
        }
        let next = self.waiters.iter().find(|waiter| !self.served.contains(&waiter.number));
        self.served.extend(next.map(|waiter| waiter.number));
    }

    /// Whether a slot is free: none is kept nor lent.
    fn has_free(&self) -> bool {
        self.guards.len() + self.served.len() < self.max
    }

    fn come(&mut self) {
        let (future, flag) = (self.pool.acquire(), Arc::default());
        let mut waiter = Waiter { future, flag, number: self.count };
        self.count += 1;
        match waiter.poll() {
            Poll::Ready(Some(guard)) => {
                assert!(self.has_free() && !self.closed);
                self.guards.push(guard);
            }
            Poll::Ready(None) => assert!(self.closed),
            Poll::Pending => {
                assert!(!self.has_free());
                self.waiters.push_back(waiter);
            }
        }
    }

    /// Polls a waiter again; with another waker, perhaps.
    fn again(&mut self, which: usize, changed: bool) {
        let Some(index) = which.checked_rem(self.waiters.len()) else { return };
        let served = self.served.contains(&self.waiters[index].number);
        let waiter = &mut self.waiters[index];
        if changed {
            waiter.flag = Arc::default();
        }
        match waiter.poll() {
            Poll::Pending => assert!(!served && !self.closed),
            Poll::Ready(end) => {
                let number = waiter.number;
                self.waiters.remove(index);
                self.served.retain(|one| *one != number);
                assert_eq!(
                    end.is_some(),
                    served,
                    "those who were served before the end are served"
                );
                self.guards.extend(end);
            }
        }
    }

    fn cancel(&mut self, which: usize) {
        let Some(index) = which.checked_rem(self.waiters.len()) else { return };
        let waiter = self.waiters.remove(index).expect("it is there");
        let served = self.served.iter().position(|one| *one == waiter.number);
        drop(waiter);
        if let Some(served) = served {
            self.served.remove(served);
            self.freed();
        }
    }

    fn give_back(&mut self, which: usize, how: usize) {
        let Some(index) = which.checked_rem(self.guards.len()) else { return };
        let guard = self.guards.swap_remove(index);
        match how {
            0 => drop(guard),
            1 => Guard::discard(guard),
            _ => assert_eq!(Guard::detach(guard), 7),
        }
        self.freed();
    }

    fn check(&self) {
        for waiter in &self.waiters {
            let changed = !waiter.was_woken() && self.is_served(waiter);
            // (One that changed its waker after it was served was woken by the old one.)
            assert!(!changed, "a waiter that was served was not woken");
        }
        assert!(self.waiters.iter().all(|waiter| self.is_served(waiter) || !waiter.was_woken()));
        assert_eq!(self.pool.try_get().is_some(), self.has_free() && !self.closed);
        assert_eq!(self.pool.stats().in_use, self.guards.len() + self.served.len());
        let waiting = self.waiters.iter().filter(|waiter| !self.is_served(waiter)).count();
        assert_eq!(self.pool.waiting(), waiting);
        assert!(waiting == 0 || !self.has_free());
    }
}

/// Runs the calls that `data` says.
#[expect(unreachable_pub, reason = "the fuzz target includes this file")]
pub fn wait_ops(data: &[u8]) {
    let [max, calls @ ..] = data else { return };
    let max = usize::from(max % 3) + 1;
    let make: Make = || 7;
    let pool = WaitPool::builder(make).max(max).build().expect("it fits");
    let (guards, waiters, served) = (Vec::new(), VecDeque::new(), Vec::new());
    let mut run = Run { pool: &pool, max, guards, waiters, served, count: 0, closed: false };
    for call in calls {
        let which = usize::from(call >> 3);
        match call & 7 {
            0..=2 => run.come(),
            3 => run.again(which, which % 2 == 0),
            4 => run.cancel(which),
            5 | 6 => run.give_back(which, which % 3),
            _ if which == 31 => {
                pool.close();
                run.closed = true;
            }
            _ => {
                // Whoever looks on takes nobody's turn.
                pool.retain(|_, _| which % 2 == 0);
                pool.shrink_to(which % 3);
            }
        }
        run.check();
    }
    drop(run);
    assert_eq!((pool.stats().in_use, pool.waiting()), (0, 0));
}

#[cfg(test)]
mod replay {
    use super::wait_ops;

    #[test]
    fn inline_inputs() {
        let inputs: [&[u8]; 5] = [
            &[0, 0, 0, 0, 5, 11, 5, 11, 5],
            &[0, 0, 0, 0, 0, 12, 5, 4, 3, 3],
            &[1, 0, 0, 0, 0, 0, 5, 4, 4, 5, 13, 3, 11, 3],
            &[2, 0, 0, 0, 0, 7, 15, 5, 0, 255, 3, 3, 5, 0],
            &[0, 0, 0, 0, 5, 255, 3, 3, 4, 5, 7],
        ];
        inputs.into_iter().for_each(wait_ops);
    }

    #[test]
    #[cfg(not(miri))]
    fn regressions() {
        // What the fuzzer starts from, and what it found. A packaged crate has neither.
        for kind in ["corpus", "regressions"] {
            let folder = format!("{}/../../fuzz/{kind}/wait_ops", env!("CARGO_MANIFEST_DIR"));
            for file in std::fs::read_dir(folder).into_iter().flatten() {
                wait_ops(&std::fs::read(file.unwrap().path()).unwrap());
            }
        }
    }
}
