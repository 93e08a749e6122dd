//! Which types may go to, and be shared with, other threads.

use std::{cell::Cell, rc::Rc, sync::MutexGuard};

use ringbuf_spsc::{
    CapacityError, Consumer, Drain, Full, Iter, IterMut, Producer, ReadChunk, RingBuffer, Slot,
    WriteChunk,
};
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

/// A guard is its half, borrowed: it goes where the items may go, and is shared with nobody.
macro_rules! as_its_half {
    ($($Guard:ident)*) => {$(
        assert_impl_all!($Guard<'static, Sendable>: Send, Unpin);
        assert_not_impl_any!($Guard<'static, Sendable>: Sync, Clone);
        assert_not_impl_any!($Guard<'static, Shareable>: Send, Sync);
        assert_not_impl_any!($Guard<'static, Neither>: Send, Sync);
    )*};
}

as_its_half! { Slot WriteChunk ReadChunk Drain }

/// The waiting forms' halves and futures go where their items may go; the guards are borrowed halves.
#[cfg(feature = "alloc")]
mod waiting {
    use ringbuf_spsc::asynchronous;

    use super::*;

    macro_rules! as_the_items {
        ($($Type:ty, $Not:ty, $Neither:ty;)*) => {$(
            assert_impl_all!($Type: Send, Unpin);
            assert_not_impl_any!($Type: Sync, Clone);
            assert_not_impl_any!($Not: Send, Sync);
            assert_not_impl_any!($Neither: Send, Sync);
        )*};
    }

    as_the_items! {
        asynchronous::Producer<Sendable>,
            asynchronous::Producer<Shareable>, asynchronous::Producer<Neither>;
        asynchronous::Consumer<Sendable>,
            asynchronous::Consumer<Shareable>, asynchronous::Consumer<Neither>;
        asynchronous::Pop<'static, Sendable>,
            asynchronous::Pop<'static, Shareable>, asynchronous::Pop<'static, Neither>;
        asynchronous::Push<'static, Sendable>,
            asynchronous::Push<'static, Shareable>, asynchronous::Push<'static, Neither>;
        asynchronous::Reserve<'static, Sendable>,
            asynchronous::Reserve<'static, Shareable>, asynchronous::Reserve<'static, Neither>;
        asynchronous::Slot<'static, Sendable>,
            asynchronous::Slot<'static, Shareable>, asynchronous::Slot<'static, Neither>;
    }

    // A push moves its item, and never pins it.
    assert_impl_all!(asynchronous::Push<'static, std::marker::PhantomPinned>: Unpin);
    assert_impl_all!(asynchronous::Closed<u8>: std::error::Error, Send, Sync);
    assert_impl_all!(asynchronous::TryPushError<u8>: std::error::Error, Send, Sync);

    #[cfg(feature = "std")]
    mod blocking {
        use ringbuf_spsc::blocking;

        use super::*;

        as_the_items! {
            blocking::Producer<Sendable>,
                blocking::Producer<Shareable>, blocking::Producer<Neither>;
            blocking::Consumer<Sendable>,
                blocking::Consumer<Shareable>, blocking::Consumer<Neither>;
        }
    }
}

// These are references, no more.
assert_impl_all!(Iter<'static, Shareable>: Send, Sync, Clone);
assert_not_impl_any!(Iter<'static, Sendable>: Send, Sync);
assert_not_impl_any!(Iter<'static, Neither>: Send, Sync);
assert_impl_all!(IterMut<'static, Sendable>: Send);
assert_not_impl_any!(IterMut<'static, Sendable>: Sync, Clone);
assert_impl_all!(IterMut<'static, Shareable>: Sync);
assert_not_impl_any!(IterMut<'static, Shareable>: Send, Clone);

assert_impl_all!(Full<u8>: std::error::Error, Send, Sync);
assert_impl_all!(CapacityError: std::error::Error, Send, Sync);

// They neither move nor pin what they hold.
assert_impl_all!(Producer<'static, std::marker::PhantomPinned>: Unpin);
assert_impl_all!(Consumer<'static, std::marker::PhantomPinned>: Unpin);
