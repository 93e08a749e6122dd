//! What may cross threads is decided here, not by accident. Each pair is the rule and its edge.

use std::{
    cell::Cell,
    marker::PhantomData,
    panic::{RefUnwindSafe, UnwindSafe},
    rc::Rc,
    sync::MutexGuard,
};

use obj_pool::{
    BuildError, Builder, Drain, Guard, IntoIter, Iter, IterMut, Key, Lease, LocalGuard, LocalPool,
    Manage, OwnedGuard, Pool, Slab, SlabFull, StaticGuard, StaticPool, Stats, Vacant, VacantEntry,
};
use static_assertions::{assert_impl_all, assert_not_impl_any};

/// Neither `Send` nor `Sync`; `Send` alone; `Sync` alone.
type Neither = Rc<u8>;
type SendOnly = Cell<u8>;
type SyncOnly = PhantomData<MutexGuard<'static, u8>>;

/// A manager of items `T` with the traits of `A`.
struct Maker<T, A>(PhantomData<A>, PhantomData<fn() -> T>);

impl<T: Default, A> Manage for Maker<T, A> {
    type Item = T;

    fn create(&self) -> T {
        T::default()
    }
}

// `Pool: Sync` iff `M: Sync` and `Item: Send`.
assert_impl_all!(Pool<Maker<u8, u8>>: Send, Sync);
assert_impl_all!(Pool<Maker<SendOnly, u8>>: Send, Sync);
assert_impl_all!(Pool<Maker<u8, SyncOnly>>: Sync);
assert_not_impl_any!(Pool<Maker<SyncOnly, u8>>: Send, Sync);
assert_not_impl_any!(Pool<Maker<Neither, u8>>: Send, Sync);
assert_not_impl_any!(Pool<Maker<u8, SendOnly>>: Sync);
// `Pool: Send` iff both are.
assert_impl_all!(Pool<Maker<SendOnly, SendOnly>>: Send);
assert_not_impl_any!(Pool<Maker<u8, SyncOnly>>: Send);

