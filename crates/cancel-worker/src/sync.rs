//! The lock and the shared pointer of the inbox: std's, or loom's when our own models run.

#[cfg(not(hardpan_loom))]
pub(crate) use std::sync::{Arc, Mutex, MutexGuard};

#[cfg(hardpan_loom)]
pub(crate) use loom::sync::{Arc, Mutex, MutexGuard};
