use std::sync::{Arc, atomic::AtomicUsize, atomic::Ordering::Relaxed};

use obj_pool::{BuildError, Guard, Manage, OwnedGuard, Pool};

use crate::support::{figures, scripted};

#[test]
fn the_builder_says_what_to_set() {
    let made = AtomicUsize::new(0);
    let pool = || Pool::builder(|| made.fetch_add(1, Relaxed));
    let unset = pool().build().unwrap_err();
    assert_eq!(unset, BuildError::NoMax);
    assert!(unset.to_string().contains("set `max` to 1"));
    assert_eq!(pool().max(0).prewarm(1).build().unwrap_err(), BuildError::NoMax);
    let error = pool().max(3).prewarm(4).build().unwrap_err();
    assert_eq!(error, BuildError::PrewarmAboveMax { prewarm: 4, max: 3 });
    assert!(error.to_string().contains("`prewarm` to 3"));
    let error = pool().max(usize::MAX).build().unwrap_err();
    assert_eq!(error, BuildError::TooLarge { max: usize::MAX });
    assert!(error.to_string().contains("lower"));
    assert_eq!(made.load(Relaxed), 0);
    assert_eq!(figures(pool().max(3).prewarm(3).build().unwrap().stats()), ([3, 0, 0, 0], [0, 3]));
}

#[test]
fn the_bound_is_exact_and_the_rest_are_temporaries() {
    let (pool, script) = scripted(2);
    let (one, two) = (pool.get(), pool.try_get_owned().unwrap());
    assert!(pool.try_get().is_none() && pool.try_get_owned().is_none());
    let (three, four) = (pool.get(), pool.get_owned());
    assert_eq!(figures(pool.stats()), ([2, 0, 0, 2], [2, 0]));
    assert_eq!(script.ledger.live().len(), 4);
    drop((three, four));
    assert_eq!(script.ledger.live().len(), 2);
    drop((one, two));
    assert_eq!(figures(pool.stats()), ([2, 0, 0, 2], [0, 2]));
    drop(pool);
    assert!(script.ledger.live().is_empty());
}

#[test]
fn objects_do_not_move() {
    let (pool, _script) = scripted(1);
    let first = pool.get();
    let (place, id) = (&raw const *first, first.id);
    let moved = Box::new(first);
    assert_eq!(&raw const **moved, place);
    drop(moved);
    let again = pool.get_owned();
    assert_eq!((&raw const *again, again.id), (place, id));
    let temporary = pool.get();
    let place = &raw const *temporary;
    assert_eq!(&raw const **Box::new(temporary), place);
}

#[test]
fn a_refused_object_is_replaced_in_its_slot() {
    let (pool, script) = scripted(1);
    pool.get().fit = false;
    assert_eq!(figures(pool.stats()), ([1, 0, 1, 0], [0, 0]));
    pool.get().good = false;
    assert_eq!(figures(pool.stats()), ([2, 0, 1, 0], [0, 1]));
    assert_eq!(pool.try_get().unwrap().id, 3);
    assert_eq!(figures(pool.stats()), ([3, 0, 2, 0], [0, 1]));
    assert_eq!(script.ledger.live().len(), 1);
}

/// Threads that come and go look in different places, and still make no more than they need at once.
#[test]
fn an_idle_object_goes_before_a_new_one() {
    let (pool, _script) = scripted(100);
    for _ in 0..10 {
        std::thread::scope(|scope| {
            scope.spawn(|| drop((pool.get(), pool.get_owned(), pool.try_get())));
        });
    }
    assert_eq!(figures(pool.stats()), ([3, 27, 0, 0], [0, 3]));
}

#[test]
fn discard_and_detach_free_the_slot() {
    let (pool, script) = scripted(1);
    Guard::discard(pool.get());
    OwnedGuard::discard(pool.get_owned());
    assert_eq!(figures(pool.stats()), ([2, 0, 2, 0], [0, 0]));
    let objects = [Guard::detach(pool.get()), OwnedGuard::detach(pool.get_owned())];
    assert_eq!(figures(pool.stats()), ([4, 0, 2, 0], [0, 0]));
    let held = pool.get();
    let temporaries = [Guard::detach(pool.get()), OwnedGuard::detach(pool.get_owned())];
    Guard::discard(pool.get());
    OwnedGuard::discard(pool.get_owned());
    assert_eq!(figures(pool.stats()), ([5, 0, 2, 4], [1, 0]));
    drop(held);
    drop(pool);
    assert_eq!(script.ledger.live().len(), 4);
    drop((objects, temporaries));
    assert!(script.ledger.live().is_empty());
}

