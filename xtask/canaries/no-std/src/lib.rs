//! Says that it needs no std, and needs it.
#![no_std]

// The bug: a kernel has none.
extern crate std;

/// Asks the system for the time.
#[must_use]
pub fn now() -> std::time::Instant {
    std::time::Instant::now()
}
