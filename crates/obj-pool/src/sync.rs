//! The atomics and the cell: `core`'s, or loom's in its models.

#[cfg(not(hardpan_loom))]
pub(crate) use core::{cell::UnsafeCell, sync::atomic::AtomicU32};

#[cfg(all(not(hardpan_loom), feature = "alloc"))]
pub(crate) use core::sync::atomic::AtomicUsize;

#[cfg(all(not(hardpan_loom), feature = "std"))]
pub(crate) use core::sync::atomic::AtomicPtr;

#[cfg(all(not(hardpan_loom), feature = "std"))]
pub(crate) use std::{
    sync::{Mutex, MutexGuard},
    thread::{Thread, current, park},
};

#[cfg(all(hardpan_loom, feature = "std"))]
pub(crate) use loom::{
    sync::{Mutex, MutexGuard, atomic::AtomicPtr},
    thread::{Thread, current, park},
};

#[cfg(hardpan_loom)]
pub(crate) use {
    cell::UnsafeCell,
    loom::sync::atomic::{AtomicU32, AtomicUsize},
};

#[cfg(hardpan_loom)]
mod cell {
    /// loom's cell, with `core`'s way in: each call counts as a write, so loom fails any model where
    /// two of them are not ordered.
    pub(crate) struct UnsafeCell<T>(loom::cell::UnsafeCell<T>);

    impl<T> UnsafeCell<T> {
        pub(crate) fn new(value: T) -> Self {
            Self(loom::cell::UnsafeCell::new(value))
        }

        pub(crate) fn get(&self) -> *mut T {
            self.0.with_mut(|pointer| pointer)
        }
    }
}
