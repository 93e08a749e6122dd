//! One bell a lane, so that of many lanes only those that were woken are polled.

use core::sync::atomic::{AtomicBool, Ordering::AcqRel};
use core::task::{Context, Waker};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Wake;

/// The task that polls all lanes.
type Task = Arc<Mutex<Option<Waker>>>;

#[derive(Debug)]
pub(crate) struct Bells {
    task: Task,
    bells: Vec<(Arc<Bell>, Waker)>,
}

#[derive(Debug)]
struct Bell {
    rung: AtomicBool,
    task: Task,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rung.swap(true, AcqRel);
        // Cloned, so that no code of the executor runs under the lock.
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(task) = task {
            task.wake();
        }
    }
}

impl Bells {
    pub(crate) fn new(n: usize) -> Self {
        let task = Task::default();
        let bells = (0..n)
            .map(|_| {
                let bell = Arc::new(Bell { rung: AtomicBool::new(false), task: Arc::clone(&task) });
                (Arc::clone(&bell), Waker::from(bell))
            })
            .collect();
        Self { task, bells }
    }

    /// Whom to wake from now on.
    pub(crate) fn listen(&self, waker: &Waker) {
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if task.as_ref().is_some_and(|old| old.will_wake(waker)) {
            return;
        }
        drop(task);
        let new = Some(waker.clone());
        let mut task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        let old = core::mem::replace(&mut *task, new);
        drop(task);
        drop(old);
    }

    pub(crate) fn ring(&self, lane: usize) {
        self.bells[lane].0.rung.swap(true, AcqRel);
    }

    /// Whether this bell was rung; it is silent then.
    pub(crate) fn answer(&self, lane: usize) -> bool {
        self.bells[lane].0.rung.swap(false, AcqRel)
    }

    pub(crate) fn context(&self, lane: usize) -> Context<'_> {
        Context::from_waker(&self.bells[lane].1)
    }
}
