//! Real threads: nothing is held twice, nothing is lost.

use std::{
    cell::RefCell,
    sync::{
        Arc, Barrier,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
        mpsc,
    },
    thread,
};

use obj_pool::{Guard, Manage, OwnedGuard, Pool};

use crate::support::{Shared, figures, scripted};

const ROUNDS: usize = if cfg!(miri) { 30 } else { 20_000 };

/// An object that knows whether somebody has it. Plain fields: a race on them is one that Miri and
/// a sanitizer see.
struct Plain {
    taken: bool,
    uses: usize,
}

struct Maker(AtomicUsize);

impl Manage for Maker {
    type Item = Plain;

    fn create(&self) -> Plain {
        self.0.fetch_add(1, Relaxed);
        Plain { taken: false, uses: 0 }
    }

    fn reset(&self, plain: &mut Plain) -> bool {
        assert!(plain.taken);
        plain.taken = false;
        plain.uses % 7 != 6
    }

    fn validate(&self, plain: &mut Plain) -> bool {
        assert!(!plain.taken);
        plain.uses % 5 != 4
    }
}

fn take(plain: &mut Plain) {
    assert!(!plain.taken, "held twice");
    plain.taken = true;
    plain.uses += 1;
}

#[test]
fn many_threads_on_few_slots() {
    let pool = Arc::new(Pool::builder(Maker(AtomicUsize::new(0))).max(2).build().unwrap());
    let start = Barrier::new(4);
    let (gets, over) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for turn in 0..4 {
            let (pool, start, gets, over) = (&pool, &start, &gets, &over);
            scope.spawn(move || {
                start.wait();
                for round in turn..turn + ROUNDS {
                    match round % 4 {
                        0 => take(&mut pool.get()),
                        1 => take(&mut pool.get_owned()),
                        2 => {
                            let Some(mut guard) = pool.try_get() else { continue };
                            take(&mut guard);
                            if round % 3 == 0 {
                                Guard::discard(guard);
                            }
                        }
                        _ => {
                            let Some(mut guard) = pool.try_get_owned() else { continue };
                            take(&mut guard);
                            if round % 3 == 0 {
                                over.fetch_add(OwnedGuard::detach(guard).uses, Relaxed);
                            }
                        }
                    }
                    gets.fetch_add(1, Relaxed);
                    let stats = pool.stats();
                    assert!(stats.in_use + stats.idle <= 2);
                }
            });
        }
    });
    let stats = pool.stats();
    assert_eq!(stats.in_use, 0);
    assert_eq!(stats.created + stats.reused + stats.overflowed, gets.into_inner() as u64);
}

#[test]
fn guards_go_from_thread_to_thread() {
    let (pool, script) = scripted(4);
    let (sender, receiver) = mpsc::sync_channel::<OwnedGuard<Shared>>(2);
    let user = thread::spawn(move || receiver.into_iter().filter(|object| object.fit).count());
    for _ in 0..ROUNDS {
        sender.send(pool.get_owned()).unwrap();
    }
    drop((sender, pool)); // the last guard takes the pool down, over there
    assert_eq!(user.join().unwrap(), ROUNDS);
    assert!(script.ledger.live().is_empty());
}

#[test]
fn a_thread_may_end_with_guards_in_its_locals() {
    thread_local! {
        static KEPT: RefCell<Vec<OwnedGuard<Shared>>> = const { RefCell::new(Vec::new()) };
        static LATE: Late = const { Late(RefCell::new(None)) };
    }
    /// Uses the pool while the thread's locals are destroyed.
    struct Late(RefCell<Option<Arc<crate::support::TestPool>>>);
    static RAN: AtomicBool = AtomicBool::new(false);
    impl Drop for Late {
        fn drop(&mut self) {
            let pool = self.0.take().unwrap();
            drop((pool.try_get(), pool.get_owned()));
            RAN.store(true, Relaxed);
        }
    }

    let (pool, script) = scripted(3);
    let share = Arc::clone(&pool);
    let run = move || {
        LATE.with(|late| late.0.replace(Some(Arc::clone(&share))));
        KEPT.with_borrow_mut(|kept| kept.extend([share.get_owned(), share.get_owned()]));
    };
    thread::spawn(run).join().unwrap();
    assert!(RAN.load(Relaxed));
    assert_eq!(pool.stats().in_use, 0);
    assert_eq!(figures(pool.stats()).0[3], 0);
    drop(pool);
    assert!(script.ledger.live().is_empty());
}
