//! Each pool that threads share, by one trait.

use std::sync::Arc;

use crate::{Block, SLOTS, block};

/// A way to get buffers.
pub(crate) trait Buffers: Sync {
    type Lent<'p>
    where
        Self: 'p;

    fn get(&self) -> Self::Lent<'_>;

    fn first<'a>(lent: &'a mut Self::Lent<'_>) -> &'a mut u8;

    fn put<'p>(&'p self, lent: Self::Lent<'p>) {
        drop(lent);
    }
}

type Make = fn() -> Block;

const MAKE: Make = block;

pub(crate) type Ours = obj_pool::Pool<Make>;
pub(crate) type Cached = obj_pool::CachedPool<Make>;
pub(crate) type Waiting = obj_pool::WaitPool<Make>;
pub(crate) type Static = obj_pool::StaticPool<Block, SLOTS>;

pub(crate) fn ours() -> Ours {
    obj_pool::Pool::builder(MAKE).max(SLOTS).prewarm(SLOTS).build().unwrap()
}

/// Its threads may strand some, so it has more.
pub(crate) fn cached(threads: usize) -> Cached {
    let max = SLOTS + threads * 2 * 8;
    obj_pool::CachedPool::builder(MAKE).max(max).magazine(8).prewarm(max).build().unwrap()
}

pub(crate) fn waiting() -> Waiting {
    obj_pool::WaitPool::builder(MAKE).max(SLOTS).prewarm(SLOTS).build().unwrap()
}

macro_rules! guarded {
    ($pool:ty, $lent:ty, |$this:ident| $get:expr) => {
        impl Buffers for $pool {
            type Lent<'p> = $lent;

            fn get(&self) -> Self::Lent<'_> {
                let $this = self;
                $get
            }

            fn first<'a>(lent: &'a mut Self::Lent<'_>) -> &'a mut u8 {
                &mut lent.0[0]
            }
        }
    };
}

