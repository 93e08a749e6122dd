//! What a local pool does otherwise than a shared one.

use std::{cell::Cell, rc::Rc};

use obj_pool::{BuildError, LocalPool, Manage};

use crate::support::{figures, panics};

/// Counts the objects that live, by number.
#[derive(Default)]
struct Maker {
    made: Cell<usize>,
    live: Rc<Cell<usize>>,
}

struct Object {
    id: usize,
    live: Rc<Cell<usize>>,
    fragile: bool,
}

impl Manage for Maker {
    type Item = Object;

    fn create(&self) -> Object {
        self.made.set(self.made.get() + 1);
        self.live.set(self.live.get() + 1);
        Object { id: self.made.get(), live: Rc::clone(&self.live), fragile: false }
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        self.live.set(self.live.get() - 1);
        assert!(!self.fragile, "planned");
    }
}

fn pool(max: usize, prewarm: usize) -> LocalPool<Maker> {
    LocalPool::builder(Maker::default()).max(max).prewarm(prewarm).build().unwrap()
}

#[test]
fn the_last_that_came_back_goes_first() {
    let pool = pool(3, 3);
    let [one, two, three] = [pool.get(), pool.get(), pool.get()];
    let ids = [one.id, two.id, three.id];
    assert!(pool.try_get().is_none());
    drop(two);
    drop(one);
    assert_eq!(pool.get().id, ids[0]);
    assert_eq!(pool.get().id, ids[0]);
    let (first, second) = (pool.get(), pool.get());
    assert_eq!([first.id, second.id], [ids[0], ids[1]]);
}

#[test]
fn the_builder_says_what_to_set() {
    let error = LocalPool::builder(|| 0).build().unwrap_err();
    assert_eq!(error, BuildError::NoMax);
    let error = LocalPool::builder(|| 0).max(1).prewarm(2).build().unwrap_err();
    assert_eq!(error, BuildError::PrewarmAboveMax { prewarm: 2, max: 1 });
    let text = format!("{:?}", LocalPool::builder(|| 0).max(1).build().unwrap());
    assert!(text.starts_with("LocalPool { max: 1, stats: Stats { created: 0,"), "{text}");
}

#[test]
fn it_grows_past_the_bound_with_temporaries() {
    let pool = pool(1, 0);
    let (one, two) = (pool.get(), pool.get());
    assert!(one.id != two.id && pool.try_get_or_vacant().is_none());
    drop((one, two));
    assert_eq!(figures(pool.stats()), ([1, 0, 0, 1], [0, 1]));
    assert_eq!(pool.try_get().unwrap().id, 1);
}

#[test]
fn retain_leaves_the_order_and_may_use_the_pool() {
    let pool = pool(4, 4);
    let seen = Cell::new(0);
    let gone = pool.retain(|object, _| {
        let taken = pool.try_get();
        assert!(taken.is_none_or(|taken| taken.id < object.id), "one that `keep` has seen");
        assert_eq!(pool.retain(|_, _| true) + pool.shrink_to(4), 0);
        seen.set(seen.get() + 1);
        object.id != 2
    });
    assert_eq!((gone, seen.get()), (1, 4));
    let all: Vec<_> = (0..3).map(|_| pool.try_get().unwrap()).collect();
    assert!(all.iter().map(|object| object.id).eq([4, 3, 1]));
    drop(all);
    assert_eq!(figures(pool.stats()).1, [0, 3]);
}

#[test]
fn retain_survives_panics() {
    let pool = pool(4, 4);
    panics(|| {
        pool.retain(|object, _| {
            assert_ne!(object.id, 2, "planned");
            true
        })
    });
    assert_eq!(figures(pool.stats()), ([4, 0, 1, 0], [0, 3]));
    panics(|| {
        pool.retain(|object, _| {
            object.fragile = object.id == 3;
            object.id != 3
        })
    });
    assert_eq!(figures(pool.stats()), ([4, 0, 2, 0], [0, 2]));
    pool.get().fragile = true;
    panics(|| pool.shrink_to(0));
    assert_eq!((pool.stats().idle, pool.shrink_to(0)), (1, 1));
    let all = [pool.try_get(), pool.try_get(), pool.try_get(), pool.try_get()];
    assert!(all.iter().all(Option::is_some) && pool.try_get().is_none());
    drop(all);
    let live = Rc::clone(&pool.get().live);
    drop(pool);
    assert_eq!(live.get(), 0);
}

#[test]
fn a_pool_may_go_to_another_thread() {
    let pool = LocalPool::builder(|| [1_u8, 1]).max(2).prewarm(1).build().unwrap();
    std::mem::forget(pool.get());
    let pool = std::thread::spawn(move || {
        pool.get()[1] = 2;
        pool
    });
    let pool = pool.join().unwrap();
    assert_eq!(*pool.get(), [1, 2]);
    assert_eq!(figures(pool.stats()).1, [1, 1]);
    // What was forgotten is not dropped with the pool.
}
