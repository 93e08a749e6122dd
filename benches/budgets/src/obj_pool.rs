use std::hint::black_box;

use obj_pool::Pool;

use crate::{Meter, budget};

type Maker = fn() -> [u8; 64];

budget! {
    /// Takes an object and puts it back.
    fn take_and_return(pool: &Pool<Maker>) -> Option<u8> {
        pool.try_get().map(|object| object[0])
    }
}

pub(crate) fn rows(meter: &mut impl Meter) {
    let make: Maker = || black_box([7; 64]);
    let pool = Pool::builder(make).max(8).prewarm(8).build().expect("a sound configuration");
    drop(pool.get());
    assert_eq!(meter.row("obj_pool.take_and_return", || take_and_return(&pool)), Some(7));
}
