//! What may cross threads is decided here, not by accident. Each pair is the rule and its edge.

use std::{
    cell::Cell,
    marker::PhantomData,
    panic::{RefUnwindSafe, UnwindSafe},
    rc::Rc,
    sync::MutexGuard,
};

use obj_pool::{BuildError, Builder, Guard, Manage, OwnedGuard, Pool, Stats};
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