#[test]
fn objects_of_no_size_and_of_great_alignment() {
    #[derive(Debug, PartialEq)]
    #[repr(align(1024))]
    struct Page(u8);

    let nothing = Pool::builder(|| ()).max(2).prewarm(1).build().unwrap();
    let lent = [nothing.get(), nothing.get(), nothing.get()];
    assert_eq!(figures(nothing.stats()), ([2, 1, 0, 1], [2, 0]));
    drop(lent);
    assert_eq!(figures(nothing.stats()), ([2, 1, 0, 1], [0, 2]));

    let pages = Pool::builder(|| Page(1)).max(2).prewarm(2).build().unwrap();
    let lent = [pages.get(), pages.get(), pages.get()];
    assert!(lent.iter().all(|page| (&raw const **page).addr() % 1024 == 0 && **page == Page(1)));
}

#[test]
fn a_hint_from_a_larger_pool_does_no_harm() {
    let (large, small) = (scripted(40).0, scripted(1).0);
    let all: Vec<_> = (0..40).map(|_| large.try_get().unwrap()).collect();
    assert!(large.try_get().is_none());
    drop(all);
    for _ in 0..3 {
        assert!(small.try_get().is_some() && large.try_get().is_some());
        let all: Vec<_> = (0..40).map(|_| large.try_get().unwrap()).collect();
        assert!(small.try_get().is_some() && large.try_get().is_none());
        drop(all);
    }
    assert_eq!(small.stats().created, 1);
}

#[test]
fn none_means_that_each_slot_was_seen_taken() {
    for max in 1..=4 {
        for (free, start) in (0..max).flat_map(|free| (0..max).map(move |start| (free, start))) {
            for empty in [false, true] {
                let pool = scripted(max).0;
                let mut lent: Vec<_> = (0..max).map(|_| pool.try_get()).collect();
                assert!(lent.iter().all(Option::is_some) && pool.try_get().is_none());
                // A thread's search starts where its last one ended.
                lent[start] = None;
                lent[start] = pool.try_get();
                let guard = lent[free].take().unwrap();
                if empty {
                    Guard::discard(guard);
                } else {
                    drop(guard);
                }
                lent[free] = pool.try_get();
                assert!(lent[free].is_some() && pool.try_get().is_none(), "{free} from {start}");
            }
        }
    }
}

#[test]
fn what_is_written_is_seen_and_printed() {
    let pool = Arc::new(Pool::builder(String::new).max(1).build().unwrap());
    pool.get().push('x');
    assert_eq!(format!("{:?}", pool.get()), "Guard(\"x\")");
    assert_eq!(format!("{:?}", pool.get_owned()), "OwnedGuard(\"x\")");
    let text = format!("{pool:?} {:?}", Pool::builder(String::new).max(1));
    assert!(text.starts_with("Pool { max: 1, stats: Stats { created: 1, reused: 2,"), "{text}");
    assert!(text.ends_with("Builder { max: 1, prewarm: 0, .. }"), "{text}");
}

#[test]
fn the_manager_goes_after_its_objects() {
    struct Library(Arc<AtomicUsize>);
    struct Handle(Arc<AtomicUsize>);
    impl Drop for Library {
        fn drop(&mut self) {
            assert_eq!(self.0.swap(99, Relaxed), 2, "both handles are closed");
        }
    }
    impl Drop for Handle {
        fn drop(&mut self) {
            self.0.fetch_add(1, Relaxed);
        }
    }
    impl Manage for Library {
        type Item = Handle;
        fn create(&self) -> Handle {
            Handle(Arc::clone(&self.0))
        }
    }
    let closed = Arc::new(AtomicUsize::new(0));
    let library = Library(Arc::clone(&closed));
    let pool = Arc::new(Pool::builder(library).max(2).prewarm(2).build().unwrap());
    let guard = pool.get_owned();
    drop(pool);
    assert_eq!(closed.load(Relaxed), 0);
    drop(guard);
    assert_eq!(closed.load(Relaxed), 99);
}