guarded!(Ours, obj_pool::Guard<'p, Make>, |pool| pool.try_get().unwrap());
guarded!(Cached, obj_pool::CachedGuard<'p, Make>, |pool| pool.try_get().unwrap());
guarded!(Waiting, obj_pool::WaitGuard<'p, Make>, |pool| pool.try_get().unwrap());
guarded!(Static, obj_pool::StaticGuard<'p, Block>, |pool| pool.try_get().unwrap());
guarded!(object_pool::Pool<Block>, object_pool::Reusable<'p, Block>, |pool| pool
    .try_pull()
    .unwrap());
guarded!(
    lockfree_object_pool::LinearObjectPool<Block>,
    lockfree_object_pool::LinearReusable<'p, Block>,
    |pool| pool.pull()
);
guarded!(opool::Pool<Allocator, Block>, opool::RefGuard<'p, Allocator, Block>, |pool| {
    pool.try_get().unwrap()
});
guarded!(deadpool::unmanaged::Pool<Block>, deadpool::unmanaged::Object<Block>, |pool| {
    pool.try_get().unwrap()
});

/// regex-automata's keeps its objects in boxes, as its users do.
pub(crate) type Regex = regex_automata::util::pool::Pool<Box<Block>, fn() -> Box<Block>>;

guarded!(
    Regex,
    regex_automata::util::pool::PoolGuard<'p, Box<Block>, fn() -> Box<Block>>,
    |pool| pool.get()
);

pub(crate) struct Malloc;

impl Buffers for Malloc {
    type Lent<'p> = Vec<u8>;

    fn get(&self) -> Vec<u8> {
        // The first byte is written in any case; the others are not, as in the pools.
        let mut block = Vec::with_capacity(1024);
        block.push(0);
        block
    }

    fn first(lent: &mut Vec<u8>) -> &mut u8 {
        &mut lent[0]
    }
}

pub(crate) struct Allocator;

impl opool::PoolAllocator<Block> for Allocator {
    fn allocate(&self) -> Block {
        block()
    }
}

impl Default for Block {
    fn default() -> Self {
        block()
    }
}

impl sharded_slab::Clear for Block {
    fn clear(&mut self) {}
}

impl Buffers for sharded_slab::Pool<Block> {
    type Lent<'p> = sharded_slab::pool::RefMut<'p, Block>;

    fn get(&self) -> Self::Lent<'_> {
        self.create().unwrap()
    }

    fn first<'a>(lent: &'a mut Self::Lent<'_>) -> &'a mut u8 {
        &mut lent.0[0]
    }

    fn put<'p>(&'p self, lent: Self::Lent<'p>) {
        let key = lent.key();
        drop(lent);
        self.clear(key);
    }
}

/// A queue of boxes as a pool.
pub(crate) type Queue = crossbeam_queue::ArrayQueue<Box<Block>>;

pub(crate) fn queue() -> Queue {
    let queue = Queue::new(SLOTS);
    (0..SLOTS).for_each(|_| assert!(queue.push(Box::new(block())).is_ok()));
    queue
}

impl Buffers for Queue {
    type Lent<'p> = Box<Block>;

    fn get(&self) -> Box<Block> {
        self.pop().unwrap()
    }

    fn first(lent: &mut Box<Block>) -> &mut u8 {
        &mut lent.0[0]
    }

    fn put(&self, lent: Box<Block>) {
        assert!(self.push(lent).is_ok());
    }
}

heapless::object_pool!(HEAPLESS: Block);

/// heapless' is a static; all its blocks are given to it once.
pub(crate) struct Heapless(());

pub(crate) fn heapless() -> Heapless {
    (0..SLOTS).for_each(|_| {
        HEAPLESS.manage(Box::leak(Box::new(heapless::pool::object::ObjectBlock::new(block()))));
    });
    Heapless(())
}

guarded!(Heapless, heapless::pool::object::Object<HEAPLESS>, |_pool| HEAPLESS.request().unwrap());

/// Managers of the pools that one can only wait for.
pub(crate) struct Manager;

impl fastpool::ManageObject for Manager {
    type Object = Block;
    type Error = std::convert::Infallible;

    async fn create(&self) -> Result<Block, Self::Error> {
        Ok(block())
    }

    async fn is_recyclable(
        &self,
        _: &mut Block,
        _: &fastpool::ObjectStatus,
    ) -> Result<(), Self::Error> {
        Ok(())
    }
}

pub(crate) fn fast() -> Arc<fastpool::bounded::Pool<Manager>> {
    fastpool::bounded::Pool::new(fastpool::bounded::PoolConfig::new(SLOTS), Manager)
}

guarded!(Arc<fastpool::bounded::Pool<Manager>>, fastpool::bounded::Object<Manager>, |pool| {
    futures::FutureExt::now_or_never(pool.get()).unwrap().unwrap()
});

/// What `run` does with each of them, by name.
pub(crate) trait Each {
    fn run<B: Buffers>(&mut self, name: &str, buffers: &B);
}

/// `threads` is how many use them at once.
pub(crate) fn each(threads: usize, it: &mut impl Each) {
    static STATIC: Static = Static::new(MAKE);

    it.run("obj-pool", &ours());
    it.run("obj-pool-cached", &cached(threads));
    it.run("obj-pool-wait", &waiting());
    it.run("obj-pool-static", &STATIC);
    it.run("malloc", &Malloc);
    it.run("object-pool", &object_pool::Pool::new(SLOTS, block));
    it.run("lockfree-object-pool", &lockfree_object_pool::LinearObjectPool::new(block, |_| ()));
    it.run("opool", &opool::Pool::new_prefilled(SLOTS, Allocator));
    it.run("sharded-slab", &sharded_slab::Pool::new());
    let make: fn() -> Box<Block> = || Box::new(block());
    it.run("regex-automata", &Regex::new(make));
    it.run("array-queue", &queue());
    it.run("heapless", &heapless());
    it.run(
        "deadpool",
        &deadpool::unmanaged::Pool::from((0..SLOTS).map(|_| block()).collect::<Vec<_>>()),
    );
    it.run("fastpool", &fast());
}
