//! Objects that are counted, and a manager whose hooks are scripted.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
};
#[cfg(feature = "std")]
use std::{
    panic::resume_unwind,
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use obj_pool::{Manage, Pool, Stats};

/// Who lives. It fails if an object is dropped twice.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<(usize, BTreeSet<usize>)>);

impl Ledger {
    pub(crate) fn live(&self) -> BTreeSet<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    fn born(&self) -> usize {
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        book.0 += 1;
        let id = book.0;
        book.1.insert(id);
        id
    }

    fn died(&self, id: usize) {
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(book.1.remove(&id), "object {id} was dropped twice");
    }
}

type Hook = Box<dyn FnOnce() + Send>;

/// An object that says when it goes, and can be told to go wrong.
pub(crate) struct Object {
    pub(crate) id: usize,
    /// What `reset` says to it.
    pub(crate) fit: bool,
    /// What `validate` says to it.
    pub(crate) good: bool,
    /// What its drop does, last.
    pub(crate) at_drop: Option<Hook>,
    ledger: Arc<Ledger>,
}

impl Object {
    pub(crate) fn new(ledger: &Arc<Ledger>) -> Self {
        let id = ledger.born();
        Self { id, fit: true, good: true, at_drop: None, ledger: Arc::clone(ledger) }
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        self.ledger.died(self.id);
        if let Some(hook) = self.at_drop.take() {
            hook();
        }
    }
}

/// Each hook runs its script first, once, if it has one.
#[derive(Default)]
pub(crate) struct Scripted {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) at_create: Mutex<Option<Hook>>,
    pub(crate) at_reset: Mutex<Option<Hook>>,
    pub(crate) at_validate: Mutex<Option<Hook>>,
}

fn play(script: &Mutex<Option<Hook>>) {
    // Taken out first, so that it runs without the lock.
    let hook = script.lock().unwrap().take();
    if let Some(hook) = hook {
        hook();
    }
}

impl Manage for Shared {
    type Item = Object;

    fn create(&self) -> Object {
        play(&self.0.at_create);
        Object::new(&self.0.ledger)
    }

    fn reset(&self, object: &mut Object) -> bool {
        play(&self.0.at_reset);
        object.fit
    }

    fn validate(&self, object: &mut Object) -> bool {
        play(&self.0.at_validate);
        object.good
    }
}

/// A share of a script, so that a test can change it while the pool has it.
pub(crate) struct Shared(pub(crate) Arc<Scripted>);

pub(crate) type TestPool = Pool<Shared>;

pub(crate) fn scripted(max: usize) -> (Arc<TestPool>, Arc<Scripted>) {
    let script = Arc::new(Scripted::default());
    let pool = Pool::builder(Shared(Arc::clone(&script))).max(max).build().unwrap();
    (Arc::new(pool), script)
}

pub(crate) fn set(script: &Mutex<Option<Hook>>, hook: impl FnOnce() + Send + 'static) {
    *script.lock().unwrap() = Some(Box::new(hook));
}

/// Runs what must panic.
pub(crate) fn panics<R>(run: impl FnOnce() -> R) {
    assert!(catch_unwind(AssertUnwindSafe(run)).is_err(), "it did not panic");
}

/// Runs what waits, and fails if it still does after a while: a test that hangs says nothing. (Its thread
/// stays behind, and ends with the process.)
#[cfg(feature = "std")]
pub(crate) fn in_time(run: impl FnOnce() + Send + 'static) {
    // Miri's clock goes by steps of its own, and slowly.
    let limit = Duration::from_secs(if cfg!(miri) { 24 * 60 * 60 } else { 120 });
    let (alive, end) = channel::<()>();
    let run = thread::spawn(move || {
        let _alive = alive; // until it ends, or panics
        run();
    });
    let news = end.recv_timeout(limit);
    assert_ne!(news, Err(RecvTimeoutError::Timeout), "it still waits: a wake-up was lost");
    run.join().unwrap_or_else(|panic| resume_unwind(panic));
}

/// The figures, in the order of the fields.
pub(crate) fn figures(stats: Stats) -> ([u64; 4], [usize; 2]) {
    let Stats { created, reused, discarded, overflowed, in_use, idle, .. } = stats;
    ([created, reused, discarded, overflowed], [in_use, idle])
}
