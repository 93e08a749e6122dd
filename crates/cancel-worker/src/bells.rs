//! One bell a lane, so that of many lanes only those that were woken are polled.

use core::task::{Context, Waker};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Wake;

use crate::wakes::survive;

#[derive(Debug)]
pub(crate) struct Bells {
    board: Arc<Board>,
    /// The bell of each lane, as a waker.
    wakers: Vec<Waker>,
}

#[derive(Debug)]
struct Board(Mutex<State>);

#[derive(Debug)]
struct State {
    rung: Vec<bool>,
    /// The task that polls all lanes.
    /// Shared, so that no code of its executor runs under the lock.
    task: Option<Arc<Waker>>,
}

#[derive(Debug)]
struct Bell {
    lane: usize,
    board: Arc<Board>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let mut state = self.board.lock();
        state.rung[self.lane] = true;
        let task = state.task.clone();
        drop(state);
        if let Some(task) = task {
            task.wake_by_ref();
        }
    }
}

impl Board {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bells {
    pub(crate) fn new(n: usize) -> Self {
        let board = Arc::new(Board(Mutex::new(State { rung: vec![false; n], task: None })));
        let bell = |lane| Waker::from(Arc::new(Bell { lane, board: Arc::clone(&board) }));
        let wakers = (0..n).map(bell).collect();
        Self { board, wakers }
    }

    /// Whom to wake from now on.
    pub(crate) fn listen(&self, waker: &Waker) {
        if self.board.lock().task.as_ref().is_some_and(|old| old.will_wake(waker)) {
            return;
        }
        // Cloned and dropped outside the lock: both run the executor's code.
        let new = Some(Arc::new(waker.clone()));
        let old = core::mem::replace(&mut self.board.lock().task, new);
        survive(|| drop(old));
    }

    pub(crate) fn ring(&self, lane: usize) {
        self.board.lock().rung[lane] = true;
    }

    /// Whether this bell was rung; it is silent then.
    pub(crate) fn answer(&self, lane: usize) -> bool {
        core::mem::take(&mut self.board.lock().rung[lane])
    }

    pub(crate) fn context(&self, lane: usize) -> Context<'_> {
        Context::from_waker(&self.wakers[lane])
    }
}
