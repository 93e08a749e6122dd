//! The atomics: core's, portable-atomic's, or a model checker's under `--cfg hardpan_loom` or
//! `--cfg hardpan_shuttle`.

#[cfg(not(any(hardpan_loom, hardpan_shuttle, feature = "portable-atomic")))]
pub(crate) use core::sync::atomic::{AtomicUsize, Ordering};

#[cfg(all(not(any(hardpan_loom, hardpan_shuttle)), feature = "portable-atomic"))]
pub(crate) use portable_atomic::{AtomicUsize, Ordering};

#[cfg(hardpan_loom)]
pub(crate) use loom::sync::atomic::{AtomicUsize, Ordering};

#[cfg(hardpan_shuttle)]
pub(crate) use shuttle::sync::atomic::{AtomicUsize, Ordering};

#[cfg(all(not(any(hardpan_loom, hardpan_shuttle)), feature = "std"))]
pub(crate) use std::sync::{Condvar, Mutex};

#[cfg(all(hardpan_loom, feature = "std"))]
pub(crate) use loom::sync::{Condvar, Mutex};

#[cfg(all(hardpan_shuttle, feature = "std"))]
pub(crate) use shuttle::sync::{Condvar, Mutex};

#[cfg(all(hardpan_loom, feature = "alloc"))]
pub(crate) use loom::cell::UnsafeCell;

/// A cell with the face of the model checker's, which sees each access.
#[cfg(all(not(hardpan_loom), feature = "alloc", target_has_atomic = "ptr"))]
pub(crate) struct UnsafeCell<T>(core::cell::UnsafeCell<T>);

#[cfg(all(not(hardpan_loom), feature = "alloc", target_has_atomic = "ptr"))]
impl<T> UnsafeCell<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(core::cell::UnsafeCell::new(value))
    }

    #[inline(always)]
    pub(crate) fn with_mut<R>(&self, access: impl FnOnce(*mut T) -> R) -> R {
        access(self.0.get())
    }
}

/// Tells the model checker which slots a half touches, so that it finds a race on them.
///
/// Loom sees only its own types, and the slots are plain memory. Beside each slot it gets a cell
/// of its own, touched whenever the slot is. Outside the models this is nothing at all.
#[cfg(not(hardpan_loom))]
pub(crate) struct Watch;

#[cfg(not(hardpan_loom))]
#[allow(clippy::unused_self, reason = "loom's twin, below, needs it")]
impl Watch {
    pub(crate) const fn new(_capacity: usize) -> Self {
        Self
    }

    #[inline(always)]
    pub(crate) fn read(&self, _slot: usize, _count: usize) {}

    #[inline(always)]
    pub(crate) fn write(&self, _slot: usize, _count: usize) {}
}

#[cfg(hardpan_loom)]
pub(crate) struct Watch(alloc::vec::Vec<loom::cell::UnsafeCell<()>>);

#[cfg(hardpan_loom)]
impl Watch {
    pub(crate) fn new(capacity: usize) -> Self {
        Self((0..capacity).map(|_| loom::cell::UnsafeCell::new(())).collect())
    }

    /// `count` slots from `slot` on, around the end.
    pub(crate) fn read(&self, slot: usize, count: usize) {
        for i in slot..slot + count {
            self.0[i % self.0.len()].with(|_| ());
        }
    }

    /// `count` slots from `slot` on, around the end.
    pub(crate) fn write(&self, slot: usize, count: usize) {
        for i in slot..slot + count {
            self.0[i % self.0.len()].with_mut(|_| ());
        }
    }
}
