//! The bug is in `tests/shuttle.rs`.
