use std::hint::black_box;

use obj_pool::{Key, LocalPool, Pool, Slab};

use crate::{Meter, budget};

type Maker = fn() -> [u8; 64];

budget! {
    /// Takes an object and puts it back.
    fn take_and_return(pool: &Pool<Maker>) -> Option<u8> {
        pool.try_get().map(|object| object[0])
    }

    fn local_take_and_return(pool: &LocalPool<Maker>) -> Option<u8> {
        pool.try_get().map(|object| object[0])
    }

    fn slab_insert(slab: &mut Slab<u64>, value: u64) -> Key {
        slab.insert(value)
    }

    fn slab_get(slab: &Slab<u64>, key: Key) -> Option<&u64> {
        slab.get(key)
    }

    fn slab_remove(slab: &mut Slab<u64>, key: Key) -> Option<u64> {
        slab.remove(key)
    }
}

pub(crate) fn rows(meter: &mut impl Meter) {
    let make: Maker = || black_box([7; 64]);
    let pool = Pool::builder(make).max(8).prewarm(8).build().expect("a sound configuration");
    drop(pool.get());
    assert_eq!(meter.row("obj_pool.take_and_return", || take_and_return(&pool)), Some(7));

    let local = LocalPool::builder(make).max(8).prewarm(8).build().expect("a sound configuration");
    drop(local.get());
    let taken = meter.row("obj_pool.local_take_and_return", || local_take_and_return(&local));
    assert_eq!(taken, Some(7));

    // An entry that is used again, as most are.
    let mut slab = Slab::from_iter([4]);
    slab.clear();
    let key = meter.row("obj_pool.slab_insert", || slab_insert(&mut slab, black_box(5)));
    assert_eq!(meter.row("obj_pool.slab_get", || slab_get(&slab, key).copied()), Some(5));
    assert_eq!(meter.row("obj_pool.slab_remove", || slab_remove(&mut slab, key)), Some(5));
}