// `Guard: Send` iff `Item: Send` and `M: Sync`.
assert_impl_all!(Guard<'static, Maker<SendOnly, u8>>: Send);
assert_impl_all!(Guard<'static, Maker<u8, SyncOnly>>: Send);
assert_not_impl_any!(Guard<'static, Maker<u8, SendOnly>>: Send);
assert_not_impl_any!(Guard<'static, Maker<SyncOnly, u8>>: Send);
assert_not_impl_any!(Guard<'static, Maker<Neither, u8>>: Send, Sync);
// `Guard: Sync` iff `Item: Sync`.
assert_impl_all!(Guard<'static, Maker<u8, Neither>>: Sync);
assert_impl_all!(Guard<'static, Maker<SyncOnly, u8>>: Sync);
assert_not_impl_any!(Guard<'static, Maker<SendOnly, u8>>: Sync);

// `OwnedGuard: Send` iff `Item: Send` and `M: Send + Sync`.
assert_impl_all!(OwnedGuard<Maker<SendOnly, u8>>: Send);
assert_not_impl_any!(OwnedGuard<Maker<u8, SyncOnly>>: Send);
assert_not_impl_any!(OwnedGuard<Maker<u8, SendOnly>>: Send);
assert_not_impl_any!(OwnedGuard<Maker<SyncOnly, u8>>: Send);
assert_not_impl_any!(OwnedGuard<Maker<Neither, u8>>: Send, Sync);
// `OwnedGuard: Sync` iff `Item: Sync`.
assert_impl_all!(OwnedGuard<Maker<u8, Neither>>: Sync);
assert_impl_all!(OwnedGuard<Maker<SyncOnly, u8>>: Sync);
assert_not_impl_any!(OwnedGuard<Maker<SendOnly, u8>>: Sync);

// A vacant slot and a lease are `Send` as a guard is.
assert_impl_all!(Vacant<'static, Maker<SendOnly, u8>>: Send);
assert_impl_all!(Lease<'static, Maker<u8, SyncOnly>>: Send);
assert_not_impl_any!(Vacant<'static, Maker<u8, SendOnly>>: Send);
assert_not_impl_any!(Vacant<'static, Maker<SyncOnly, u8>>: Send, Sync);
assert_not_impl_any!(Lease<'static, Maker<SyncOnly, u8>>: Send, Sync);

// The other pools that are shared, their guards and their futures, by the same rules.
#[cfg(feature = "std")]
mod with_std {
    use obj_pool::{
        Acquire, AcquireError, AcquireOrVacant, AcquireOwned, CachedGuard, CachedPool, Closed,
        OwnedCachedGuard, OwnedWaitGuard, WaitGuard, WaitPool,
    };

    use super::*;

    assert_impl_all!(WaitPool<Maker<SendOnly, u8>>: Send, Sync);
    assert_impl_all!(CachedPool<Maker<SendOnly, u8>>: Send, Sync);
    assert_not_impl_any!(WaitPool<Maker<SyncOnly, u8>>: Send, Sync);
    assert_not_impl_any!(CachedPool<Maker<SyncOnly, u8>>: Send, Sync);
    assert_not_impl_any!(WaitPool<Maker<u8, SendOnly>>: Sync);
    assert_not_impl_any!(CachedPool<Maker<u8, SendOnly>>: Sync);
    assert_not_impl_any!(WaitPool<Maker<u8, SyncOnly>>: Send);
    assert_not_impl_any!(CachedPool<Maker<u8, SyncOnly>>: Send);
    assert_impl_all!(WaitGuard<'static, Maker<SendOnly, u8>>: Send);
    assert_impl_all!(CachedGuard<'static, Maker<u8, SyncOnly>>: Send);
    assert_not_impl_any!(WaitGuard<'static, Maker<u8, SendOnly>>: Send);
    assert_not_impl_any!(CachedGuard<'static, Maker<SyncOnly, u8>>: Send);
    assert_not_impl_any!(CachedGuard<'static, Maker<SendOnly, u8>>: Sync);
    // The last owned guard drops the manager, of these pools, too.
    assert_impl_all!(OwnedWaitGuard<Maker<SendOnly, u8>>: Send);
    assert_impl_all!(OwnedCachedGuard<Maker<SendOnly, u8>>: Send);
    assert_not_impl_any!(OwnedWaitGuard<Maker<u8, SyncOnly>>: Send);
    assert_not_impl_any!(OwnedCachedGuard<Maker<u8, SyncOnly>>: Send);
    assert_not_impl_any!(OwnedWaitGuard<Maker<u8, SendOnly>>: Send);
    assert_not_impl_any!(OwnedCachedGuard<Maker<u8, SendOnly>>: Send);
    assert_not_impl_any!(OwnedWaitGuard<Maker<SendOnly, u8>>: Sync);
    assert_not_impl_any!(OwnedCachedGuard<Maker<SendOnly, u8>>: Sync);
    assert_impl_all!(Acquire<'static, Maker<SendOnly, u8>>: Send, Sync, Unpin);
    assert_impl_all!(AcquireOrVacant<'static, Maker<SendOnly, SyncOnly>>: Send, Unpin);
    assert_impl_all!(AcquireOwned<Maker<SendOnly, u8>>: Send, Unpin);
    assert_not_impl_any!(Acquire<'static, Maker<SyncOnly, u8>>: Send);
    assert_not_impl_any!(Acquire<'static, Maker<u8, SendOnly>>: Send);
    assert_not_impl_any!(AcquireOwned<Maker<u8, SyncOnly>>: Send);
    assert_impl_all!(Closed: Send, Sync, Copy, std::error::Error);
    assert_impl_all!(AcquireError: Send, Sync, Copy, std::error::Error);
}

// `LocalPool: Send` iff its manager and its objects are, and never `Sync`; its guards never `Send`.
assert_impl_all!(LocalPool<Maker<SendOnly, SendOnly>>: Send);
assert_not_impl_any!(LocalPool<Maker<u8, u8>>: Sync);
assert_not_impl_any!(LocalPool<Maker<SyncOnly, u8>>: Send);
assert_not_impl_any!(LocalPool<Maker<u8, SyncOnly>>: Send);
assert_not_impl_any!(LocalGuard<'static, Maker<u8, u8>>: Send);
assert_not_impl_any!(Lease<'static, Maker<u8, u8>, LocalPool<Maker<u8, u8>>>: Send, Sync);
assert_impl_all!(LocalGuard<'static, Maker<u8, u8>>: Sync);
assert_not_impl_any!(LocalGuard<'static, Maker<SendOnly, u8>>: Sync);

// `StaticPool: Send + Sync` iff `T: Send`; its guard `Send` iff `T: Send`, `Sync` iff `T: Sync`.
assert_impl_all!(StaticPool<SendOnly, 2>: Send, Sync);
assert_not_impl_any!(StaticPool<SyncOnly, 2>: Send, Sync);
assert_not_impl_any!(StaticPool<Neither, 2>: Send, Sync);
assert_impl_all!(StaticGuard<'static, SendOnly>: Send);
assert_not_impl_any!(StaticGuard<'static, SendOnly>: Sync);
assert_impl_all!(StaticGuard<'static, SyncOnly>: Sync);
assert_not_impl_any!(StaticGuard<'static, SyncOnly>: Send);

// A slab and its iterators are as their values.
assert_impl_all!(Slab<u8>: Send, Sync, Unpin, Clone, UnwindSafe, RefUnwindSafe);
assert_impl_all!(Slab<SendOnly>: Send);
assert_not_impl_any!(Slab<SendOnly>: Sync);
assert_impl_all!(Slab<SyncOnly>: Sync);
assert_not_impl_any!(Slab<SyncOnly>: Send);
assert_not_impl_any!(Slab<Neither>: Send, Sync);
assert_impl_all!(Iter<'static, SyncOnly>: Send, Sync, Clone);
assert_not_impl_any!(Iter<'static, SendOnly>: Send, Sync);
assert_impl_all!(IterMut<'static, SendOnly>: Send);
assert_impl_all!(IntoIter<SendOnly>: Send);
assert_impl_all!(Drain<'static, SendOnly>: Send);
assert_impl_all!(VacantEntry<'static, SendOnly>: Send);
assert_not_impl_any!(IterMut<'static, SyncOnly>: Send);
assert_not_impl_any!(Drain<'static, SyncOnly>: Send);
assert_impl_all!(Key: Send, Sync, Copy, Ord, std::hash::Hash);
assert_impl_all!(SlabFull<u8>: std::error::Error);

// Objects do not move with the pool or a guard: the boxes are `Unpin` whatever they hold.
assert_impl_all!(Pool<fn() -> std::marker::PhantomPinned>: Unpin);
assert_impl_all!(Builder<fn() -> u8>: Send, Sync);
assert_impl_all!(BuildError: Send, Sync, std::error::Error);
assert_impl_all!(Stats: Send, Sync, Copy);

// A guard that is dropped in a panic gives back what its user left half done, so none of them claims
// to be safe to look at after one.
assert_not_impl_any!(Pool<fn() -> u8>: RefUnwindSafe);
assert_not_impl_any!(Guard<'static, fn() -> u8>: UnwindSafe, RefUnwindSafe);
assert_not_impl_any!(OwnedGuard<fn() -> u8>: UnwindSafe, RefUnwindSafe);

#[test]
fn a_guard_is_two_words() {
    assert_eq!(size_of::<Option<Guard<'static, fn() -> [u8; 99]>>>(), 2 * size_of::<usize>());
    assert_eq!(size_of::<Option<OwnedGuard<fn() -> u8>>>(), 2 * size_of::<usize>());
}
