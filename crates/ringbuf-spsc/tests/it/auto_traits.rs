//! Which types may go to, and be shared with, other threads.

use std::{cell::Cell, rc::Rc, sync::MutexGuard};

use ringbuf_spsc::{CapacityError, Consumer, Full, Producer, RingBuffer};
use static_assertions::{assert_impl_all, assert_not_impl_any};

/// `Send`, not `Sync`.
type Sendable = Cell<u8>;
/// `Sync`, not `Send`.
type Shareable = MutexGuard<'static, u8>;
/// Neither.
type Neither = Rc<u8>;

assert_impl_all!(RingBuffer<Sendable, 1>: Send, Sync);
assert_not_impl_any!(RingBuffer<Shareable, 1>: Send, Sync);
assert_not_impl_any!(RingBuffer<Neither, 1>: Send, Sync);
assert_not_impl_any!(RingBuffer<u8, 1>: Clone, PartialEq);

assert_impl_all!(Producer<'static, Sendable>: Send);
assert_not_impl_any!(Producer<'static, Sendable>: Sync, Clone);
assert_not_impl_any!(Producer<'static, Shareable>: Send, Sync);
assert_not_impl_any!(Producer<'static, Neither>: Send, Sync);

assert_impl_all!(Consumer<'static, Sendable>: Send);
assert_not_impl_any!(Consumer<'static, Sendable>: Sync, Clone);
assert_not_impl_any!(Consumer<'static, Shareable>: Send, Sync);
assert_not_impl_any!(Consumer<'static, Neither>: Send, Sync);

assert_impl_all!(Full<u8>: std::error::Error, Send, Sync);
assert_impl_all!(CapacityError: std::error::Error, Send, Sync);

// They neither move nor pin what they hold.
assert_impl_all!(Producer<'static, std::marker::PhantomPinned>: Unpin);
assert_impl_all!(Consumer<'static, std::marker::PhantomPinned>: Unpin);
