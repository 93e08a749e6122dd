//! The lock, the atomic and the shared pointer of the inbox: std's, or loom's when our own models run.

#[cfg(not(hardpan_loom))]
pub(crate) use core::sync::atomic::AtomicUsize;
pub(crate) use core::sync::atomic::Ordering;
#[cfg(not(hardpan_loom))]
pub(crate) use std::sync::{Arc, Mutex, MutexGuard};

#[cfg(hardpan_loom)]
pub(crate) use loom::sync::atomic::AtomicUsize;
#[cfg(hardpan_loom)]
pub(crate) use loom::sync::{Arc, Mutex, MutexGuard};
